package dev.pop.core.http;

import dev.pop.core.http.TransportOptions.Rates;
import dev.pop.core.http.TransportOptions.SlowRate;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds transfers to the speeds that options set: not too fast, not too slow. */
final class Throttle {
  private final Rates rates;
  private final Optional<SlowRate> slowRate;
  private final Ticker ticker;
  private final HostBackoff patience;
  private final @Nullable ThreadLocal<RateLimit> own;
  private final TotalRate total;

  Throttle(TransportOptions options, Ticker ticker, HostBackoff patience, TotalRate total) {
    this.rates = options.rates();
    this.slowRate = options.slowRate();
    this.ticker = ticker;
    this.patience = patience;
    this.own =
        rates.perConnection() == 0
            ? null
            : ThreadLocal.withInitial(() -> new RateLimit(rates.perConnection()));
    this.total = total;
  }

  /** {@code body} at the right speed. */
  Body of(Body body) {
    return new Paced(body);
  }

  private final class Paced implements Body {
    private final Body body;
    private final @Nullable LeastSpeed leastSpeed;

    Paced(Body body) {
      this.body = body;
      this.leastSpeed = slowRate.map(LeastSpeed::new).orElse(null);
    }

    /** Small steps at low rates, so that no wait is long. */
    private int piece() {
      long fastest =
          Math.min(
              rates.perConnection() == 0 ? Long.MAX_VALUE : rates.perConnection(),
              total.bytesPerSecond() == 0 ? Long.MAX_VALUE : total.bytesPerSecond());
      return (int) Math.max(512, Math.min(Integer.MAX_VALUE, fastest / 10));
    }

    @Override
    public int read(byte[] buffer, int offset, int length)
        throws IOException, InterruptedException {
      total.await();
      long before = leastSpeed == null ? 0 : ticker.nanos();
      int read = body.read(buffer, offset, Math.min(length, piece()));
      if (read > 0) {
        if (leastSpeed != null) {
          leastSpeed.came(read, ticker.nanos() - before);
        }
        if (own != null) {
          patience.sleep(own.get().received(read, ticker.nanos()));
        }
        total.received(read);
      }
      return read;
    }
  }
}
