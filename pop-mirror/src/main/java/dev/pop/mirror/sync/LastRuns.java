package dev.pop.mirror.sync;

import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.Remedy;
import dev.pop.mirror.report.RunReports;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the reports of the last runs say of single suites. */
final class LastRuns {
  private static final Duration SKEW = Duration.ofMinutes(1);

  /** So many reasons of failures are told. */
  private static final int REASONS = 2;

  private final List<SyncReport> reports;
  private final Optional<Instant> future;

  private LastRuns(List<SyncReport> reports, Optional<Instant> future) {
    this.reports = reports;
    this.future = future;
  }

  /**
   * Reads the reports in {@code directory}; dry runs tell nothing, and neither do runs of a time
   * that is still to come, when the clock was wrong.
   */
  static LastRuns in(Path directory, Instant now) throws IOException {
    List<SyncReport> all =
        RunReports.in(directory).last(RunReports.KEPT).entries().stream()
            .filter(report -> report.kind() != SyncReport.Kind.DRY_RUN)
            .toList();
    List<SyncReport> past =
        all.stream().filter(report -> !isFuture(report.finished(), now)).toList();
    boolean onlyFuture = past.isEmpty() && !all.isEmpty();
    return new LastRuns(past, onlyFuture ? Optional.of(ended(all.get(0))) : Optional.empty());
  }

  /** Whether a time is to come, as far as clocks that are set now and then can tell. */
  static boolean isFuture(Instant time, Instant now) {
    return time.isAfter(now.plus(SKEW));
  }

  /** When the last run ended, where every run that is known of ended in the future. */
  Optional<Instant> future() {
    return future;
  }

  /**
   * How a run ended for a suite.
   *
   * @param when the run ended
   * @param upToDate whether what is published was what upstream had then
   * @param problems why not, or what of the list's wishes the suite did not have
   * @param remedy what helps against them
   */
  record Attempt(Instant when, boolean upToDate, List<String> problems, Optional<Remedy> remedy) {}

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
                it -> it.archive().equals(suite.archive().id()) && it.suite().equals(suite.name()))
            .findFirst()
            .map(
                it ->
                    new Attempt(ended(report), it.isUpToDate(), problems(report, it), it.remedy()));
    return named.or(
        () ->
            report
                .error()
                .map(why -> new Attempt(ended(report), false, List.of(why), Optional.empty())));
  }

  /**
   * What is wrong, with the reasons of the first failures: a count alone tells nobody what to do.
   */
  private static List<String> problems(SyncReport report, SuiteReport suite) {
    List<String> problems = new ArrayList<>(suite.problems());
    if (!problems.isEmpty()) {
      report.failures().stream()
          .filter(failure -> failure.url().startsWith(suite.repository() + "/"))
          .map(Failure::reason)
          .filter(reason -> problems.stream().noneMatch(problem -> problem.contains(reason)))
          .distinct()
          .limit(REASONS)
          .forEach(problems::add);
    }
    return problems;
  }

  /** For people. */
  private static Instant ended(SyncReport report) {
    return report.finished().truncatedTo(ChronoUnit.SECONDS);
  }
}
