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
      return body.call();
    } finally {
      end();
    }
  }

  private synchronized void end() {
    runner = null;
    if (cancelled) {
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
