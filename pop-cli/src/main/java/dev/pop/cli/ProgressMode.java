package dev.pop.cli;

/** Who follows a command while it is at work. */
enum ProgressMode {
  /** Nobody wants to know how far it is. */
  OFF,
  /** Somebody who reads lines, perhaps later. */
  PERIODIC,
  /** Somebody in front of a {@link Screen}. */
  LIVE
}
