package dev.pop.mirror.sync;

import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.store.MirrorLockedException;
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
    SyncReport call() throws MirrorLockedException, MirrorException, InterruptedException;
  }

  SyncReport guard(Body body) throws MirrorLockedException, MirrorException, InterruptedException {
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
    } catch (MirrorLockedException | MirrorException | RuntimeException | Error e) {
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
