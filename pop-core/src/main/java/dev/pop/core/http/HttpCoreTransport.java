package dev.pop.core.http;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import okhttp3.HttpUrl;

/**
 * Plain HTTP/1.1 straight to its server, by Apache HttpCore. One thread blocks on one connection,
 * which is all that fetching many files from one place needs, and takes half the processor time of
 * a client for everything.
 */
final class HttpCoreTransport implements HttpTransport {
  private static final Set<Integer> REDIRECTS = Set.of(300, 301, 302, 303, 307, 308);
  private static final int MOST_REDIRECTS = 20;

  private final ConnectionPool connections;
  private final boolean credentialsAnywhere;
  private final long longestNanos;

  HttpCoreTransport(int connections, TransportOptions options) {
    this(connections, options, () -> new WatchedSocket(options.timeouts()));
  }

  /**
   * @param sockets makes them, not connected yet
   */
  HttpCoreTransport(int connections, TransportOptions options, Supplier<Socket> sockets) {
    this.connections = new ConnectionPool(connections, options.timeouts(), sockets);
    this.longestNanos = options.timeouts().whole().toNanos();
    this.credentialsAnywhere = options.plainHttp().credentialsAnywhere();
  }

  /** The server redirects to a place that only TLS leads to. */
  static final class RedirectToTls extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** The server redirects again and again. */
  static final class EndlessRedirect extends IOException {
    private static final long serialVersionUID = 1;
  }

  /**
   * As {@link HttpTransport#ask}.
   *
   * @throws RedirectToTls if that is where redirects end
   */
  @Override
  public HttpResponse execute(ArchiveRequest request) throws IOException {
    Origin origin = Origin.of(request.archive());
    ArchiveRequest next = request;
    long begun = System.nanoTime();
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpCoreResponse response = exchange(origin, next);
      Optional<HttpUrl> target = redirect(origin, next, response);
      if (target.isEmpty()) {
        return response;
      }
      response.close();
      if (System.nanoTime() - begun > longestNanos) {
        throw new LeastSpeed.TooSlow("the server redirects for too long");
      }
      if (target.get().isHttps()) {
        throw new RedirectToTls();
      }
      next = next.at(path(target.get()), origin.equals(Origin.of(target.get())));
      origin = Origin.of(target.get());
    }
    throw new EndlessRedirect();
  }

  private static Optional<HttpUrl> redirect(
      Origin origin, ArchiveRequest request, HttpCoreResponse response) {
    String location = REDIRECTS.contains(response.status()) ? response.header("Location") : null;
    if (location == null) {
      return Optional.empty();
    }
    HttpUrl from = HttpUrl.get("http://" + origin.field() + request.target());
    return Optional.ofNullable(from.resolve(location));
  }

  private static String path(HttpUrl url) {
    String query = url.encodedQuery();
    return query == null ? url.encodedPath() : url.encodedPath() + "?" + query;
  }

  /**
   * Asks over a connection that is there, and over a new one when it turns out that the server has
   * given the old one up.
   */
  private HttpCoreResponse exchange(Origin origin, ArchiveRequest request) throws IOException {
    Optional<HttpCoreConnection> used = connections.used(origin);
    if (used.isPresent()) {
      try {
        return over(used.get(), request);
      } catch (HttpCoreConnection.StaleConnection e) {
        // by a server that may be there all the same
      }
    }
    return over(connections.open(origin), request);
  }

  private HttpCoreResponse over(HttpCoreConnection connection, ArchiveRequest request)
      throws IOException {
    boolean answered = false;
    try {
      if (!credentialsAnywhere && request.hasCredentials()) {
        CleartextCredentialGuard.check(connection.address());
      }
      HttpCoreResponse response = connection.execute(request, connections);
      answered = true;
      return response;
    } finally {
      if (!answered) {
        connections.close(connection);
      }
    }
  }

  @Override
  public void cancelAll() {
    connections.cancelAll();
  }

  @Override
  public void close() {
    connections.closeUnused();
  }
}
