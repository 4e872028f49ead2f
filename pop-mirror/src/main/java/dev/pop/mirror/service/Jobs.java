package dev.pop.mirror.service;

import dev.pop.core.Operation;
import dev.pop.mirror.report.RunProgress;
import dev.pop.mirror.repository.MirrorSettings;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorLockedException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Starts operations as jobs, one at a time for each mirror: a second one is refused at once here,
 * and by the mirror's lock where another process is at work. Safe for use by several threads.
 *
 * <p>The executor belongs to the caller. With {@code Runnable::run} a job has ended when it is
 * returned.
 */
public final class Jobs {
  private final Executor executor;
  private final Clock clock;

  /** Jobs that need their mirror for themselves, by its lock. */
  private final Map<Path, Job<?>> atWork = new HashMap<>();

  private Jobs(Executor executor, Clock clock) {
    this.executor = executor;
    this.clock = clock;
  }

  /** Jobs on threads of {@code executor}. */
  public static Jobs on(Executor executor, Clock clock) {
    return new Jobs(executor, clock);
  }

  /**
   * Starts a job.
   *
   * @param mirror settings of the mirror's list
   * @param operation makes the operation, which has not begun, and counts in the progress that it
   *     is given, if it counts at all
   * @throws MirrorLockedException if a job started here works on this mirror; where another process
   *     does, the job's end tells
   * @throws RejectedExecutionException if the executor takes no more
   * @throws IllegalStateException if the operation was called before
   */
  public <R> Job<R> start(
      Job.Kind kind, MirrorSettings mirror, Function<RunProgress, Operation<R>> operation)
      throws MirrorLockedException {
    RunProgress progress = new RunProgress(clock);
    Job<R> job = new Job<>(kind, clock.instant(), operation.apply(progress), progress);
    Path lock = MirrorLayout.of(mirror).lock();
    if (kind.isAlone()) {
      claim(lock, job);
    }
    try {
      job.run(executor, () -> release(lock, job));
    } catch (RuntimeException e) {
      release(lock, job);
      throw e;
    }
    return job;
  }

  /** The job that has a mirror for itself; empty when none was started here. */
  public synchronized Optional<Job<?>> atWork(MirrorSettings mirror) {
    return Optional.ofNullable(atWork.get(MirrorLayout.of(mirror).lock()));
  }

  private synchronized void claim(Path lock, Job<?> job) throws MirrorLockedException {
    if (atWork.putIfAbsent(lock, job) != null) {
      throw new MirrorLockedException(lock);
    }
  }

  private synchronized void release(Path lock, Job<?> job) {
    atWork.remove(lock, job);
  }
}
