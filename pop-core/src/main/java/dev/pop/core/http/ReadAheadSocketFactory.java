package dev.pop.core.http;

import dev.pop.core.http.TransportOptions.Timeouts;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that read from the network in large pieces. The HTTP client takes 8 KiB at a time,
 * each of which would cost two system calls; for large files that is most of the time of a
 * transfer.
 */
final class ReadAheadSocketFactory extends SocketFactory {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Timeouts timeouts;

  ReadAheadSocketFactory(Timeouts timeouts) {
    this.timeouts = timeouts;
  }

  @Override
  public Socket createSocket() {
    return new ReadAheadSocket(timeouts);
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
    Socket socket = new ReadAheadSocket(timeouts);
    socket.bind(local);
    socket.connect(remote);
    return socket;
  }

  private static final class ReadAheadSocket extends Socket {
    private final Timeouts timeouts;
    private @Nullable InputStream stream;

    ReadAheadSocket(Timeouts timeouts) {
      this.timeouts = timeouts;
    }

    /** The same stream each time: another would miss what this one has read ahead. */
    @Override
    public synchronized InputStream getInputStream() throws IOException {
      InputStream in = super.getInputStream();
      if (stream == null) {
        stream = new ReadAheadStream(new WatchedStream(in, this, timeouts, Ticker.SYSTEM));
      }
      return stream;
    }
  }

  /** Unlike {@link java.io.BufferedInputStream} it never waits for more than has arrived. */
  private static final class ReadAheadStream extends FilterInputStream {
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;

    ReadAheadStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      return fill() ? buffer[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, limit - position);
      System.arraycopy(buffer, position, target, offset, count);
      position += count;
      return count;
    }

    private boolean fill() throws IOException {
      if (position == limit) {
        position = 0;
        limit = Math.max(0, in.read(buffer, 0, buffer.length));
      }
      return limit > 0;
    }

    /** What is in the buffer goes first; TLS empties a connection that it gives up in this way. */
    @Override
    public long skip(long count) throws IOException {
      if (count <= 0 || !fill()) {
        return 0;
      }
      int skipped = (int) Math.min(count, limit - position);
      position += skipped;
      return skipped;
    }

    @Override
    public int available() throws IOException {
      return limit - position + in.available();
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
