package dev.pop.core.http;

import dev.pop.core.apt.ArchiveUrl;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the transport for each request. Plain HTTP straight to its server goes over {@link
 * HttpCoreTransport}. TLS, HTTP/2 and proxies are the business of {@link OkHttpTransport}, which is
 * made when it is needed: its library takes a while to load, and Java reads all authorities that it
 * trusts.
 */
final class RoutingTransport implements HttpTransport {
  private final int connections;
  private final TransportOptions options;
  private final HttpCoreTransport plain;
  private final Set<ArchiveUrl> leadToTls = ConcurrentHashMap.newKeySet();

  /** Guarded by this, as is what follows. */
  private @Nullable OkHttpTransport client;

  private boolean cancelled;

  /**
   * @param connections how many stay open for reuse
   */
  RoutingTransport(int connections, TransportOptions options) {
    this.connections = connections;
    this.options = options;
    this.plain = new HttpCoreTransport(connections, options);
  }

  @Override
  public HttpResponse execute(ArchiveRequest request) throws IOException {
    ArchiveUrl archive = request.archive();
    if (isPlain(archive) && (leadToTls.isEmpty() || !leadToTls.contains(archive))) {
      try {
        return plain.execute(request);
      } catch (HttpCoreTransport.RedirectToTls e) {
        leadToTls.add(archive);
      }
    }
    return client().execute(request);
  }

  private boolean isPlain(ArchiveUrl archive) {
    return archive.scheme().equals("http")
        && options.plainHttp().allowed()
        && options.proxies().http().isEmpty();
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
    plain.cancelAll();
    if (client != null) {
      client.cancelAll();
    }
  }

  @Override
  public synchronized void close() {
    plain.close();
    if (client != null) {
      client.close();
    }
  }
}
