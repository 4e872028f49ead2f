package dev.pop.mirror.setup;

import java.io.Serial;

/** What {@code pop setup} was told cannot be used; nothing was written. Shows no secret. */
public final class SetupException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /** The message names the answer or document. */
  public SetupException(String message) {
    super(message);
  }
}
