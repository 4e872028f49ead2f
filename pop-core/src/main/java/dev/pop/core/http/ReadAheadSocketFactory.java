package dev.pop.core.http;

import dev.pop.core.http.TransportOptions.Timeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** Makes sockets that read from the network in large pieces, for the client. */
final class ReadAheadSocketFactory extends SocketFactory {
  private final Timeouts timeouts;

  ReadAheadSocketFactory(Timeouts timeouts) {
    this.timeouts = timeouts;
  }

  @Override
  public Socket createSocket() {
    return new WatchedSocket(timeouts, true);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
  }

  private Socket connected(InetSocketAddress remote, @Nullable InetSocketAddress local)
      throws IOException {
    Socket socket = new WatchedSocket(timeouts, true);
    socket.bind(local);
    socket.connect(remote);
    return socket;
  }
}
