package dev.pop.core.http;

import dev.pop.core.apt.ArchiveUrl;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.UnknownServiceException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.HttpUrl;

/**
 * HTTP/1.1, over TLS or not, straight or by way of proxies, by Apache HttpCore. One thread blocks
 * on one connection, which is all that fetching many files from one place needs, and takes half the
 * processor time of a client for everything.
 */
final class HttpCoreTransport implements HttpTransport {
  private static final Set<Integer> REDIRECTS = Set.of(300, 301, 302, 303, 307, 308);
  private static final int MOST_REDIRECTS = 20;

  private final ConnectionPool connections;
  private final TransportOptions options;
  private final long longestNanos;

  /** Servers that once sent what cannot be right while several requests were on their way. */
  private final Set<Origin> oneAtATime = ConcurrentHashMap.newKeySet();

  HttpCoreTransport(int connections, TransportOptions options) {
    this(connections, options, origin -> new WatchedSocket(options.timeouts(), origin.secure()));
  }

  HttpCoreTransport(int connections, TransportOptions options, ConnectionPool.Sockets sockets) {
    this.connections = new ConnectionPool(connections, options, sockets);
    this.options = options;
    this.longestNanos = options.timeouts().whole().toNanos();
  }

  /** The server redirects again and again. */
  static final class EndlessRedirect extends IOException {
    private static final long serialVersionUID = 1;
  }

  @Override
  public HttpResponse execute(ArchiveRequest request) throws IOException {
    Origin origin = Origin.of(request.archive());
    ArchiveRequest next = request;
    long begun = System.nanoTime();
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      checkAllowed(origin);
      HttpCoreResponse response = exchange(origin, next);
      Optional<HttpUrl> target = redirect(origin, next, response);
      if (target.isEmpty()) {
        return response;
      }
      response.close();
      if (System.nanoTime() - begun > longestNanos) {
        throw new LeastSpeed.TooSlow("the server redirects for too long");
      }
      Origin redirected = Origin.of(target.get());
      if (redirected.contradicts(origin)) {
        throw new ProtocolException(Origin.BOTH);
      }
      next = next.at(path(target.get()), origin.equals(redirected));
      origin = redirected;
    }
    throw new EndlessRedirect();
  }

  private void checkAllowed(Origin origin) throws UnknownServiceException {
    if (!origin.secure() && !options.plainHttp().allowed()) {
      throw new UnknownServiceException("plain HTTP is not allowed");
    }
  }

  @Override
  public HttpResponse execute(ArchiveRequest request, Pipeline pipeline) throws IOException {
    Origin origin = Origin.of(request.archive());
    checkAllowed(origin);
    if (oneAtATime.contains(origin) || isForwarded(origin) || !pipeline.reaches(request)) {
      return execute(request);
    }
    connect(origin, request, pipeline);
    HttpCoreResponse response;
    try {
      response = pipeline.next();
    } catch (InterruptedIOException | LeastSpeed.TooSlow e) {
      pipeline.disconnect();
      throw e;
    } catch (IOException e) {
      boolean gaveUpIdle = e instanceof HttpCoreConnection.StaleConnection && pipeline.isFresh();
      if (pipeline.hasAhead() && !gaveUpIdle) {
        distrust(request, pipeline);
      }
      pipeline.disconnect();
      return execute(request);
    }
    boolean stays = response.keepsConnection() || !pipeline.hasAhead() || !pipeline.isCutShort();
    if (stays && !isToBeAskedAlone(response.status())) {
      return response;
    }
    response.close();
    distrust(request, pipeline);
    return execute(request);
  }

  /** Whether a proxy reads the requests, and asks for each file in its own way. */
  private boolean isForwarded(Origin origin) {
    return !origin.secure() && options.proxies().http().isPresent();
  }

  private void connect(Origin origin, ArchiveRequest request, Pipeline pipeline)
      throws IOException {
    if (!pipeline.isConnected()) {
      Optional<HttpCoreConnection> used = connections.used(origin);
      HttpCoreConnection connection = used.isPresent() ? used.get() : connections.open(origin);
      pipeline.connect(connection, connections);
      guard(connection, request);
    }
  }

  @Override
  public void distrust(ArchiveRequest request, Pipeline pipeline) {
    oneAtATime.add(Origin.of(request.archive()));
    pipeline.disconnect();
  }

  /**
   * Whether a status is the last word on a file only if no other request was on its way. What a
   * server says for a while, such as 503, is an answer, and the retry obeys its Retry-After.
   */
  private static boolean isToBeAskedAlone(int status) {
    return status != 404 && status != 408 && status != 429 && status >= 300 && status < 500;
  }

  private static Optional<HttpUrl> redirect(
      Origin origin, ArchiveRequest request, HttpCoreResponse response) {
    String location = REDIRECTS.contains(response.status()) ? response.header("Location") : null;
    if (location == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(HttpUrl.get(origin.url(request.target())).resolve(location));
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
      guard(connection, request);
      HttpCoreResponse response = connection.execute(request, connections);
      ArchiveUrl forwarder = connection.forwarder();
      if (forwarder != null && response.status() == 407) {
        throw ProxyTunnel.refusal(forwarder);
      }
      answered = true;
      return response;
    } finally {
      if (!answered) {
        connections.close(connection);
      }
    }
  }

  private void guard(HttpCoreConnection connection, ArchiveRequest request) throws IOException {
    if (!connection.origin().secure()
        && !options.plainHttp().credentialsAnywhere()
        && request.hasCredentials()) {
      if (connection.forwarder() != null) {
        throw CleartextCredentialGuard.Refusal.ofProxy();
      }
      CleartextCredentialGuard.check(connection.address());
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
