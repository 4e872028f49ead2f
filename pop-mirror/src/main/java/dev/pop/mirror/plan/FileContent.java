package dev.pop.mirror.plan;

import dev.pop.core.apt.Checksum;

/**
 * What an index says that a file contains.
 *
 * @param size in bytes
 * @param checksum its strongest digest
 */
public record FileContent(long size, Checksum checksum) {
  @Override
  public String toString() {
    return size + " bytes with " + checksum.algorithm() + " " + checksum.hex();
  }
}
