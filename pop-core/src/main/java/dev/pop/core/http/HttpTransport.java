package dev.pop.core.http;

import java.io.Closeable;
import java.io.IOException;

/**
 * A way for requests to servers and for their responses. Redirects are followed. Safe for use by
 * several threads.
 */
interface HttpTransport extends Closeable {
  /**
   * Sends {@code request} and waits for the header of the response.
   *
   * @throws IOException if there is none, or if it must not be sent over this transport
   */
  HttpResponse execute(ArchiveRequest request) throws IOException;

  /** As {@link #execute(ArchiveRequest)}; what was announced may be asked for ahead. */
  default HttpResponse execute(ArchiveRequest request, Pipeline pipeline) throws IOException {
    return execute(request);
  }

  /** A server sent what cannot be right: from now on it gets one request at a time. */
  default void distrust(ArchiveRequest request, Pipeline pipeline) {
    pipeline.disconnect();
  }

  /** Ends all that is on its way. Nothing can be asked any more. */
  void cancelAll();

  /** Closes connections that wait to be used again. */
  @Override
  void close();
}
