package dev.pop.mirror.sync;

import dev.pop.core.PopException;
import dev.pop.mirror.report.SyncReport;
import org.jspecify.annotations.Nullable;

/**
 * Lets any thread end a run by an interrupt of the thread that does it, and of nothing that the
 * thread does before or after.
 */
final class Cancellation {
  private @Nullable Thread runner;
  private boolean cancelled;

  /** What a run does. */
  @FunctionalInterface
  interface Body {
    SyncReport call() throws PopException, InterruptedException;
  }

  SyncReport guard(Body body) throws PopException, InterruptedException {
    synchronized (this) {
      if (cancelled) {
        throw new InterruptedException("the run was cancelled before it began");
      }
      runner = Thread.currentThread();
    }
    try {
      SyncReport report = body.call();
      end(true);
      return report;
    } catch (InterruptedException e) {
      end(false); // it took the interrupt; another is for the caller
      throw e;
    } catch (PopException | RuntimeException | Error e) {
      end(true);
      throw e;
    }
  }

  /**
   * @param pending whether an interrupt that {@link #cancel} made may not have been taken
   */
  private synchronized void end(boolean pending) {
    runner = null;
    if (cancelled && pending) {
      Thread.interrupted(); // it was for the run, which is over
    }
  }

  synchronized void cancel() {
    cancelled = true;
    if (runner != null) {
      runner.interrupt();
    }
  }
}
