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
  private static final String JETTY = "org.eclipse.jetty.server.Server";

  private final Closeable listener;
  private final URI baseUri;

  private MirrorServer(Closeable listener, URI baseUri) {
    this.listener = listener;
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
   * @throws IllegalStateException if Jetty is not on the class path: it is an optional dependency
   */
  public static MirrorServer start(Path root, String host, int port) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new NotDirectoryException(root.toString());
    }
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UnknownHostException(host);
    }
    requireJetty();
    JettyListener listener = JettyListener.start(root, address);
    return new MirrorServer(listener, baseUri(address, host, listener.port()));
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
    listener.close();
  }

  private static void requireJetty() {
    try {
      Class.forName(JETTY, false, MirrorServer.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "MirrorServer needs Jetty; add the dependency org.eclipse.jetty:jetty-server", e);
    }
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
