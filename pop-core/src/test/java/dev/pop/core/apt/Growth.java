package dev.pop.core.apt;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.IntFunction;

/**
 * Shows that twice the input takes about twice the time, in processor time of this thread, which
 * other work on the machine does not change much.
 */
public final class Growth {
  /** Linear work takes 2; what is measured is never exact. */
  private static final double MOST = 3;

  /** Below this nothing can be measured. */
  private static final double GRAIN_MILLIS = 40;

  private static final int TRIES = 4;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Growth() {}

  /** Work on an input. */
  @FunctionalInterface
  public interface Work<T> {
    void on(T input) throws Exception;
  }

  /**
   * Fails if the time for inputs grows faster than they do.
   *
   * @param count of the smaller input
   * @param input makes one of so many parts; it is not measured
   */
  public static <T> void isLinear(int count, IntFunction<T> input, Work<T> work) throws Exception {
    T small = input.apply(count);
    T large = input.apply(2 * count);
    work.on(small); // so that it is compiled
    double smallMillis = Double.MAX_VALUE;
    double largeMillis = Double.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      smallMillis = Math.min(smallMillis, millis(small, work));
      largeMillis = Math.min(largeMillis, millis(large, work));
      if (largeMillis <= MOST * smallMillis + GRAIN_MILLIS) {
        return;
      }
    }
    assertThat(largeMillis)
        .as("milliseconds for %s parts, where %s took %s", 2 * count, count, smallMillis)
        .isLessThanOrEqualTo(MOST * smallMillis + GRAIN_MILLIS);
  }

  private static <T> double millis(T input, Work<T> work) throws Exception {
    long before = THREADS.getCurrentThreadCpuTime();
    work.on(input);
    return (THREADS.getCurrentThreadCpuTime() - before) / 1e6;
  }
}
