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
final class PlainWire implements Wire {
  private static final Set<Integer> REDIRECTS = Set.of(300, 301, 302, 303, 307, 308);
  private static final int MOST_REDIRECTS = 20;

  private final PlainConnections connections;
  private final boolean credentialsAnywhere;
  private final long longestNanos;

  PlainWire(int connections, TransportOptions options) {
    this(connections, options, () -> new WatchedSocket(options.timeouts()));
  }

  /**
   * @param sockets makes them, not connected yet
   */
  PlainWire(int connections, TransportOptions options, Supplier<Socket> sockets) {
    this.connections = new PlainConnections(connections, options.timeouts(), sockets);
    this.longestNanos = options.timeouts().whole().toNanos();
    this.credentialsAnywhere = options.plainHttp().credentialsAnywhere();
  }

  /** The server redirects to a place that only TLS leads to. */
  static final class LeadsToTls extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** The server redirects again and again. */
  static final class EndlessRedirect extends IOException {
    private static final long serialVersionUID = 1;
  }

  /**
   * As {@link Wire#ask}.
   *
   * @throws LeadsToTls if that is where redirects end
   */
  @Override
  public Answer ask(ArchiveRequest request) throws IOException {
    Origin origin = Origin.of(request.archive());
    ArchiveRequest next = request;
    long begun = System.nanoTime();
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      PlainAnswer answer = exchange(origin, next);
      Optional<HttpUrl> target = redirect(origin, next, answer);
      if (target.isEmpty()) {
        return answer;
      }
      answer.close();
      if (System.nanoTime() - begun > longestNanos) {
        throw new LeastSpeed.TooSlow("the server redirects for too long");
      }
      if (target.get().isHttps()) {
        throw new LeadsToTls();
      }
      next = next.at(path(target.get()), origin.equals(Origin.of(target.get())));
      origin = Origin.of(target.get());
    }
    throw new EndlessRedirect();
  }

  private static Optional<HttpUrl> redirect(
      Origin origin, ArchiveRequest request, PlainAnswer answer) {
    String location = REDIRECTS.contains(answer.status()) ? answer.header("Location") : null;
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
  private PlainAnswer exchange(Origin origin, ArchiveRequest request) throws IOException {
    Optional<PlainConnection> used = connections.used(origin);
    if (used.isPresent()) {
      try {
        return over(used.get(), request);
      } catch (PlainConnection.GivenUp e) {
        // by a server that may be there all the same
      }
    }
    return over(connections.open(origin), request);
  }

  private PlainAnswer over(PlainConnection connection, ArchiveRequest request) throws IOException {
    boolean answered = false;
    try {
      if (!credentialsAnywhere && request.hasCredentials()) {
        PlainHttpGuard.check(connection.address());
      }
      PlainAnswer answer = connection.ask(request, connections);
      answered = true;
      return answer;
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
