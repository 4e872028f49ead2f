package dev.pop.core;

/**
 * Why something failed, for programs: what a caller can decide by. The one vocabulary of exceptions
 * ({@link PopException#kind}) and of the failures that results name. More may be added, so a {@code
 * switch} over them needs a default.
 */
public enum FailureKind {
  /**
   * A token, password or contract does not open what was asked for: missing, wrong, expired, or
   * without the entitlement.
   */
  BAD_TOKEN,
  /** There is no such suite, or it has not the components or architectures that are asked for. */
  WRONG_SUITE,
  /** A file is not there: above all one that upstream lists and does not have. */
  MISSING,
  /** What is there has other bytes than it must have, or another format. */
  DAMAGED,
  /** Upstream changed while it was read; a later run finds it whole. */
  UPSTREAM_CHANGED,
  /** A server or proxy cannot be reached, or cannot answer for now. */
  UNREACHABLE,
  /** A server or proxy refuses what it was asked for, and not because of a token. */
  REFUSED,
  /** No trusted key signed it, or the server cannot prove who it is. */
  UNTRUSTED,
  /** A Release is older than the published one. */
  OLDER_RELEASE,
  /** A Release is past its {@code Valid-Until}. */
  EXPIRED,
  /** A suite calls itself otherwise than when it was accepted. */
  CHANGED_IDENTITY,
  /** A mirror list cannot be used. */
  BAD_LIST,
  /** An argument, answer or document that the caller gave cannot be used. */
  BAD_INPUT,
  /** Another run works on the mirror. */
  LOCKED,
  /** The disk is full, or its user's quota is. */
  DISK_FULL,
  /** What is missing does not fit the disk, as is known before it is fetched. */
  DISK_TOO_SMALL,
  /** The file system can be read only. */
  READ_ONLY,
  /** The user who runs this may not read or write a file. */
  NO_PERMISSION,
  /** What was published is gone from the disk as a whole. */
  VANISHED,
  /** A program that is needed is not installed, or cannot be run. */
  PROGRAM_MISSING,
  /** Somebody cancelled the operation, or interrupted its thread. */
  CANCELLED,
  /** The local disk fails in another way. */
  DISK_FAILED,
  /** A fault of the program itself. */
  INTERNAL,
  /** Nothing of the above. */
  OTHER
}
