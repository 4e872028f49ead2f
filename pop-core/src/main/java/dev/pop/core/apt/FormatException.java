package dev.pop.core.apt;

import dev.pop.core.FailureKind;
import java.io.IOException;
import java.io.Serial;

/**
 * Text from an archive or a list that is not what its format asks for. The message says what is
 * wrong and, where known, on which line; the caller adds which file it was.
 */
public class FormatException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final FailureKind kind;
  private final String reason;

  /** Says what is wrong; the text is {@link FailureKind#DAMAGED}. */
  public FormatException(String reason) {
    this(FailureKind.DAMAGED, reason);
  }

  /** As {@link #FormatException(String)}, with what it comes from. */
  public FormatException(String reason, Throwable cause) {
    this(FailureKind.DAMAGED, reason, cause);
  }

  /** Says what is wrong, and of what kind that is. */
  public FormatException(FailureKind kind, String reason) {
    super(reason);
    this.kind = kind;
    this.reason = reason;
  }

  /** As {@link #FormatException(FailureKind, String)}, with what it comes from. */
  public FormatException(FailureKind kind, String reason, Throwable cause) {
    super(reason, cause);
    this.kind = kind;
    this.reason = reason;
  }

  /** Why the text cannot be used. */
  public FailureKind kind() {
    return kind;
  }

  @Override
  public String getMessage() {
    return reason;
  }
}
