package dev.pop.mirror.setup;

import dev.pop.core.FailureKind;
import dev.pop.core.PopException;
import java.io.Serial;

/** What {@code pop setup} was told cannot be used; nothing was written. Shows no secret. */
public final class SetupException extends PopException {
  @Serial private static final long serialVersionUID = 1;

  /** The message names the answer or document. */
  public SetupException(String message) {
    super(FailureKind.BAD_INPUT, message);
  }
}
