package dev.pop.cli;

import dev.pop.core.FailureKind;
import dev.pop.core.PopException;
import java.io.Serial;

/** The command line asks for something that cannot be; the message names the option. */
final class UsageException extends PopException {
  @Serial private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(FailureKind.BAD_INPUT, message);
  }
}
