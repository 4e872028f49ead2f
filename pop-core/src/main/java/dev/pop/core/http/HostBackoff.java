package dev.pop.core.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Waits between attempts. A server that asked everybody to wait ({@code Retry-After}) is left alone
 * by every thread. Safe for use by several threads.
 */
final class HostBackoff {
  /** A wait is cut into these, to see in between whether the run was cancelled. */
  private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(200);

  private final Ticker ticker;
  private final BooleanSupplier cancelled;
  private final Map<String, Long> closedUntil = new ConcurrentHashMap<>();

  HostBackoff(Ticker ticker, BooleanSupplier cancelled) {
    this.ticker = ticker;
    this.cancelled = cancelled;
  }

  /** Nobody asks {@code host} again before {@code pause} is over. */
  void close(String host, Duration pause) {
    closedUntil.merge(host, ticker.nanos() + pause.toNanos(), (a, b) -> a - b > 0 ? a : b);
  }

  /** Waits until {@code host} may be asked. */
  void await(String host) throws InterruptedException {
    Long until = closedUntil.get(host);
    if (until != null) {
      sleep(until - ticker.nanos());
    }
  }

  /** Waits in steps, so that it ends soon after a run is cancelled. */
  void sleep(long nanos) throws InterruptedException {
    for (long left = nanos; left > 0; left -= SLICE) {
      if (cancelled.getAsBoolean()) {
        throw new InterruptedException("the run was interrupted");
      }
      ticker.sleep(Math.min(left, SLICE));
    }
  }
}
