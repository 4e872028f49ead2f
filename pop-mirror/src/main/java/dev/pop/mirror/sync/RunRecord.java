package dev.pop.mirror.sync;

import dev.pop.core.FailureKind;
import dev.pop.core.PopException;
import dev.pop.core.io.IoErrors;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.RunReports;
import dev.pop.mirror.report.RunStatistics;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.store.DiskFailure;
import dev.pop.mirror.store.MirrorLayout;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** Tells of a run's beginning and end, and keeps its report, however it ends. */
final class RunRecord {
  private final MirrorLayout layout;
  private final MetricsFile metrics;
  private final MirrorEvents events;
  private final RunWatch watch;
  private final String run;
  private final Instant started;

  private RunRecord(
      MirrorLayout layout,
      MetricsFile metrics,
      MirrorEvents events,
      RunWatch watch,
      Instant started) {
    this.layout = layout;
    this.watch = watch;
    this.metrics = metrics;
    this.events = events;
    this.started = started;
    this.run = RunReports.newRun(started, ThreadLocalRandom.current());
  }

  /**
   * Begins a run.
   *
   * @param watch lets others see it; {@code events} must tell its listener
   */
  static RunRecord begin(
      MirrorLayout layout,
      MetricsFile metrics,
      MirrorEvents events,
      RunWatch watch,
      Instant started)
      throws IOException {
    RunRecord record = new RunRecord(layout, metrics, events, watch, started);
    watch.begin(record.run, started, events::warning);
    events.runStarted(record.run, started);
    return record;
  }

  String run() {
    return run;
  }

  Instant started() {
    return started;
  }

  /** What a run does. */
  @FunctionalInterface
  interface RunBody {
    SyncReport call() throws IOException, PopException, InterruptedException;
  }

  /** Reports what a run has done that does not come to its end. */
  @FunctionalInterface
  interface FailureReport {
    SyncReport report(SyncReport.Status status, FailureKind kind, String error);
  }

  /** Does {@code body} and keeps its report; when it throws, that of {@code rest}. */
  SyncReport during(RunBody body, FailureReport rest)
      throws IOException, PopException, InterruptedException {
    SyncReport report;
    try {
      report = body.call();
    } catch (InterruptedException e) {
      finish(interrupted(rest));
      throw e;
    } catch (IOException e) {
      finish(
          Thread.currentThread().isInterrupted()
              ? interrupted(rest)
              : failed(rest, DiskFailure.writing(e)));
      throw e;
    } catch (PopException | RuntimeException | Error e) {
      finish(failed(rest, e));
      throw e;
    }
    finish(report);
    return report;
  }

  private static SyncReport interrupted(FailureReport rest) {
    return rest.report(
        SyncReport.Status.INTERRUPTED, FailureKind.CANCELLED, "the run was interrupted");
  }

  private static SyncReport failed(FailureReport rest, Throwable failure) {
    return failure instanceof PopException told
        ? rest.report(SyncReport.Status.FAILED, told.kind(), String.valueOf(told.getMessage()))
        : rest.report(SyncReport.Status.FAILED, FailureKind.INTERNAL, "a fault of the program");
  }

  private void finish(SyncReport report) {
    boolean interrupted = Thread.interrupted(); // which would close the files that are written now
    try {
      RunReports.in(layout.reports()).add(report);
      RunStatistics.in(layout.reports()).add(report, events::warning);
    } catch (IOException e) {
      events.warning("the report of this run cannot be kept: " + IoErrors.describe(e));
    }
    try {
      metrics.add(report);
    } catch (IOException e) {
      events.warning("the metrics cannot be written: " + IoErrors.describe(e));
    }
    try {
      watch.end();
    } catch (IOException e) {
      events.warning("the state of this run cannot be removed: " + IoErrors.describe(e));
    }
    events.runFinished(report);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
