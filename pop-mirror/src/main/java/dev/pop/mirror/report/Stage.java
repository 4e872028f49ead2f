package dev.pop.mirror.report;

/** The parts of a run, in their order. */
public enum Stage {
  /** Fetching {@code Release} files. */
  RELEASE,
  /** Fetching indices. */
  INDEX,
  /** Hashing files that are there already, but that no earlier run has verified. */
  CHECK,
  /** Fetching pool files. */
  ARCHIVE,
  /** Making durable, then switching suites to their new generation. */
  PUBLISH,
  /** Removing what nothing needs any more, where the list asks for that. */
  CLEAN,
  /** Running the post-mirror script. */
  POSTMIRROR;

  /** Whether files come over the network in it. */
  public boolean fetches() {
    return this == RELEASE || this == INDEX || this == ARCHIVE;
  }
}
