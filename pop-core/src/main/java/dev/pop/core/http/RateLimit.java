package dev.pop.core.http;

import java.util.concurrent.TimeUnit;

/**
 * Tells how long to wait so that bytes come no faster than a limit. Short pauses of the sender can
 * be made up for. Safe for use by several threads, which then share the limit.
 */
final class RateLimit {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** As long as wget gathers bytes before it pauses. */
  private static final long CREDIT = SECOND / 5;

  private final double nanosPerByte;
  private boolean started;
  private long paidUntil;

  RateLimit(long bytesPerSecond) {
    this.nanosPerByte = (double) SECOND / bytesPerSecond;
  }

  /**
   * Takes account of bytes that came.
   *
   * @return nanoseconds to wait before the next ones; 0 for not at all
   */
  synchronized long received(long bytes, long now) {
    if (!started || paidUntil - now < -CREDIT) {
      paidUntil = now - CREDIT;
      started = true;
    }
    paidUntil += (long) (bytes * nanosPerByte);
    return Math.max(0, paidUntil - now);
  }
}
