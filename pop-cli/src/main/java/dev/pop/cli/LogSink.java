package dev.pop.cli;

import java.io.Closeable;
import java.io.IOException;

/** Where lines of the log go. For one thread at a time. */
interface LogSink extends Closeable {
  /**
   * Writes one line.
   *
   * @throws IOException if it is lost here
   */
  void write(LogLine line) throws IOException;

  @Override
  default void close() throws IOException {}
}
