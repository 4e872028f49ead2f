package dev.pop.mirror.sync;

import dev.pop.mirror.plan.PublishedRelease;
import dev.pop.mirror.plan.ReleaseSet;
import dev.pop.mirror.plan.SuiteFetch;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.report.RunTally;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorStore;
import dev.pop.mirror.store.SuiteManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How far one suite has come in a run. For the run's own thread. */
final class SuiteRun {
  private final SuiteFetch fetch;
  private final Optional<SuiteRun> before;
  private Optional<SuiteManifest> manifest;
  private Optional<SuitePlan> plan = Optional.empty();
  private boolean published;

  private SuiteRun(SuiteFetch fetch, Optional<SuiteManifest> manifest, Optional<SuiteRun> before) {
    this.fetch = fetch;
    this.before = before;
    this.manifest = manifest;
  }

  /** Begins with what is published of the suite. */
  static SuiteRun open(MirrorStore store, Repository repository, Suite suite) throws IOException {
    Optional<SuiteManifest> upToDate = store.state().upToDate(repository, suite);
    Optional<PublishedRelease> release =
        upToDate.map(
            manifest ->
                new PublishedRelease(
                    store.root(repository), manifest.witness().path(), manifest.validators()));
    return new SuiteRun(
        new SuiteFetch(repository, suite, release, store.state().hadRelease(repository, suite)),
        store.state().manifest(repository, suite),
        Optional.empty());
  }

  /**
   * The same suite, to be looked at anew after upstream had other files than its indices said. It
   * is unchanged as long as upstream has the generation of which they were missing.
   *
   * @param skeleton of the archive, which holds that generation's signed files
   */
  SuiteRun again(Path skeleton) {
    ReleaseSet tried = fetch.releases().orElseThrow();
    String path = fetch.suite().inDirectory(tried.first());
    PublishedRelease release = new PublishedRelease(skeleton, path, tried.validators());
    return new SuiteRun(
        new SuiteFetch(
            fetch.repository(),
            fetch.suite(),
            Optional.of(release),
            tried.hasRelease() || fetch.hadRelease()),
        manifest,
        Optional.of(this));
  }

  /** The attempt before this one. */
  Optional<SuiteRun> before() {
    return before;
  }

  SuiteFetch fetch() {
    return fetch;
  }

  Repository repository() {
    return fetch.repository();
  }

  /** What the new generation needs; empty while unknown. */
  Optional<SuitePlan> plan() {
    return plan;
  }

  void setPlan(SuitePlan planned) {
    plan = Optional.of(planned);
  }

  /** The new generation is published. */
  void setPublished(SuiteManifest now) {
    manifest = Optional.of(now);
    published = true;
  }

  SuiteReport.Status status() {
    if (fetch.hasFailed()) {
      return SuiteReport.Status.FAILED;
    }
    if (fetch.isUnchanged()) {
      return SuiteReport.Status.UNCHANGED;
    }
    return published ? SuiteReport.Status.PUBLISHED : SuiteReport.Status.PLANNED;
  }

  /** Number of files that the published generation names. */
  long publishedFiles() {
    return manifest.map(SuiteManifest::fileCount).orElse(0L);
  }

  /**
   * @param tally has counted what was done
   */
  SuiteReport report(RunTally tally) {
    return new SuiteReport(
        fetch.id().repository(),
        fetch.id().suite(),
        status(),
        publishedFiles(),
        manifest.map(SuiteManifest::byteCount).orElse(0L),
        fetch.problems(),
        tally.of(fetch.id()));
  }

  /**
   * As {@link #report}, in a run that does not come to its end.
   *
   * @param error why
   */
  SuiteReport brokenOff(RunTally tally, String error) {
    SuiteReport report = report(tally);
    return report.status() == SuiteReport.Status.PLANNED
        ? new SuiteReport(
            report.repository(),
            report.suite(),
            SuiteReport.Status.FAILED,
            report.files(),
            report.bytes(),
            List.of(error),
            report.traffic())
        : report;
  }
}
