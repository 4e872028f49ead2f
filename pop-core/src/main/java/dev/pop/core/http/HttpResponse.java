package dev.pop.core.http;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a server says to a request. To be closed, whether its body was read or not. */
interface HttpResponse extends Closeable {
  int status();

  /** The last value of a field of the header. */
  @Nullable String header(String name);

  /**
   * How many bytes the body will have, as announced; -1 when nothing is.
   *
   * @throws IOException if what is announced is no number
   */
  long length() throws IOException;

  /** The body, to be read once. */
  Body body() throws IOException;

  @Override
  void close();
}
