package dev.pop.core.http;

import dev.pop.core.apt.ArchiveUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections to servers, kept for the next request. Safe for use by several threads. */
final class ConnectionPool implements HttpCoreConnection.Home {
  private final TransportOptions.Timeouts timeouts;
  private final Sockets newSockets;
  private final TlsLayer tls;
  private final TransportOptions.Proxies proxies;

  /** All that are connected, or about to be. */
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  private final Map<Origin, Queue<HttpCoreConnection>> unused = new ConcurrentHashMap<>();
  private final AtomicInteger unusedCount = new AtomicInteger();

  /** Of several addresses the one that answered. */
  private final Map<Origin, InetAddress> reached = new ConcurrentHashMap<>();

  /** How many are kept. */
  private volatile int most;

  private volatile boolean cancelled;

  /** Makes sockets, not connected yet. */
  @FunctionalInterface
  interface Sockets {
    Socket forOrigin(Origin origin);
  }

  ConnectionPool(int most, TransportOptions options, Sockets newSockets) {
    this.newSockets = newSockets;
    this.most = most;
    this.timeouts = options.timeouts();
    this.tls = new TlsLayer(options.tls());
    this.proxies = options.proxies();
  }

  /** One that was used before, and that the server has not closed as far as can be told. */
  Optional<HttpCoreConnection> used(Origin origin) {
    Queue<HttpCoreConnection> kept = unused.get(origin);
    if (kept == null) {
      return Optional.empty();
    }
    for (HttpCoreConnection next = kept.poll(); next != null; next = kept.poll()) {
      unusedCount.decrementAndGet();
      if (next.isUsable()) {
        return Optional.of(next);
      }
      close(next);
    }
    return Optional.empty();
  }

  /**
   * A new one, by way of the proxy where there is one.
   *
   * @throws IOException if none of the host's addresses can be reached: what the first one says
   */
  HttpCoreConnection open(Origin origin) throws IOException {
    Optional<ArchiveUrl> proxy = proxies.of(origin.scheme());
    Origin peer = proxy.map(Origin::of).orElse(origin);
    IOException failure = null;
    for (InetAddress address : addresses(peer)) {
      try {
        HttpCoreConnection connection = open(origin, new InetSocketAddress(address, peer.port()));
        reached.put(peer, address);
        return connection;
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    throw failure == null ? new UnknownHostException(peer.host()) : failure;
  }

  /** The one that was reached last comes first. */
  private List<InetAddress> addresses(Origin origin) throws UnknownHostException {
    List<InetAddress> addresses =
        new ArrayList<>(Arrays.asList(InetAddress.getAllByName(origin.host())));
    InetAddress good = reached.get(origin);
    if (good != null && addresses.remove(good)) {
      addresses.add(0, good);
    }
    return addresses;
  }

  private HttpCoreConnection open(Origin origin, InetSocketAddress peer) throws IOException {
    Socket socket = newSockets.forOrigin(origin);
    sockets.add(socket);
    boolean connected = false;
    try {
      if (cancelled) {
        throw new IOException("cancelled");
      }
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(millis(timeouts.read()));
      socket.connect(peer, millis(timeouts.connect()));
      HttpCoreConnection connection =
          origin.secure()
              ? secured(origin, peer, socket)
              : new HttpCoreConnection(
                  origin, peer.getAddress(), socket, null, proxies.http().orElse(null));
      connected = true;
      return connection;
    } finally {
      if (!connected) {
        sockets.remove(socket);
        socket.close();
      }
    }
  }

  private HttpCoreConnection secured(Origin origin, InetSocketAddress peer, Socket socket)
      throws IOException {
    if (proxies.https().isPresent()) {
      ProxyTunnel.open(socket, origin, proxies.https().get());
    }
    return new HttpCoreConnection(
        origin, peer.getAddress(), socket, tls.over(socket, origin), null);
  }

  private static int millis(Duration time) {
    return (int) Math.min(time.toMillis(), Integer.MAX_VALUE);
  }

  /** Keeps a connection for others, unless there are enough. */
  @Override
  public void giveBack(HttpCoreConnection connection) {
    if (unusedCount.incrementAndGet() > most) {
      unusedCount.decrementAndGet();
      close(connection);
      return;
    }
    connection.rest();
    unused
        .computeIfAbsent(connection.origin(), it -> new ConcurrentLinkedQueue<>())
        .add(connection);
  }

  @Override
  public void close(HttpCoreConnection connection) {
    sockets.remove(connection.socket());
    connection.close();
  }

  /** Closes those that wait to be used again, and keeps no more of them. */
  void closeUnused() {
    most = 0;
    for (Queue<HttpCoreConnection> kept : unused.values()) {
      for (HttpCoreConnection next = kept.poll(); next != null; next = kept.poll()) {
        close(next);
      }
    }
  }

  /** Closes all, also those that are waited for, and opens no more. */
  void cancelAll() {
    cancelled = true;
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        // nobody reads from it any more
      }
    }
  }
}
