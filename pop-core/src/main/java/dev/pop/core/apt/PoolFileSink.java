package dev.pop.core.apt;

/** Receives the pool files of an index, one call each. */
@FunctionalInterface
public interface PoolFileSink {
  /**
   * Takes one file. The object is valid only until this method returns.
   *
   * @throws FormatException to stop the scan, because the entry contradicts what is known already
   */
  void accept(PoolFile file) throws FormatException;
}
