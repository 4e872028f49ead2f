package dev.pop.core.http;

import dev.pop.core.apt.ArchiveUrl;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** A connection to a server, for one request at a time. Used by one thread at a time. */
final class HttpCoreConnection {
  /** A header and the body of a small file come in one piece; of a larger one, straight to us. */
  private static final int BUFFER_BYTES = 16 * 1024;

  /** What an answer may be at most. */
  static final Http1Config LIMITS =
      Http1Config.custom()
          .setBufferSize(BUFFER_BYTES)
          .setMaxLineLength(BUFFER_BYTES)
          .setMaxHeaderCount(100)
          .build();

  /** Responses before the response (RFC 9110, section 15.2). */
  private static final int MOST_INTERIM = 20;

  private static final long LONGEST_REST = TimeUnit.MINUTES.toNanos(1);

  /** Servers wait for several seconds; less than this needs no look. */
  private static final long SHORT_REST = TimeUnit.SECONDS.toNanos(1);

  private final Origin origin;
  private final String host;
  private final InetAddress address;
  private final Socket socket;
  private final @Nullable ArchiveUrl forwarder;
  private final DefaultBHttpClientConnection http = new DefaultBHttpClientConnection(LIMITS);
  private boolean answeredBefore;
  private long restingSince;

  /**
   * @param address that the socket is connected to
   * @param socket connected, and closed by whoever made it when this fails
   * @param tls laid over {@code socket}, if it is
   * @param forwarder the proxy that reads the requests, if there is one
   */
  HttpCoreConnection(
      Origin origin,
      InetAddress address,
      Socket socket,
      @Nullable SSLSocket tls,
      @Nullable ArchiveUrl forwarder)
      throws IOException {
    this.origin = origin;
    this.address = address;
    this.host = origin.field();
    this.socket = socket;
    this.forwarder = forwarder;
    if (tls == null) {
      http.bind(socket);
    } else {
      http.bind(tls, socket);
    }
  }

  /** The server was done with a connection that had been used before. */
  static final class StaleConnection extends IOException {
    private static final long serialVersionUID = 1;

    StaleConnection(IOException cause) {
      super(cause);
    }
  }

  Origin origin() {
    return origin;
  }

  Socket socket() {
    return socket;
  }

  InetAddress address() {
    return address;
  }

  /** The proxy that reads the requests, if there is one. */
  @Nullable ArchiveUrl forwarder() {
    return forwarder;
  }

  /** It has nothing to do from now on. */
  void rest() {
    restingSince = System.nanoTime();
  }

  /** Whether the server has kept it, as far as can be told. */
  boolean isUsable() {
    long rest = System.nanoTime() - restingSince;
    if (rest < SHORT_REST) {
      return true;
    }
    try {
      return rest < LONGEST_REST && !http.isStale();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Sends a request and waits for the header of the response.
   *
   * @param home where the connection goes when the response is closed
   * @throws StaleConnection if the server closed the connection while nobody used it; it was not
   *     asked
   */
  HttpCoreResponse execute(ArchiveRequest request, Home home) throws IOException {
    send(request);
    flush();
    return receive(request, home);
  }

  /** Where a connection goes when a response is closed. */
  interface Home {
    /** Nothing of the response is left there. */
    void giveBack(HttpCoreConnection connection);

    /** Something is, or the server closes it. */
    void close(HttpCoreConnection connection);
  }

  /** Sends a request, as soon as {@link #flush} is called. */
  void send(ArchiveRequest request) throws IOException {
    BasicClassicHttpRequest message = message(request);
    message.addHeader("Host", host);
    request.fields().forEach(field -> message.addHeader(field.name(), field.value()));
    if (forwarder != null) {
      ProxyTunnel.authorize(message, forwarder);
    }
    try {
      http.sendRequestHeader(message);
    } catch (HttpException e) {
      throw malformed();
    } catch (IOException e) {
      throw stale(e);
    }
  }

  private BasicClassicHttpRequest message(ArchiveRequest request) {
    String target = forwarder == null ? request.target() : origin.url(request.target());
    return new BasicClassicHttpRequest(request.method(), (HttpHost) null, target);
  }

  void flush() throws IOException {
    try {
      http.flush();
    } catch (IOException e) {
      throw stale(e);
    }
  }

  private IOException stale(IOException e) {
    return answeredBefore && !(e instanceof InterruptedIOException) ? new StaleConnection(e) : e;
  }

  /**
   * Waits for the header of the response to the oldest request that has none.
   *
   * @param request that one
   */
  HttpCoreResponse receive(ArchiveRequest request, Home home) throws IOException {
    try {
      ClassicHttpResponse response = response(http);
      answeredBefore = true;
      return new HttpCoreResponse(message(request), response, this, home);
    } catch (HttpException | IllegalArgumentException e) { // such as for HTTP/1.-1
      throw malformed();
    } catch (InterruptedIOException | LeastSpeed.TooSlow e) { // SocketTimeoutException is one
      throw e;
    } catch (IOException e) {
      throw stale(e);
    }
  }

  /** The header of the next response, after those that come before it. */
  static ClassicHttpResponse response(DefaultBHttpClientConnection http)
      throws IOException, HttpException {
    for (int interim = 0; interim < MOST_INTERIM; interim++) {
      ClassicHttpResponse response = http.receiveResponseHeader();
      if (response.getCode() >= 200) {
        return response;
      }
    }
    throw malformed();
  }

  /** The body that follows the header of {@code response}. */
  HttpEntity body(ClassicHttpResponse response) throws IOException {
    try {
      http.receiveResponseEntity(response);
    } catch (HttpException | IllegalArgumentException e) {
      throw malformed();
    }
    return response.getEntity();
  }

  /** Nothing of what the server sent is repeated. */
  static ProtocolException malformed() {
    return new ProtocolException("its answer breaks the rules of HTTP");
  }

  /** From now on no wait is longer than {@code patience}; the same before. */
  Duration waitAtMost(Duration patience) {
    Timeout before = http.getSocketTimeout();
    http.setSocketTimeout(Timeout.of(patience));
    return before.toDuration();
  }

  void close() {
    http.close(CloseMode.IMMEDIATE);
  }
}
