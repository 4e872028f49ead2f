package dev.pop.cli;

/** Who follows a command while it is at work. */
enum Watching {
  /** Nobody wants to know how far it is. */
  NOBODY,
  /** Somebody who reads lines, perhaps later. */
  NOW_AND_THEN,
  /** Somebody in front of a {@link Screen}. */
  ALL_THE_TIME
}
