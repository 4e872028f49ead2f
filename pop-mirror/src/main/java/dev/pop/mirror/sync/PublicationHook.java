package dev.pop.mirror.sync;

import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the caller's program that suites were published, once the mirror's lock is free again. It
 * listens to the run, since one that breaks off may have published some before.
 */
final class PublicationHook implements MirrorEvents {
  private final Consumer<SyncReport> told;
  private @Nullable SyncReport ended;

  PublicationHook(Consumer<SyncReport> told) {
    this.told = told;
  }

  @Override
  public void runFinished(SyncReport report) {
    ended = report;
  }

  /** Tells of a run that has come to its end; a failure of the hook becomes a warning. */
  SyncReport after(SyncReport report) {
    Throwable failure = tell(report);
    return failure == null ? report : report.withWarning("the publication hook failed: " + failure);
  }

  /** Tells of a run that broke off by {@code reason}. */
  void afterFailure(Throwable reason) {
    boolean interrupted = Thread.interrupted(); // which was for the run, and not for the hook
    Throwable failure = ended == null ? null : tell(ended);
    if (failure != null) {
      reason.addSuppressed(failure);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable Throwable tell(SyncReport report) {
    boolean published =
        report.repositories().stream()
            .anyMatch(suite -> suite.status() == SuiteReport.Status.PUBLISHED);
    try {
      if (published) {
        told.accept(report);
      }
      return null;
    } catch (RuntimeException | LinkageError | AssertionError e) {
      return e;
    }
  }
}
