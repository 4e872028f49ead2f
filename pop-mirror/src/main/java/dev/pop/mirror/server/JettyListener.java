package dev.pop.mirror.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
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

/** Jetty, set up for the files of one directory, on one address. Any thread may close it. */
final class JettyListener implements Closeable {
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

  private JettyListener(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /** Accepts connections when this returns. */
  static JettyListener start(Path root, InetSocketAddress address) throws IOException {
    Server server =
        new Server(threads(), new ScheduledExecutorScheduler("pop-server-timer", true), null);
    ServerConnector connector = connector(server, address);
    server.addConnector(connector);
    server.setErrorHandler(new PlainErrors());
    server.setHandler(new FileHandler(root, server.getByteBufferPool()));
    server.setStopTimeout(0);
    start(server);
    return new JettyListener(server, connector);
  }

  int port() {
    return connector.getLocalPort();
  }

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
}
