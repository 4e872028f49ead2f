package dev.pop.mirror.server;

import com.google.common.net.InetAddresses;
import dev.pop.core.http.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/** One address that a {@link MirrorServer} listens on, and what it serves there. */
public final class ServerListener {
  private final String host;
  private final int port;
  private final Optional<Path> files;
  private final Optional<TlsIdentity> identity;

  private ServerListener(
      String host, int port, Optional<Path> files, Optional<TlsIdentity> identity) {
    this.host = host;
    this.port = port;
    this.files = files;
    this.identity = identity;
  }

  /**
   * An address without content: it answers 404 to everything.
   *
   * @param host the address or name to listen on, such as {@code 127.0.0.1}, {@code 0.0.0.0} or
   *     {@code ::}
   * @param port the port to listen on; 0 for any free one
   */
  public static ServerListener on(String host, int port) {
    return new ServerListener(host, port, Optional.empty(), Optional.empty());
  }

  /**
   * The same, which serves the files of a directory as apt wants a mirror: GET and HEAD,
   * conditional requests, and resumption that never mixes two versions of a file. Nothing is
   * cached, so that a file replaced by rename is new with the next request.
   *
   * <p>Directories are not listed, names that begin with a dot are hidden, and neither {@code ..}
   * nor a symbolic link leads out of the directory. The directory may itself be a symbolic link,
   * which is followed with each request.
   */
  public ServerListener files(Path root) {
    return new ServerListener(host, port, Optional.of(root), identity);
  }

  /** The same over TLS, with this certificate and key. */
  public ServerListener tls(TlsIdentity own) {
    return new ServerListener(host, port, files, Optional.of(own));
  }

  Optional<Path> files() {
    return files;
  }

  Optional<TlsIdentity> identity() {
    return identity;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(host, port);
  }

  /** Throws what {@link MirrorServer.Builder#start} throws. */
  void check() throws IOException {
    if (files.isPresent() && !Files.isDirectory(files.get())) {
      throw new NotDirectoryException(files.get().toString());
    }
    if (address().isUnresolved()) {
      throw new UnknownHostException(host);
    }
  }

  URI baseUri(int actualPort) {
    String scheme = identity.isPresent() ? "https" : "http";
    String name =
        address().getAddress().isAnyLocalAddress()
            ? InetAddresses.toAddrString(InetAddress.getLoopbackAddress())
            : host;
    try {
      return new URI(scheme, null, name, actualPort, "/", null, null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a host name: " + host, e);
    }
  }
}
