package dev.pop.mirror.report;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * When one stage began and ended for somebody, and what was done in it. Times are milliseconds.
 * Safe for several threads.
 */
final class StageTimer {
  /** No time is so late. */
  private static final long NEVER = Long.MAX_VALUE;

  private final LongAdder files = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final AtomicLong first = new AtomicLong(NEVER);
  private final AtomicLong last = new AtomicLong(-NEVER);
  private final AtomicLong settledMillis = new AtomicLong();

  void began(long now) {
    if (now < first.get()) {
      first.accumulateAndGet(now, Math::min);
    }
    ended(now);
  }

  void ended(long now) {
    if (now > last.get()) {
      last.accumulateAndGet(now, Math::max);
    }
  }

  void done(long now, long size) {
    ended(now);
    files.increment();
    bytes.add(size);
  }

  /** Begins and ends at least when {@code other} does. */
  void spans(StageTimer other) {
    first.accumulateAndGet(other.first.get(), Math::min);
    last.accumulateAndGet(other.last.get(), Math::max);
  }

  /** The stage has ended; it may come again. */
  void settle() {
    settledMillis.addAndGet(openMillis());
    first.set(NEVER);
    last.set(-NEVER);
  }

  private long openMillis() {
    return between(first.get(), last.get());
  }

  private static long between(long begin, long end) {
    return begin == NEVER ? 0 : Math.max(0, end - begin);
  }

  /**
   * How long it took, while it goes on until {@code parts} last did something; and what they did.
   */
  StageTime time(Stage stage, List<StageTimer> parts) {
    long begin = first.get();
    long end = last.get();
    long allFiles = 0;
    long allBytes = 0;
    for (StageTimer part : parts) {
      begin = Math.min(begin, part.first.get());
      end = Math.max(end, part.last.get());
      allFiles += part.files.sum();
      allBytes += part.bytes.sum();
    }
    double seconds = (settledMillis.get() + between(begin, end)) / 1000.0;
    return new StageTime(stage, seconds, allFiles, allBytes);
  }
}
