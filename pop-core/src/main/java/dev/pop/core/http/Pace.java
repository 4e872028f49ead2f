package dev.pop.core.http;

import dev.pop.core.http.TransportOptions.Rates;
import dev.pop.core.http.TransportOptions.SlowRate;
import dev.pop.core.io.ByteSize;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Holds transfers to the speeds that options set: not too fast, not too slow. */
final class Pace {
  private final Rates rates;
  private final Optional<SlowRate> slowRate;
  private final Ticker ticker;
  private final HostPatience patience;
  private final @Nullable ThreadLocal<RateLimit> own;
  private final @Nullable RateLimit total;

  Pace(TransportOptions options, Ticker ticker, HostPatience patience) {
    this.rates = options.rates();
    this.slowRate = options.slowRate();
    this.ticker = ticker;
    this.patience = patience;
    this.own =
        rates.perConnection() == 0
            ? null
            : ThreadLocal.withInitial(() -> new RateLimit(rates.perConnection()));
    this.total = rates.total() == 0 ? null : new RateLimit(rates.total());
  }

  /** {@code body} at the right speed; the same object when any speed is right. */
  Body of(Body body) {
    return own == null && total == null && slowRate.isEmpty() ? body : new Paced(body);
  }

  /** Bytes that come slower than {@link SlowRate} allows. */
  static final class TooSlow extends IOException {
    private static final long serialVersionUID = 1;

    TooSlow(String reason) {
      super(reason);
    }
  }

  private final class Paced implements Body {
    private final Body body;
    private final int piece;

    /** Of the present window of the slow rate: what came, and how long it was waited for. */
    private long bytes;

    private long nanos;

    Paced(Body body) {
      this.body = body;
      long fastest =
          Math.min(
              rates.perConnection() == 0 ? Long.MAX_VALUE : rates.perConnection(),
              rates.total() == 0 ? Long.MAX_VALUE : rates.total());
      // Small steps at low rates, so that no wait is long.
      this.piece = (int) Math.max(512, Math.min(Integer.MAX_VALUE, fastest / 10));
    }

    @Override
    public int read(byte[] buffer, int offset, int length)
        throws IOException, InterruptedException {
      long before = slowRate.isPresent() ? ticker.nanos() : 0;
      int read = body.read(buffer, offset, Math.min(length, piece));
      if (read > 0) {
        if (slowRate.isPresent()) {
          judge(slowRate.get(), read, ticker.nanos() - before);
        }
        if (own != null) {
          patience.sleep(own.get().received(read, ticker.nanos()));
        }
        if (total != null) {
          patience.sleep(total.received(read, ticker.nanos()));
        }
      }
      return read;
    }

    /** Only the time that the server took counts: our own pauses and the disk are not its fault. */
    private void judge(SlowRate least, int read, long waited) throws TooSlow {
      bytes += read;
      nanos += waited;
      if (nanos < least.window().toNanos()) {
        return;
      }
      double seconds = (double) nanos / TimeUnit.SECONDS.toNanos(1);
      if (bytes / seconds < least.bytesPerSecond()) {
        throw new TooSlow(
            "it comes too slowly: "
                + ByteSize.iec((long) (bytes / seconds))
                + " a second, where slow_rate is "
                + ByteSize.iec(least.bytesPerSecond()));
      }
      bytes = 0;
      nanos = 0;
    }
  }
}
