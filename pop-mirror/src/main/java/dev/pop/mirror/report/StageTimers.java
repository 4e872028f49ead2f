package dev.pop.mirror.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * When the stages of a run began and ended for a suite, an archive or the whole, and what was done
 * in them. Times are milliseconds. Safe for several threads.
 */
final class StageTimers {
  /** No time is so late. */
  private static final long NEVER = Long.MAX_VALUE;

  private static final class Timer {
    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final AtomicLong first = new AtomicLong(NEVER);
    private final AtomicLong last = new AtomicLong(-NEVER);
    private final AtomicLong settledMillis = new AtomicLong();
  }

  private final Map<Stage, Timer> timers = new ConcurrentHashMap<>();

  private Timer of(Stage stage) {
    Timer known = timers.get(stage);
    return known == null ? timers.computeIfAbsent(stage, any -> new Timer()) : known;
  }

  void began(Stage stage, long now) {
    Timer timer = of(stage);
    if (now < timer.first.get()) {
      timer.first.accumulateAndGet(now, Math::min);
    }
    ended(timer, now);
  }

  void ended(Stage stage, long now) {
    ended(of(stage), now);
  }

  private static void ended(Timer timer, long now) {
    if (now > timer.last.get()) {
      timer.last.accumulateAndGet(now, Math::max);
    }
  }

  void done(Stage stage, long now, long size) {
    Timer timer = of(stage);
    ended(timer, now);
    timer.files.increment();
    timer.bytes.add(size);
  }

  /** Lets the stage begin and end here when it does there, at least. */
  void spans(Stage stage, StageTimers other) {
    Timer theirs = other.timers.get(stage);
    if (theirs != null) {
      Timer timer = of(stage);
      timer.first.accumulateAndGet(theirs.first.get(), Math::min);
      timer.last.accumulateAndGet(theirs.last.get(), Math::max);
    }
  }

  /** The stage has ended; it may come again. */
  void settle(Stage stage) {
    Timer timer = timers.get(stage);
    if (timer != null) {
      timer.settledMillis.addAndGet(between(timer.first.get(), timer.last.get()));
      timer.first.set(NEVER);
      timer.last.set(-NEVER);
    }
  }

  private static long between(long begin, long end) {
    return begin == NEVER ? 0 : Math.max(0, end - begin);
  }

  /** The stages that took place, in their order. */
  List<StageTime> times() {
    return times(List.of(this));
  }

  /**
   * These times, of which a stage lasts until {@code parts} last did something in it; and what they
   * did.
   */
  List<StageTime> times(List<StageTimers> parts) {
    List<StageTime> times = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      List<Timer> doing = new ArrayList<>();
      for (StageTimers part : parts) {
        Timer timer = part.timers.get(stage);
        if (timer != null) {
          doing.add(timer);
        }
      }
      if (!doing.isEmpty() || timers.containsKey(stage)) {
        times.add(time(stage, of(stage), doing));
      }
    }
    return times;
  }

  private static StageTime time(Stage stage, Timer timer, List<Timer> parts) {
    long begin = timer.first.get();
    long end = timer.last.get();
    long files = 0;
    long bytes = 0;
    for (Timer part : parts) {
      begin = Math.min(begin, part.first.get());
      end = Math.max(end, part.last.get());
      files += part.files.sum();
      bytes += part.bytes.sum();
    }
    double seconds = (timer.settledMillis.get() + between(begin, end)) / 1000.0;
    return new StageTime(stage, seconds, files, bytes);
  }
}
