package dev.pop.cli;

/** How a line of the log looks. */
enum LogFormat {
  /** For people. */
  TEXT,
  /** One JSON object per line. */
  JSON
}
