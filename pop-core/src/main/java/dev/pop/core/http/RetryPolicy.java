package dev.pop.core.http;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How often a fetch that failed is tried again, and after which pause: up to twice as long each
 * time, by a random part of that ("full jitter"), so that those who failed together do not come
 * back together.
 *
 * @param attempts how often a file is asked for, at least once
 * @param delay the longest pause before the second attempt
 * @param longest the longest pause of all; a server that asks for more patience is given up
 * @param resume whether an attempt goes on where the last one broke off, if that can be
 */
public record RetryPolicy(int attempts, Duration delay, Duration longest, boolean resume) {
  /** One attempt. */
  public static final RetryPolicy NEVER = new RetryPolicy(1, Duration.ZERO, Duration.ZERO, true);

  private static final Duration MOMENT = Duration.ofMillis(500);

  /** The same wrong bytes twice mean that the server has no others. */
  private static final int ATTEMPTS_AT_WRONG_BYTES = 2;

  public RetryPolicy {
    checkArgument(attempts >= 1, "attempts %s", attempts);
    checkArgument(!delay.isNegative() && !longest.isNegative(), "%s and %s", delay, longest);
  }

  /** The same for somebody who waits for the response: a second attempt at most, and soon. */
  public RetryPolicy hasty() {
    return new RetryPolicy(
        Math.min(attempts, 2),
        delay.compareTo(MOMENT) < 0 ? delay : MOMENT,
        longest.compareTo(MOMENT) < 0 ? longest : MOMENT,
        resume);
  }

  /**
   * How long to wait before the next attempt; empty when there is no use in one.
   *
   * @param failures how often it failed, at least once
   */
  Optional<Duration> pause(FetchException last, int failures, RandomGenerator random) {
    int most =
        switch (last.fault()) {
          case UNREACHABLE, BROKEN_OFF, TIMED_OUT, UNAVAILABLE -> attempts;
          case WRONG_SIZE, WRONG_DIGEST -> Math.min(attempts, ATTEMPTS_AT_WRONG_BYTES);
          default -> 1;
        };
    if (failures >= most) {
      return Optional.empty();
    }
    if (last.retryAfter().isPresent()) {
      return last.retryAfter().filter(asked -> asked.compareTo(longest) <= 0);
    }
    double ceiling =
        Math.min((double) longest.toNanos(), delay.toNanos() * Math.pow(2, failures - 1));
    return Optional.of(Duration.ofNanos((long) (random.nextDouble() * ceiling)));
  }
}
