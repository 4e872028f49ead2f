package dev.pop.core.http;

import dev.pop.core.http.TransportOptions.Timeouts;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** A socket straight to its server, from which a {@link WatchedStream} is read. */
final class WatchedSocket extends Socket {
  private final Timeouts timeouts;
  private final boolean readsAhead;
  private @Nullable InputStream stream;

  /**
   * @param readsAhead whether whoever reads takes small pieces, as TLS does
   */
  WatchedSocket(Timeouts timeouts, boolean readsAhead) {
    super(Proxy.NO_PROXY);
    this.timeouts = timeouts;
    this.readsAhead = readsAhead;
  }

  /** The same stream each time: another would miss what this one has read ahead and counted. */
  @Override
  public synchronized InputStream getInputStream() throws IOException {
    InputStream in = super.getInputStream();
    if (stream == null) {
      InputStream watched = new WatchedStream(in, this, timeouts, Ticker.SYSTEM);
      stream = readsAhead ? new ReadAheadStream(watched) : watched;
    }
    return stream;
  }
}
