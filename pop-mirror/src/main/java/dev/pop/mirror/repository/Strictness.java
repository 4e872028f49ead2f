package dev.pop.mirror.repository;

/** What a mirror list is read for, which decides what it is refused for. */
public enum Strictness {
  /**
   * To work with. Files with secrets that others can read, credentials over plain HTTP to public
   * hosts, and with {@code https_only} any plain HTTP are faults.
   */
  RUN,

  /**
   * To work with in the place of the Perl program, whose lists are open to everybody: files with
   * secrets that others can read are warnings.
   */
  DROP_IN,

  /** To look at: what the other uses refuse is not refused. */
  SHOW
}
