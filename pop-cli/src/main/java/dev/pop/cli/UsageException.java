package dev.pop.cli;

import java.io.Serial;

/** The command line asks for something that cannot be; the message names the option. */
final class UsageException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
