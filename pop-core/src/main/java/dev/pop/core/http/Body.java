package dev.pop.core.http;

import java.io.IOException;

/** The bytes of a file as they come. */
@FunctionalInterface
interface Body {
  /**
   * Waits for bytes.
   *
   * @return how many were put into {@code buffer}; -1 at the end
   * @throws IOException if the sender fails
   */
  int read(byte[] buffer, int offset, int length) throws IOException, InterruptedException;
}
