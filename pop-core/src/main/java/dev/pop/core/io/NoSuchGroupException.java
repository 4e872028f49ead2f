package dev.pop.core.io;

import java.io.IOException;
import java.io.Serial;

/** The system knows no group of that name. */
public final class NoSuchGroupException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  NoSuchGroupException(String group, Throwable cause) {
    super("there is no group '" + group + "'", cause);
  }
}
