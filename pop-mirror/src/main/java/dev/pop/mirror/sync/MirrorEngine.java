package dev.pop.mirror.sync;

/** What fetches a mirror's files. */
public enum MirrorEngine {
  /** This program itself: {@link MirrorSync}. */
  NATIVE,
  /** The installed Perl program: {@link AptMirrorEngine}. */
  APT_MIRROR
}
