package dev.pop.core.http;

import dev.pop.core.apt.ArchiveUrl;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the transport for each request. HTTP/1.1 straight to its server goes over {@link
 * HttpCoreTransport}. HTTP/2 and proxies are the business of {@link OkHttpTransport}, which is made
 * when it is needed: its library takes a while to load.
 */
final class RoutingTransport implements HttpTransport {
  private final int connections;
  private final TransportOptions options;
  private final HttpCoreTransport direct;
  private final Set<ArchiveUrl> leadToProxy = ConcurrentHashMap.newKeySet();

  /** Guarded by this, as is what follows. */
  private @Nullable OkHttpTransport client;

  private boolean cancelled;

  /**
   * @param connections how many stay open for reuse
   */
  RoutingTransport(int connections, TransportOptions options) {
    this.connections = connections;
    this.options = options;
    this.direct = new HttpCoreTransport(connections, options);
  }

  @Override
  public HttpResponse execute(ArchiveRequest request) throws IOException {
    ArchiveUrl archive = request.archive();
    if (isDirect(archive) && (leadToProxy.isEmpty() || !leadToProxy.contains(archive))) {
      try {
        return direct.execute(request);
      } catch (HttpCoreTransport.RedirectToProxy e) {
        leadToProxy.add(archive);
      }
    }
    return client().execute(request);
  }

  @Override
  public HttpResponse execute(ArchiveRequest request, Pipeline pipeline) throws IOException {
    return isDirect(request.archive()) && leadToProxy.isEmpty()
        ? direct.execute(request, pipeline)
        : execute(request);
  }

  @Override
  public void distrust(ArchiveRequest request, Pipeline pipeline) {
    direct.distrust(request, pipeline);
  }

  private boolean isDirect(ArchiveUrl archive) {
    return direct.reaches(archive.scheme())
        && (archive.scheme().equals("https") ? !isHttp2(archive) : options.plainHttp().allowed());
  }

  private boolean isHttp2(ArchiveUrl archive) {
    return options.http().http2() && !options.http().http1Only().contains(archive.location());
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
    direct.cancelAll();
    if (client != null) {
      client.cancelAll();
    }
  }

  @Override
  public synchronized void close() {
    direct.close();
    if (client != null) {
      client.close();
    }
  }
}
