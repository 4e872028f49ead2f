package dev.pop.core.http;

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
   * A new one.
   *
   * @throws IOException if none of the host's addresses can be reached: what the first one says
   */
  HttpCoreConnection open(Origin origin) throws IOException {
    IOException failure = null;
    for (InetAddress address : addresses(origin)) {
      try {
        HttpCoreConnection connection = open(origin, address);
        reached.put(origin, address);
        return connection;
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    throw failure == null ? new UnknownHostException(origin.host()) : failure;
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

  private HttpCoreConnection open(Origin origin, InetAddress address) throws IOException {
    Socket socket = newSockets.forOrigin(origin);
    sockets.add(socket);
    boolean connected = false;
    try {
      if (cancelled) {
        throw new IOException("cancelled");
      }
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(millis(timeouts.read()));
      socket.connect(new InetSocketAddress(address, origin.port()), millis(timeouts.connect()));
      HttpCoreConnection connection =
          origin.secure()
              ? new HttpCoreConnection(origin, address, socket, tls.over(socket, origin))
              : new HttpCoreConnection(origin, address, socket);
      connected = true;
      return connection;
    } finally {
      if (!connected) {
        sockets.remove(socket);
        socket.close();
      }
    }
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
