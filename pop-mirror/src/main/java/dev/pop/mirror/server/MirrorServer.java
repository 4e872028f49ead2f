package dev.pop.mirror.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Serves over HTTP/1.1, on one address or several: each {@link ServerListener} has its own address,
 * its own TLS and its own content.
 *
 * <p>All methods may be called from any thread. The server's threads are daemons: whoever wants the
 * process to stay must keep a thread of their own.
 */
public final class MirrorServer implements Closeable {
  private static final String JETTY = "org.eclipse.jetty.server.Server";

  private final Closeable jetty;
  private final List<URI> baseUris;

  private MirrorServer(Closeable jetty, List<URI> baseUris) {
    this.jetty = jetty;
    this.baseUris = List.copyOf(baseUris);
  }

  /** A server that listens nowhere yet. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Starts serving the files of {@code root} on one address, without TLS.
   *
   * @throws IOException as {@link Builder#start}
   * @throws IllegalStateException as {@link Builder#start}
   */
  public static MirrorServer start(Path root, String host, int port) throws IOException {
    return builder().listener(ServerListener.on(host, port).files(root)).start();
  }

  /** Collects what a server listens on. */
  public static final class Builder {
    private final List<ServerListener> listeners = new ArrayList<>();

    private Builder() {}

    /** Listens there too. */
    public Builder listener(ServerListener listener) {
      listeners.add(listener);
      return this;
    }

    /**
     * Starts the server, which accepts connections on every address when this returns.
     *
     * @throws NotDirectoryException if a directory to serve is not one
     * @throws IOException if a host is unknown or a port cannot be had; nothing is listened on then
     * @throws IllegalStateException if there is no listener, or Jetty is not on the class path: it
     *     is an optional dependency
     */
    public MirrorServer start() throws IOException {
      if (listeners.isEmpty()) {
        throw new IllegalStateException("a server needs a listener");
      }
      for (ServerListener listener : listeners) {
        listener.check();
      }
      requireJetty();
      JettyServer jetty = JettyServer.start(listeners);
      List<URI> baseUris = new ArrayList<>();
      for (int i = 0; i < listeners.size(); i++) {
        baseUris.add(listeners.get(i).baseUri(jetty.port(i)));
      }
      return new MirrorServer(jetty, baseUris);
    }
  }

  /**
   * Where the content of each listener begins, in their order, ending in a slash. Of one that
   * listens on every address of the machine, this is the loopback address.
   */
  public List<URI> baseUris() {
    return baseUris;
  }

  /** As {@link #baseUris}, of the first listener. */
  public URI baseUri() {
    return baseUris.get(0);
  }

  /** The port of the first listener. */
  public int port() {
    return baseUri().getPort();
  }

  /** Stops the server at once; transfers under way are cut off. Closing twice does no harm. */
  @Override
  public void close() throws IOException {
    boolean interrupted = Thread.interrupted(); // which would keep Jetty from ending in order
    try {
      jetty.close();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void requireJetty() {
    try {
      Class.forName(JETTY, false, MirrorServer.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "MirrorServer needs Jetty; add the dependency org.eclipse.jetty:jetty-server", e);
    }
  }
}
