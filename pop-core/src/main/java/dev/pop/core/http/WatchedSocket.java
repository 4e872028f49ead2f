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
  private @Nullable InputStream stream;

  WatchedSocket(Timeouts timeouts) {
    super(Proxy.NO_PROXY);
    this.timeouts = timeouts;
  }

  /** The same stream each time, which remembers how much has come. */
  @Override
  public synchronized InputStream getInputStream() throws IOException {
    InputStream in = super.getInputStream();
    if (stream == null) {
      stream = new WatchedStream(in, this, timeouts, Ticker.SYSTEM);
    }
    return stream;
  }
}
