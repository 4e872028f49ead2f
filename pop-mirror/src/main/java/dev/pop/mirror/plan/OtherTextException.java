package dev.pop.mirror.plan;

import dev.pop.core.apt.FormatException;
import java.io.Serial;

/** A form of an index can be decoded, and is not the text that {@code Release} lists. */
final class OtherTextException extends FormatException {
  @Serial private static final long serialVersionUID = 1;

  OtherTextException(String message) {
    super(message);
  }
}
