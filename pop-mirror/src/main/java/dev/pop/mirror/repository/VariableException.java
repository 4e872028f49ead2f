package dev.pop.mirror.repository;

import dev.pop.core.FailureKind;
import dev.pop.core.PopException;
import java.io.Serial;

/** A value refers to variables in a way that cannot be followed. */
final class VariableException extends PopException {
  @Serial private static final long serialVersionUID = 1;

  private final int line;

  VariableException(int line, String reason) {
    super(FailureKind.BAD_LIST, reason);
    this.line = line;
  }

  /** The line that refers; 0 when it is a default. */
  int line() {
    return line;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
