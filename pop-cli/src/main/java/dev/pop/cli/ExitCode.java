package dev.pop.cli;

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
}
