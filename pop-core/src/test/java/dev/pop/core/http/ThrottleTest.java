package dev.pop.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.http.TransportOptions.Rates;
import dev.pop.core.http.TransportOptions.SlowRate;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Clock clock = new Clock();
  private @Nullable TotalRate total;
  private boolean cancelled;

  /** Time that passes only when somebody waits. */
  private static final class Clock implements Ticker {
    private long now = 42;
    private long slept;
    private long longest;
    private Runnable onSleep = () -> {};

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void sleep(long nanos) {
      now += nanos;
      slept += nanos;
      longest = Math.max(longest, nanos);
      onSleep.run();
    }
  }

  /** Sends without end, each piece after a while. */
  private Body sender(int pieceBytes, long nanosPerPiece) {
    return (buffer, offset, length) -> {
      clock.now += nanosPerPiece;
      return Math.min(length, pieceBytes);
    };
  }

  private Throttle pace(TransportOptions options) {
    HostBackoff patience = new HostBackoff(clock, () -> cancelled);
    total = new TotalRate(options.rates().total(), clock, patience);
    return new Throttle(options, clock, patience, total);
  }

  private static TransportOptions limited(long perConnection, long total) {
    return TransportOptions.DEFAULT.withRates(new Rates(perConnection, total));
  }

  private static TransportOptions guarded(long bytesPerSecond) {
    return TransportOptions.DEFAULT.withSlowRate(
        new SlowRate(bytesPerSecond, Duration.ofSeconds(15)));
  }

  private static void read(Body body, long bytes) throws IOException, InterruptedException {
    byte[] buffer = new byte[65536];
    long left = bytes;
    while (left > 0) {
      left -= body.read(buffer, 0, (int) Math.min(buffer.length, left));
    }
  }

  @Test
  void nothingSet_asFastAsItComes() throws Exception {
    read(pace(TransportOptions.DEFAULT).of(sender(8192, 0)), 1_000_000);

    assertThat(clock.slept).isZero();
  }

  @Test
  void totalRate_isChangedWhileBytesCome() throws Exception {
    Body body = pace(TransportOptions.DEFAULT).of(sender(8192, 0));
    read(body, 100_000);
    assertThat(clock.slept).isZero();

    total().set(1000);
    read(body, 10_000);
    assertThat(clock.slept).isEqualTo(10 * SECOND - SECOND / 5);

    total().set(0);
    read(body, 100_000);
    assertThat(clock.slept).isEqualTo(10 * SECOND - SECOND / 5);
  }

  @Test
  void pause_waitsUntilItEnds() throws Exception {
    Body body = pace(TransportOptions.DEFAULT).of(sender(8192, 0));
    total().pause(true);
    clock.onSleep = () -> total().pause(clock.slept < 3 * SECOND);

    read(body, 8192);

    assertThat(clock.slept).isEqualTo(3 * SECOND);
  }

  @Test
  void pause_cancelEndsIt() {
    Body body = pace(TransportOptions.DEFAULT).of(sender(8192, 0));
    total().pause(true);
    clock.onSleep = () -> cancelled = true;

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> read(body, 1));
  }

  private TotalRate total() {
    return Objects.requireNonNull(total);
  }

  @Test
  void rateOfConnection_takesItsTimeLessTheCredit() throws Exception {
    Body body = pace(limited(1000, 0)).of(sender(8192, 0));

    read(body, 10_000);

    assertThat(clock.slept).isEqualTo(10 * SECOND - SECOND / 5);
  }

  @Test
  void rateOfConnection_holdsOverSeveralFiles() throws Exception {
    Throttle throttle = pace(limited(1000, 0));
    for (int i = 0; i < 100; i++) {
      read(throttle.of(sender(8192, 0)), 100);
    }

    assertThat(clock.slept).isEqualTo(10 * SECOND - SECOND / 5);
  }

  @Test
  void pauseOfTheSender_isNoCreditForMoreThanAMoment() throws Exception {
    Body body = pace(limited(1000, 0)).of(sender(8192, 0));
    read(body, 1000);
    clock.now += 3600 * SECOND;
    clock.slept = 0;

    read(body, 10_000);

    assertThat(clock.slept).isEqualTo(10 * SECOND - SECOND / 5);
  }

  @Test
  void senderSlowerThanTheRate_isNotHeldUp() throws Exception {
    Body body = pace(limited(1000, 0)).of(sender(10, SECOND / 50));

    read(body, 5000);

    assertThat(clock.slept).isZero();
  }

  @Test
  void rateOfAll_isShared() throws Exception {
    Throttle throttle = pace(limited(0, 1000));
    Body one = throttle.of(sender(8192, 0));
    Body other = throttle.of(sender(8192, 0));
    for (int i = 0; i < 50; i++) {
      read(one, 100);
      read(other, 100);
    }

    assertThat(clock.slept).isEqualTo(10 * SECOND - SECOND / 5);
  }

  @Test
  void bothRates_theLowerHolds() throws Exception {
    read(pace(limited(2000, 1000)).of(sender(8192, 0)), 10_000);

    assertThat(clock.slept).isBetween(10 * SECOND - SECOND / 5, 10 * SECOND);
  }

  @Test
  void lowRate_waitsInSmallSteps() throws Exception {
    read(pace(limited(100, 0)).of(sender(8192, 0)), 10_000);

    assertThat(clock.longest).isLessThanOrEqualTo(SECOND / 5);
  }

  @Test
  void cancelled_endsTheWait() {
    cancelled = true;

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> read(pace(limited(100, 0)).of(sender(8192, 0)), 10_000));
    assertThat(clock.slept).isZero();
  }

  @Test
  void slowSender_isGivenUpAfterTheWindow() {
    Body body = pace(guarded(1000)).of(sender(100, SECOND)); // 100 bytes a second

    assertThatExceptionOfType(LeastSpeed.TooSlow.class)
        .isThrownBy(() -> read(body, 1_000_000))
        .withMessage("it comes too slowly: 100 bytes a second, where slow_rate is 1000 bytes");
    assertThat(clock.now - 42).isEqualTo(15 * SECOND);
  }

  @Test
  void senderThatGrowsSlowLater_isGivenUpAsSoon() throws Exception {
    long[] perPiece = {SECOND / 100};
    Body body =
        pace(guarded(1000))
            .of(
                (buffer, offset, length) -> {
                  clock.now += perPiece[0];
                  return Math.min(length, 100);
                });
    read(body, 600_000); // a minute at 10 kB a second
    perPiece[0] = SECOND;
    long before = clock.now;

    assertThatExceptionOfType(LeastSpeed.TooSlow.class).isThrownBy(() -> read(body, 1_000_000));
    assertThat(clock.now - before).isLessThanOrEqualTo(30 * SECOND);
  }

  @Test
  void senderAtTheRate_isNotGivenUp() throws Exception {
    read(pace(guarded(1000)).of(sender(1000, SECOND)), 100_000);

    assertThat(clock.now - 42).isEqualTo(100 * SECOND);
  }

  @Test
  void ownLimitBelowTheSlowRate_isNotTheSendersFault() throws Exception {
    TransportOptions options =
        guarded(100_000).withRates(new Rates(1000, 0)); // the sender itself is fast

    read(pace(options).of(sender(8192, 1)), 100_000);

    assertThat(clock.slept).isGreaterThan(90 * SECOND);
  }
}
