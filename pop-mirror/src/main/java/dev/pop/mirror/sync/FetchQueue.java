package dev.pop.mirror.sync;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands files to the threads that fetch them, in their order, and decides how many threads work on
 * one archive at a time. It begins with few, because connections cost processor time, above all
 * those of TLS; while the processor has time left, there are more. Safe for use by several threads.
 */
final class FetchQueue<T> {
  private static final int FIRST_THREADS = 4;
  private static final long WINDOW_MILLIS = 50;

  /** The processor is busy when this process alone uses more than this share of it. */
  private static final double BUSY = 0.5;

  private final Map<Object, Share> shares = new LinkedHashMap<>();
  private final Load load;
  private final int most;
  private int threads;

  /** What the machine does: time, and this process's part of the processor, in nanoseconds. */
  static final class Load {
    private final LongSupplier clock;
    private final LongSupplier processor;
    private final int processors;
    private long lookedAt;
    private long usedThen;

    Load(LongSupplier clock, LongSupplier processor, int processors) {
      this.clock = clock;
      this.processor = processor;
      this.processors = processors;
      this.lookedAt = clock.getAsLong();
      this.usedThen = processor.getAsLong();
    }

    /** Whether a window has ended in which the processor had time left. */
    boolean hasTimeLeft() {
      long now = clock.getAsLong();
      long window = now - lookedAt;
      if (window < TimeUnit.MILLISECONDS.toNanos(WINDOW_MILLIS)) {
        return false;
      }
      long used = processor.getAsLong();
      boolean left = used - usedThen < BUSY * window * processors;
      lookedAt = now;
      usedThen = used;
      return left;
    }
  }

  /** The files of one archive. */
  final class Share {
    private final Deque<Ranked<T>> files = new ArrayDeque<>();
    private int working;

    /**
     * The next file for a thread that works on this archive.
     *
     * @param held files that the thread has and has not fetched yet
     * @return empty when none is left, or when the thread has its part: a file must not wait behind
     *     another while a thread is free for it
     */
    Optional<T> next(int held) {
      synchronized (FetchQueue.this) {
        grow();
        boolean more = held == 0 || held < files.size() / threads;
        return more ? Optional.ofNullable(files.poll()).map(Ranked::file) : Optional.empty();
      }
    }

    /** The thread has no file of this archive any more. */
    void leave() {
      synchronized (FetchQueue.this) {
        working--;
        FetchQueue.this.notifyAll();
      }
    }
  }

  private record Ranked<T>(int rank, T file) {}

  /**
   * @param files in the order in which they are wanted
   * @param archive of a file
   * @param most threads that may work on one archive
   */
  FetchQueue(List<T> files, Function<T, Object> archive, int most, Load load) {
    this.load = load;
    this.most = most;
    this.threads = Math.min(FIRST_THREADS, most);
    int rank = 0;
    for (T file : files) {
      shares
          .computeIfAbsent(archive.apply(file), any -> new Share())
          .files
          .add(new Ranked<>(rank++, file));
    }
  }

  /**
   * Takes the archive whose next file is wanted most, among those that fewer threads work on than
   * may; waits while there is none.
   *
   * @return empty when no file is left
   */
  synchronized Optional<Share> take() throws InterruptedException {
    while (true) {
      grow();
      boolean left = false;
      Share best = null;
      for (Share share : shares.values()) {
        left |= !share.files.isEmpty();
        if (share.working < threads && isBefore(share, best)) {
          best = share;
        }
      }
      if (best != null) {
        best.working++;
        return Optional.of(best);
      }
      if (!left) {
        return Optional.empty();
      }
      wait(WINDOW_MILLIS);
    }
  }

  private boolean isBefore(Share share, @Nullable Share other) {
    Ranked<T> first = share.files.peek();
    return first != null && (other == null || first.rank < other.files.element().rank);
  }

  private void grow() {
    if (threads < most && load.hasTimeLeft()) {
      threads = Math.min(2 * threads, most);
      notifyAll();
    }
  }
}
