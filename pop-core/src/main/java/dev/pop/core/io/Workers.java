package dev.pop.core.io;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.MoreExecutors;
import java.io.Closeable;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that share out numbered tasks. One thread at a time hands tasks out;
 * closing stops the threads and waits for them.
 */
public final class Workers implements Closeable {

  /** One of several tasks. What it throws ends the whole run. */
  @FunctionalInterface
  public interface Task {
    void run(int index) throws IOException, InterruptedException;
  }

  private static final int STOP_SECONDS = 10;

  private final int threads;
  private final Runnable cancel;
  private final ThreadPoolExecutor executor;

  /**
   * @param cancel ends what tasks wait for, when one of them failed, the run is interrupted, or
   *     this is closed while some are at work
   */
  public Workers(int threads, Runnable cancel) {
    this.threads = threads;
    this.cancel = cancel;
    AtomicInteger number = new AtomicInteger();
    ThreadFactory factory =
        task -> {
          Thread thread = new Thread(task, "pop-fetch-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    this.executor = (ThreadPoolExecutor) Executors.newFixedThreadPool(threads, factory);
  }

  /**
   * Runs the tasks 0 to {@code count - 1} in that order, as many at a time as there are threads.
   *
   * @throws IOException the first that a task threw; the others are stopped
   * @throws InterruptedException if this thread or a task was interrupted
   */
  public void forEach(int count, Task task) throws IOException, InterruptedException {
    forEach(count, task, new LinkedBlockingQueue<>());
  }

  /** What tasks leave to the thread that hands them out. What it throws ends the whole run. */
  @FunctionalInterface
  public interface Turn {
    void run() throws IOException, InterruptedException;
  }

  /**
   * As {@link #forEach(int, Task)}. Meanwhile this thread does what tasks add to {@code turns}, and
   * has done all of it when it returns.
   */
  public void forEach(int count, Task task, BlockingQueue<Turn> turns)
      throws IOException, InterruptedException {
    AtomicInteger next = new AtomicInteger();
    int running = Math.min(threads, count);
    for (int i = 0; i < running; i++) {
      executor.execute(
          new Loop(
              () -> {
                for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                  task.run(n);
                }
                return true;
              },
              turns));
    }
    boolean whole = false;
    try {
      while (running > 0) {
        Turn turn = turns.take();
        turn.run();
        running -= turn instanceof End ? 1 : 0;
      }
      whole = true;
    } finally {
      if (!whole) {
        next.set(count);
        cancel.run();
      }
    }
  }

  /** What one thread does; its end is a turn. */
  private static final class Loop extends FutureTask<Boolean> {
    private final BlockingQueue<Turn> turns;

    Loop(Callable<Boolean> tasks, BlockingQueue<Turn> turns) {
      super(tasks);
      this.turns = turns;
    }

    @Override
    protected void done() {
      turns.add(new End(this));
    }
  }

  private record End(Future<Boolean> loop) implements Turn {
    @Override
    public void run() throws IOException, InterruptedException {
      result(loop);
    }
  }

  /** Runs one task on one of the threads, beside those of {@link #forEach}. */
  public <T> Future<T> submit(Callable<T> task) {
    return executor.submit(task);
  }

  /**
   * Waits for what {@link #submit} has begun.
   *
   * @throws IOException what the task threw
   * @throws InterruptedException if this thread or the task was interrupted
   */
  public static <T> T result(Future<T> task) throws IOException, InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    }
  }

  /** The failure itself, thrown; its return type only lets callers say that they end here. */
  private static IllegalStateException rethrown(@Nullable Throwable cause)
      throws IOException, InterruptedException {
    if (cause instanceof IOException failure) {
      throw failure;
    }
    if (cause instanceof InterruptedException interruption) {
      throw interruption;
    }
    Throwables.throwIfUnchecked(Objects.requireNonNull(cause));
    return new IllegalStateException(cause);
  }

  @Override
  public void close() {
    executor.shutdownNow();
    if (executor.getActiveCount() > 0) {
      cancel.run();
    }
    // A task that still writes must not meet a staging directory that is being removed.
    MoreExecutors.shutdownAndAwaitTermination(executor, STOP_SECONDS, TimeUnit.SECONDS);
  }
}
