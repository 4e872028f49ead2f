package dev.pop.cli;

/** How grave a line of the log is, gravest first. */
enum LogLevel {
  ERROR,
  WARN,
  INFO,
  DEBUG
}
