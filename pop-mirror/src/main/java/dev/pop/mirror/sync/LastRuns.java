package dev.pop.mirror.sync;

import dev.pop.mirror.report.RunReports;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
        RunReports.in(directory).last(RunReports.KEPT).entries().stream()
            .filter(report -> report.kind() != SyncReport.Kind.DRY_RUN)
            .toList());
  }

  /**
   * How a run ended for a suite.
   *
   * @param when the run ended
   * @param upToDate whether what is published was what upstream had then
   * @param problems why not, or what of the list's wishes the suite did not have
   */
  record Attempt(Instant when, boolean upToDate, List<String> problems) {}

  /** The last run that was for the suite; one that broke off was for all. */
  Optional<Attempt> attempt(Suite suite) {
    return reports.stream().flatMap(report -> attempt(report, suite).stream()).findFirst();
  }

  /** When a run last left the suite up to date. */
  Optional<Instant> success(Suite suite) {
    return reports.stream()
        .flatMap(report -> attempt(report, suite).stream())
        .filter(Attempt::upToDate)
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
            .map(it -> new Attempt(ended(report), it.isUpToDate(), it.problems()));
    return named.or(
        () -> report.error().map(why -> new Attempt(ended(report), false, List.of(why))));
  }

  /** For people. */
  private static Instant ended(SyncReport report) {
    return report.finished().truncatedTo(ChronoUnit.SECONDS);
  }
}
