package dev.pop.mirror.sync;

import dev.pop.mirror.report.RunReports;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the reports of the last runs say of single suites. */
final class LastRuns {
  private final List<SyncReport> reports;

  private LastRuns(List<SyncReport> reports) {
    this.reports = reports;
  }

  /** Reads the reports in {@code directory}; dry runs tell nothing. */
  static LastRuns in(Path directory) throws IOException {
    return new LastRuns(
        RunReports.in(directory).last(RunReports.KEPT).reports().stream()
            .filter(report -> report.kind() != SyncReport.Kind.DRY_RUN)
            .toList());
  }

  /**
   * How a run ended for a suite.
   *
   * @param when the run ended
   * @param complete whether all of the suite was there then
   * @param problems why not
   */
  record Attempt(Instant when, boolean complete, List<String> problems) {}

  /** The last run that was for the suite; one that broke off was for all. */
  Optional<Attempt> attempt(Suite suite) {
    return reports.stream().flatMap(report -> attempt(report, suite).stream()).findFirst();
  }

  /** When a run last had all of the suite. */
  Optional<Instant> success(Suite suite) {
    return reports.stream()
        .flatMap(report -> attempt(report, suite).stream())
        .filter(Attempt::complete)
        .map(Attempt::when)
        .findFirst();
  }

  private static Optional<Attempt> attempt(SyncReport report, Suite suite) {
    Optional<Attempt> named =
        report.repositories().stream()
            .filter(
                it ->
                    it.repository().equals(suite.archive().location())
                        && it.suite().equals(suite.name()))
            .findFirst()
            .map(it -> new Attempt(report.finished(), isComplete(it), it.problems()));
    return named.or(
        () -> report.error().map(why -> new Attempt(report.finished(), false, List.of(why))));
  }

  private static boolean isComplete(SuiteReport suite) {
    return switch (suite.status()) {
      case PUBLISHED, UNCHANGED -> suite.problems().isEmpty();
      case PLANNED, FAILED -> false;
    };
  }
}
