package dev.pop.mirror.server;

import com.google.common.net.InetAddresses;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * Serves the files of one directory over HTTP/1.1, as apt wants a mirror: GET and HEAD, conditional
 * requests, and resumption that never mixes two versions of a file. Nothing is cached, so a file
 * replaced by rename is served anew with the next request.
 *
 * <p>Directories are not listed, names that begin with a dot are hidden, and neither {@code ..} nor
 * a symbolic link leads out of the directory. The directory may itself be a symbolic link; it is
 * followed anew with each request.
 *
 * <p>All methods may be called from any thread. The server's threads are daemons: whoever wants the
 * process to stay must keep a thread of their own.
 */
public final class MirrorServer implements Closeable {
  private static final int MAX_THREADS = 16;
  private static final int MIN_THREADS = 4;
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

  /**
   * Names with a literal percent sign are common in a mirror's pool, and a doubled slash is common
   * in source lists. Both are harmless here, where a path is only ever a name of a file.
   */
  private static final UriCompliance FILE_NAMES =
      UriCompliance.DEFAULT.with(
          "FILE_NAMES", Violation.AMBIGUOUS_PATH_ENCODING, Violation.AMBIGUOUS_EMPTY_SEGMENT);

  private final Server server;
  private final ServerConnector connector;
  private final URI baseUri;

  private MirrorServer(Server server, ServerConnector connector, URI baseUri) {
    this.server = server;
    this.connector = connector;
    this.baseUri = baseUri;
  }

  /**
   * Starts serving {@code root}. The server accepts connections when this returns.
   *
   * @param host the address or name to listen on, such as {@code 127.0.0.1}, {@code 0.0.0.0} or
   *     {@code ::}
   * @param port the port to listen on; 0 for any free one
   * @throws NotDirectoryException if {@code root} is not a directory
   * @throws IOException if the host is unknown or the port cannot be had
   */
  public static MirrorServer start(Path root, String host, int port) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new NotDirectoryException(root.toString());
    }
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UnknownHostException(host);
    }
    Server server =
        new Server(threads(), new ScheduledExecutorScheduler("pop-server-timer", true), null);
    ServerConnector connector = connector(server, address);
    server.addConnector(connector);
    server.setErrorHandler(new PlainErrors());
    server.setHandler(new FileHandler(root, server.getByteBufferPool()));
    server.setStopTimeout(0);
    start(server);
    return new MirrorServer(server, connector, baseUri(address, host, connector.getLocalPort()));
  }

  /**
   * Where the served directory begins, ending in a slash. If the server listens on every address of
   * the machine, this is the loopback address.
   */
  public URI baseUri() {
    return baseUri;
  }

  /** The port the server listens on. */
  public int port() {
    return baseUri.getPort();
  }

  /** Stops the server at once; transfers under way are cut off. Closing twice does no harm. */
  @Override
  public void close() throws IOException {
    connector.getConnectedEndPoints().forEach(EndPoint::close);
    stop(server);
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    threads.setName("pop-server");
    threads.setDaemon(true);
    threads.setStopTimeout(STOP_TIMEOUT.toMillis());
    return threads;
  }

  private static ServerConnector connector(Server server, InetSocketAddress address) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setUriCompliance(FILE_NAMES);
    ServerConnector connector =
        new ServerConnector(server, null, null, null, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(address.getAddress().getHostAddress());
    connector.setPort(address.getPort());
    connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    connector.setShutdownIdleTimeout(0);
    return connector;
  }

  private static void start(Server server) throws IOException {
    try {
      server.start();
    } catch (Exception e) { // Jetty's life cycle declares no narrower one.
      try {
        stop(server);
      } catch (IOException notStopped) {
        e.addSuppressed(notStopped);
      }
      throw asIoException("The web server could not start: ", e);
    }
  }

  private static void stop(Server server) throws IOException {
    try {
      server.stop();
    } catch (Exception e) { // As above.
      throw asIoException("The web server could not stop: ", e);
    }
  }

  private static IOException asIoException(String what, Exception cause) {
    return cause instanceof IOException io ? io : new IOException(what + cause.getMessage(), cause);
  }

  private static URI baseUri(InetSocketAddress address, String host, int port) {
    InetAddress listening = address.getAddress();
    String name =
        listening.isAnyLocalAddress()
            ? InetAddresses.toAddrString(InetAddress.getLoopbackAddress())
            : host;
    try {
      return new URI("http", null, name, port, "/", null, null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a host name: " + host, e);
    }
  }
}
