package dev.pop.mirror.service;

import dev.pop.core.Operation;
import dev.pop.core.OperationCancelledException;
import dev.pop.core.PopException;
import dev.pop.mirror.report.RunProgress;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/**
 * An operation that {@link Jobs} started. All methods may be called from any thread.
 *
 * @param <R> what it returns
 */
public final class Job<R> {
  /** What jobs do. */
  public enum Kind {
    /** Brings a mirror up to date. */
    SYNC,
    /** Lets the Perl program bring it up to date. */
    APT_MIRROR,
    /** Checks it. */
    VERIFY,
    /** Frees what nothing needs. */
    CLEANUP,
    /** Says how large it will be. */
    ESTIMATE,
    /** Says what is wrong with it, or about to go wrong. */
    HEALTH;

    /** Whether it needs the mirror for itself; what only looks runs beside others. */
    boolean isAlone() {
      return this != ESTIMATE && this != HEALTH;
    }
  }

  /** How far jobs are. */
  public enum State {
    /** At work, or waiting for a thread. */
    RUNNING,
    /** It has a result. */
    DONE,
    /** It could not be done. */
    FAILED,
    /** Somebody cancelled it, or interrupted its thread. */
    CANCELLED
  }

  private final Kind kind;
  private final Instant started;
  private final Operation<R> operation;
  private final RunProgress progress;
  private final CompletableFuture<R> end = new CompletableFuture<>();

  Job(Kind kind, Instant started, Operation<R> operation, RunProgress progress) {
    this.kind = kind;
    this.started = started;
    this.operation = operation;
    this.progress = progress;
  }

  /** What it does. */
  public Kind kind() {
    return kind;
  }

  /** When it was started. */
  public Instant started() {
    return started;
  }

  /** How far it has come within its stage, while it runs. */
  public RunProgress progress() {
    return progress;
  }

  /** How far it is. */
  public State state() {
    if (!end.isDone()) {
      return State.RUNNING;
    }
    if (!end.isCompletedExceptionally()) {
      return State.DONE;
    }
    return isCancelled() ? State.CANCELLED : State.FAILED;
  }

  private boolean isCancelled() {
    return end.handle((result, failure) -> failure instanceof OperationCancelledException).join();
  }

  /** Ends it as soon as it can; nothing half-made is published. One that has ended is as it was. */
  public void cancel() {
    operation.cancel();
  }

  /**
   * Waits for its end.
   *
   * @return what was done or found
   * @throws PopException if it cannot be done, or was cancelled; with the report so far, where
   *     there is one
   * @throws InterruptedException if this thread is interrupted while it waits; the job continues
   */
  public R result() throws PopException, InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      Throwable failure = e.getCause();
      if (failure instanceof PopException pop) {
        throw pop;
      }
      if (failure instanceof Error error) {
        throw error;
      }
      throw failure instanceof RuntimeException fault ? fault : new IllegalStateException(failure);
    }
  }

  /** Ends with the job, in the way of {@link #result}. */
  public CompletionStage<R> end() {
    return end.minimalCompletionStage();
  }

  /**
   * Does it on a thread of {@code executor}.
   *
   * @param ended comes before anybody hears of the end
   */
  void run(Executor executor, Runnable ended) {
    var unused =
        operation
            .callAsync(executor)
            .whenComplete(
                (result, failure) -> {
                  ended.run();
                  if (failure == null) {
                    end.complete(result);
                  } else {
                    end.completeExceptionally(failure);
                  }
                });
  }
}
