package dev.pop.core;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Something that is done once, takes a while, and can be cancelled from any thread. Setters of the
 * subclasses say how, and are called before it begins.
 *
 * @param <R> what it returns
 */
public abstract class Operation<R> {
  private boolean called;
  private boolean cancelled;

  /** Who does it at the moment; null before and after. */
  private @Nullable Thread runner;

  /** Whether the runner's interrupt was there before {@link #cancel} made its own. */
  private boolean interruptedBefore;

  private volatile @Nullable R soFar;

  /** For subclasses. */
  protected Operation() {}

  /**
   * Does it, on this thread.
   *
   * @return what was done or found
   * @throws OperationCancelledException if {@link #cancel} ended it, or an interrupt of this
   *     thread, which then is still interrupted
   * @throws PopException if it cannot be done at all; its kind says why, and the description of the
   *     class which kinds there are
   * @throws IllegalStateException if it was called before
   */
  public final R call() throws PopException {
    claim();
    return callOnce();
  }

  /**
   * Does it on a thread of {@code executor}. If the result's future ends before the operation does,
   * by {@code cancel}, a time limit or otherwise, the operation is cancelled. The future tells of
   * the exceptions of {@link #call} as causes. Its own {@code cancel} ends it at once, while the
   * operation may need a moment to end cleanly; whoever wants to wait for that, or for the report
   * so far, uses {@link #cancel} of the operation.
   *
   * @throws IllegalStateException if it was called before
   */
  public final CompletableFuture<R> callAsync(Executor executor) {
    requireNonNull(executor, "executor");
    claim();
    CompletableFuture<R> future = new CompletableFuture<>();
    var unused =
        future.whenComplete(
            (result, failure) -> cancel()); // nothing is left to cancel after its end
    executor.execute(() -> complete(future));
    return future;
  }

  /** What a future cannot rethrow, it keeps: nothing may be lost on a thread of others. */
  private void complete(CompletableFuture<R> future) {
    try {
      future.complete(callOnce());
    } catch (PopException | RuntimeException | Error e) {
      future.completeExceptionally(e);
    }
  }

  /**
   * Ends it, whichever thread does it, as soon as it can; {@link #call} then throws {@link
   * OperationCancelledException}. An operation that has not begun never begins. One that has ended,
   * or notices too late, is as it was.
   */
  public final synchronized void cancel() {
    if (!cancelled) {
      cancelled = true;
      if (runner != null) {
        interruptedBefore = runner.isInterrupted();
        runner.interrupt();
      }
    }
  }

  /**
   * Does the work. An {@link IOException} of an interrupt, which closes the file that is being
   * written, is taken for the interrupt.
   */
  protected abstract R work() throws PopException, IOException, InterruptedException;

  /** What an {@link IOException} means that {@link #work} throws. */
  protected abstract PopException failure(IOException e);

  /** Keeps what was done so far, for the exception that may end the work. */
  protected final void keep(R report) {
    soFar = report;
  }

  /**
   * Ends the work here if it was cancelled or interrupted.
   *
   * @throws InterruptedException if so
   */
  protected static void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted");
    }
  }

  private synchronized void claim() {
    if (called) {
      throw new IllegalStateException("an operation can be called once only; make another one");
    }
    called = true;
  }

  private R callOnce() throws PopException {
    begin();
    boolean interruptTaken = false;
    try {
      return work();
    } catch (InterruptedException e) {
      interruptTaken = true;
      throw withReport(interruption(e));
    } catch (IOException e) {
      interruptTaken = Thread.interrupted();
      throw withReport(interruptTaken ? interruption(e) : failure(e));
    } catch (PopException e) {
      throw withReport(e);
    } finally {
      end(interruptTaken);
    }
  }

  private synchronized void begin() throws OperationCancelledException {
    if (cancelled) {
      throw new OperationCancelledException("it was cancelled before it began", null);
    }
    runner = Thread.currentThread();
  }

  /** Leaves the thread with the interrupt that others made, and without the one of a cancel. */
  private synchronized void end(boolean interruptTaken) {
    runner = null;
    if (cancelled && !interruptTaken) {
      Thread.interrupted();
    }
    if (cancelled ? interruptedBefore : interruptTaken) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized PopException interruption(Exception e) {
    String reason = cancelled ? "it was cancelled" : "its thread was interrupted";
    return new OperationCancelledException(reason, e);
  }

  private PopException withReport(PopException e) {
    e.addReport(soFar);
    return e;
  }
}
