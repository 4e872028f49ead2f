package dev.pop.core.apt;

import dev.pop.core.Internal;
import java.io.IOException;

/** Receives the files of an index with every digest that it lists. */
@Internal
public interface DigestSink {
  /** A file that is listed. The object is valid only until this method returns. */
  void file(PoolFile file) throws IOException;

  /**
   * A digest of a file. The file may be another than the one of the last {@link #file} call.
   *
   * @param file valid only until this method returns; its size and digest are not set
   * @param text holds the hexadecimal digits from {@code from} to {@code to}
   */
  void digest(PoolFile file, HashAlgorithm algorithm, byte[] text, int from, int to)
      throws IOException;
}
