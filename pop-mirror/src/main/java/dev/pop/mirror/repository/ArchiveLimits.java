package dev.pop.mirror.repository;

import dev.pop.core.Internal;

/**
 * How much an archive may list, so that one cannot take the memory or the disk of the others.
 *
 * @param files number of distinct package files
 * @param bytes sum of their sizes; 0 leaves that to the free space of the disk
 */
@Internal
public record ArchiveLimits(long files, long bytes) {
  /** No limit, for a single index. */
  public static final ArchiveLimits NONE = new ArchiveLimits(Long.MAX_VALUE, 0);
}
