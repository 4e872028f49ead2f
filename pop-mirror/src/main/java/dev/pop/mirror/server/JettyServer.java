package dev.pop.mirror.server;

import dev.pop.core.http.TlsIdentity;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/** Jetty, set up for listeners. Any thread may close it. */
final class JettyServer implements Closeable {
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
  private final List<ServerConnector> connectors;

  private JettyServer(Server server, List<ServerConnector> connectors) {
    this.server = server;
    this.connectors = connectors;
  }

  /** Accepts connections when this returns. */
  static JettyServer start(List<ServerListener> listeners) throws IOException {
    Server server =
        new Server(threads(), new ScheduledExecutorScheduler("pop-server-timer", true), null);
    List<ServerConnector> connectors = new ArrayList<>();
    List<Handler> trees = new ArrayList<>();
    for (ServerListener listener : listeners) {
      ServerConnector connector = connector(server, listener);
      server.addConnector(connector);
      connectors.add(connector);
      listener
          .files()
          .map(root -> new FileHandler(root, server.getByteBufferPool()))
          .ifPresent(files -> trees.add(new Behind(connector, files)));
    }
    server.setErrorHandler(new PlainErrors());
    server.setHandler(new Handler.Sequence(trees));
    server.setStopTimeout(0);
    start(server);
    return new JettyServer(server, connectors);
  }

  /** What one listener serves, and no other. */
  private static final class Behind extends Handler.Wrapper {
    private final Connector connector;

    Behind(Connector connector, Handler tree) {
      super(tree);
      this.connector = connector;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      return request.getConnectionMetaData().getConnector() == connector
          && super.handle(request, response, callback);
    }
  }

  /** Of the listener with this number. */
  int port(int listener) {
    return connectors.get(listener).getLocalPort();
  }

  @Override
  public void close() throws IOException {
    connectors.forEach(connector -> connector.getConnectedEndPoints().forEach(EndPoint::close));
    stop(server);
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    threads.setName("pop-server");
    threads.setDaemon(true);
    threads.setStopTimeout(STOP_TIMEOUT.toMillis());
    return threads;
  }

  private static ServerConnector connector(Server server, ServerListener listener) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setUriCompliance(FILE_NAMES);
    ServerConnector connector =
        new ServerConnector(server, null, null, null, 1, 1, protocols(http, listener.identity()));
    connector.setHost(listener.address().getAddress().getHostAddress());
    connector.setPort(listener.address().getPort());
    connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    connector.setShutdownIdleTimeout(0);
    return connector;
  }

  private static ConnectionFactory[] protocols(
      HttpConfiguration http, Optional<TlsIdentity> identity) {
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    if (identity.isEmpty()) {
      return new ConnectionFactory[] {plain};
    }
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(identity.get().serverContext());
    return new ConnectionFactory[] {new SslConnectionFactory(tls, plain.getProtocol()), plain};
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
