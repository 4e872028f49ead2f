package dev.pop.cli;

import dev.pop.core.FailureKind;

/** The exit codes that scripts rely on, see docs/cli.md. */
final class ExitCode {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int PARTIAL = 3;
  static final int LOCKED = 4;
  static final int DISK_TOO_SMALL = 5;
  static final int INTERRUPTED = 130;

  private ExitCode() {}

  /** What a command ends with that fails for this reason. */
  static int of(FailureKind kind) {
    return switch (kind) {
      case BAD_LIST, BAD_INPUT -> USAGE;
      case LOCKED -> LOCKED;
      case DISK_TOO_SMALL -> DISK_TOO_SMALL;
      case CANCELLED -> INTERRUPTED;
      default -> FAILED;
    };
  }
}
