package dev.pop.core.io;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A compressed text is damaged, cut short, or not in the form that it should be. */
public final class DamagedDataException extends IOException {
  private static final long serialVersionUID = 1;

  DamagedDataException(Compression form, Exception cause) {
    super("it is not a valid " + form.extension() + " file: " + reason(cause.getMessage()), cause);
  }

  private static String reason(@Nullable String said) {
    return said == null ? "it ends too soon" : said;
  }
}
