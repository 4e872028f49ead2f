package dev.pop.core.http;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The speed of all transfers together, which may be changed, or stopped for a while, at any time.
 * Safe for use by several threads.
 */
final class TotalRate {
  /** How often a paused transfer looks whether it may continue. */
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(200);

  private final Ticker ticker;
  private final HostBackoff patience;
  private volatile @Nullable RateLimit limit;
  private volatile long bytesPerSecond;
  private volatile boolean paused;

  /**
   * @param bytesPerSecond 0 is no limit
   */
  TotalRate(long bytesPerSecond, Ticker ticker, HostBackoff patience) {
    this.ticker = ticker;
    this.patience = patience;
    set(bytesPerSecond);
  }

  /** Sets the limit; 0 is none. */
  void set(long newBytesPerSecond) {
    bytesPerSecond = newBytesPerSecond;
    limit = newBytesPerSecond == 0 ? null : new RateLimit(newBytesPerSecond);
  }

  /** Bytes a second; 0 is no limit. */
  long bytesPerSecond() {
    return bytesPerSecond;
  }

  /** Stops every transfer before its next bytes, or lets them continue. */
  void pause(boolean stop) {
    paused = stop;
  }

  /** Waits until transfers may continue. */
  void await() throws InterruptedException {
    while (paused) {
      patience.sleep(LOOK);
    }
  }

  /** Waits for as long as bytes that came must take. */
  void received(long bytes) throws InterruptedException {
    RateLimit present = limit;
    if (present != null) {
      patience.sleep(present.received(bytes, ticker.nanos()));
    }
  }
}
