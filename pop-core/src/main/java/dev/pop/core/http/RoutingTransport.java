package dev.pop.core.http;

import dev.pop.core.apt.ArchiveUrl;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the transport for each request. HTTP/1.1 goes over {@link HttpCoreTransport}. HTTP/2 is
 * the business of {@link OkHttpTransport}, which is made when it is needed: its library takes a
 * while to load.
 */
final class RoutingTransport implements HttpTransport {
  private final int connections;
  private final TransportOptions options;
  private final HttpCoreTransport lean;

  /** Guarded by this, as is what follows. */
  private @Nullable OkHttpTransport client;

  private boolean cancelled;

  /**
   * @param connections how many stay open for reuse
   */
  RoutingTransport(int connections, TransportOptions options) {
    this.connections = connections;
    this.options = options;
    this.lean = new HttpCoreTransport(connections, options);
  }

  @Override
  public HttpResponse execute(ArchiveRequest request) throws IOException {
    return isHttp2(request.archive()) ? client().execute(request) : lean.execute(request);
  }

  @Override
  public HttpResponse execute(ArchiveRequest request, Pipeline pipeline) throws IOException {
    return isHttp2(request.archive()) ? client().execute(request) : lean.execute(request, pipeline);
  }

  @Override
  public void distrust(ArchiveRequest request, Pipeline pipeline) {
    lean.distrust(request, pipeline);
  }

  private boolean isHttp2(ArchiveUrl archive) {
    return options.http().http2()
        && archive.scheme().equals("https")
        && !options.http().http1Only().contains(archive.location());
  }

  private synchronized OkHttpTransport client() throws IOException {
    if (cancelled) {
      throw new IOException("cancelled");
    }
    if (client == null) {
      client = new OkHttpTransport(connections, options);
    }
    return client;
  }

  @Override
  public synchronized void cancelAll() {
    cancelled = true;
    lean.cancelAll();
    if (client != null) {
      client.cancelAll();
    }
  }

  @Override
  public synchronized void close() {
    lean.close();
    if (client != null) {
      client.close();
    }
  }
}
