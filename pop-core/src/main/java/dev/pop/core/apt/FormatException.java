package dev.pop.core.apt;

import java.io.IOException;
import java.io.Serial;

/**
 * Text from an archive or a list that is not what its format asks for. The message says what is
 * wrong and, where known, on which line; the caller adds which file it was.
 */
public class FormatException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final String reason;

  public FormatException(String reason) {
    super(reason);
    this.reason = reason;
  }

  public FormatException(String reason, Throwable cause) {
    super(reason, cause);
    this.reason = reason;
  }

  @Override
  public String getMessage() {
    return reason;
  }
}
