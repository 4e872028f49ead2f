package dev.pop.mirror.sync;

import dev.pop.core.Internal;

/** What fetches a mirror's files. */
@Internal
public enum MirrorEngine {
  /** This program itself: {@link MirrorSync}. */
  NATIVE,
  /** The installed Perl program: {@link AptMirrorEngine}. */
  APT_MIRROR
}
