package dev.pop.core.http;

import dev.pop.core.http.TransportOptions.SlowRate;
import dev.pop.core.io.ByteSize;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Finds out that a sender is slower than it may be. Only the time that was waited for it counts:
 * our own pauses and the disk are not its fault. Not safe for use by several threads.
 */
final class LeastSpeed {
  private final SlowRate least;

  /** Of the present window: what came, and how long it was waited for. */
  private long bytes;

  private long nanos;

  LeastSpeed(SlowRate least) {
    this.least = least;
  }

  /** Bytes that come slower than {@link SlowRate} allows. */
  static final class TooSlow extends IOException {
    private static final long serialVersionUID = 1;

    TooSlow(String reason) {
      super(reason);
    }
  }

  /**
   * Takes account of bytes that came.
   *
   * @param waited for them, in nanoseconds
   * @throws TooSlow if too few came in the last window
   */
  void came(long count, long waited) throws TooSlow {
    bytes += count;
    nanos += waited;
    if (nanos < least.window().toNanos()) {
      return;
    }
    double perSecond = bytes / ((double) nanos / TimeUnit.SECONDS.toNanos(1));
    bytes = 0;
    nanos = 0;
    if (perSecond < least.bytesPerSecond()) {
      throw new TooSlow(
          "it comes too slowly: "
              + ByteSize.iec((long) perSecond)
              + " a second, where slow_rate is "
              + ByteSize.iec(least.bytesPerSecond()));
    }
  }
}
