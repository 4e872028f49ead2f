package dev.pop.core.apt;

import dev.pop.core.Internal;

/** Receives the pool files of an index, one call each. */
@FunctionalInterface
@Internal
public interface PoolFileSink {
  /**
   * Takes one file. The object is valid only until this method returns.
   *
   * @throws FormatException to stop the scan, because the entry contradicts what is known already
   */
  void accept(PoolFile file) throws FormatException;

  /**
   * Hears of a stanza that names no file that a client could fetch and check: it lacks a field, has
   * one twice, or gives a malformed size or digest. The scan ends unless this returns.
   *
   * @param reason names line and fault
   */
  default void unusable(FormatException reason) throws FormatException {
    throw reason;
  }
}
