package dev.pop.mirror.sync;

import dev.pop.mirror.plan.HeldIndex;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.ReleaseSet;
import dev.pop.mirror.store.SuiteManifest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far one suite has come in a run. Its own thread or, between stages, the run's thread fills
 * it.
 */
final class SuiteRun {
  final Repository repository;
  final Suite suite;

  /** What is published and needs nothing while upstream stays the same. */
  final Optional<SuiteManifest> upToDate;

  /** Upstream's new generation; null while unknown, unchanged or failed. */
  @Nullable ReleaseSet releases;

  List<HeldIndex> indices = List.of();
  @Nullable SuitePlan plan;
  @Nullable SuiteManifest published;
  private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
  private volatile SuiteReport.@Nullable Status status;

  SuiteRun(Repository repository, Suite suite, Optional<SuiteManifest> upToDate) {
    this.repository = repository;
    this.suite = suite;
    this.upToDate = upToDate;
  }

  /** Names something that the list wants and the suite does not have; the suite goes on. */
  void lacks(String problem) {
    problems.add(problem);
  }

  /** Ends the suite: its previous generation stays. */
  void fail(String problem) {
    problems.add(problem);
    status = SuiteReport.Status.FAILED;
  }

  void end(SuiteReport.Status how) {
    status = how;
  }

  boolean hasEnded() {
    return status != null;
  }

  boolean hasFailed() {
    return status == SuiteReport.Status.FAILED;
  }

  boolean lacksNothing() {
    return problems.isEmpty();
  }

  SuiteReport report() {
    SuiteManifest manifest = published;
    SuiteReport.Status how = status;
    return new SuiteReport(
        suite.archive().location(),
        suite.name(),
        how == null ? SuiteReport.Status.FAILED : how,
        manifest == null ? 0 : manifest.fileCount(),
        manifest == null ? 0 : manifest.byteCount(),
        problems);
  }
}
