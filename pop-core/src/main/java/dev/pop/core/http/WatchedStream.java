package dev.pop.core.http;

import dev.pop.core.http.TransportOptions.Timeouts;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/**
 * What a server sends, headers, chunk extensions and trailers included, which is given up when it
 * drips: each byte in time, and the whole never. A connection without a read timeout is one of
 * HTTP/2, which is read from while nobody has asked for anything; there the client bounds each
 * answer. For one thread at a time.
 */
final class WatchedStream extends FilterInputStream {
  private final Socket socket;
  private final Ticker ticker;
  private final LeastSpeed leastSpeed;

  WatchedStream(InputStream in, Socket socket, Timeouts timeouts, Ticker ticker) {
    super(in);
    this.socket = socket;
    this.ticker = ticker;
    this.leastSpeed = new LeastSpeed(timeouts.drip());
  }

  @Override
  public int read() throws IOException {
    long before = ticker.nanos();
    int read = in.read();
    came(read < 0 ? 0 : 1, ticker.nanos() - before);
    return read;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    long before = ticker.nanos();
    int read = in.read(buffer, offset, length);
    came(Math.max(0, read), ticker.nanos() - before);
    return read;
  }

  private void came(long bytes, long waited) throws IOException {
    try {
      leastSpeed.came(bytes, waited);
    } catch (LeastSpeed.TooSlow e) {
      if (socket.getSoTimeout() > 0) {
        throw e;
      }
    }
  }
}
