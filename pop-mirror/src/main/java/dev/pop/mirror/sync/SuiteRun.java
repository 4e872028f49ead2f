package dev.pop.mirror.sync;

import dev.pop.core.FailureKind;
import dev.pop.core.http.Validators;
import dev.pop.mirror.plan.PublishedRelease;
import dev.pop.mirror.plan.ReleaseSet;
import dev.pop.mirror.plan.ReleaseTrust;
import dev.pop.mirror.plan.SuiteFetch;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.ReleaseSignature;
import dev.pop.mirror.report.Remedy;
import dev.pop.mirror.report.RunTally;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.GenerationId;
import dev.pop.mirror.store.MirrorState;
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
  static SuiteRun open(MirrorStore store, ReleaseTrust trust, Repository repository, Suite suite)
      throws IOException {
    MirrorState state = store.state();
    state.takeOver(repository, suite);
    Optional<ReleaseSignature> signature = signature(store, trust, repository, suite);
    // A key that came to be known since may turn out to be another's.
    boolean judged =
        signature.filter(ReleaseSignature::verified).isPresent() || !trust.hasKeys(suite);
    Optional<PublishedRelease> release =
        state
            .upToDate(repository, suite)
            .filter(manifest -> judged)
            .map(
                manifest ->
                    new PublishedRelease(
                        store.root(repository), manifest.witness().path(), manifest.validators()));
    List<String> accepted = state.accepted().keys(repository, suite);
    Optional<ReleaseSignature> vouched =
        signature.filter(ReleaseSignature::verified).map(it -> it.and(accepted));
    return new SuiteRun(
        new SuiteFetch(repository, suite, release, state.hadRelease(repository, suite), vouched),
        state.manifest(repository, suite),
        Optional.empty());
  }

  /** Whether what is published is verified; asked once, and remembered with what is published. */
  private static Optional<ReleaseSignature> signature(
      MirrorStore store, ReleaseTrust trust, Repository repository, Suite suite)
      throws IOException {
    Optional<SuiteManifest> manifest = store.state().manifest(repository, suite);
    Optional<ReleaseSignature> remembered = manifest.flatMap(SuiteManifest::signature);
    if (remembered.isPresent() || (manifest.isEmpty() && trust.hasKeys(suite))) {
      return remembered;
    }
    Optional<ReleaseSignature> judged =
        trust.ofPublished(suite, Optional.empty(), store.root(repository));
    if (manifest.isPresent()) {
      store
          .state()
          .remember(
              repository,
              suite,
              judged.orElseGet(() -> ReleaseSignature.unverified("it has no Release")));
    }
    return judged;
  }

  /**
   * The same suite, to be looked at anew after upstream had other files than its indices said. It
   * is unchanged as long as upstream has the generation of which they were missing.
   *
   * @param skeleton of the archive, which holds that generation's signed files
   */
  SuiteRun again(Path skeleton) {
    ReleaseSet tried = fetch.releases().orElseThrow();
    String path = fetch.suite().resolve(tried.first());
    PublishedRelease release = new PublishedRelease(skeleton, path, tried.validators());
    return new SuiteRun(
        new SuiteFetch(
            fetch.repository(),
            fetch.suite(),
            Optional.of(release),
            tried.hasRelease() || fetch.hadRelease(),
            fetch.vouched()),
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

  void setPlan(Optional<SuitePlan> planned) {
    plan = planned;
  }

  /** The new generation is published. */
  void setPublished(SuiteManifest now) {
    manifest = Optional.of(now);
    published = true;
  }

  /** Whether a generation of the suite is published, new or not. */
  boolean isPublished() {
    return manifest.isPresent();
  }

  /** What a new address of the archive says of what is published. */
  Optional<Validators> newServer() {
    return fetch
        .validators()
        .filter(it -> fetch.isUnchanged() && manifest.isPresent())
        .filter(it -> !it.server().equals(manifest.get().validators().server()));
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
    return report(
        tally,
        status(),
        fetch.kind(),
        fetch.problems().stream().map(Failure::reason).toList(),
        fetch.problems().stream().flatMap(problem -> problem.remedy().stream()).findFirst());
  }

  /**
   * As {@link #report}, in a run that does not come to its end.
   *
   * @param kind why, for programs
   * @param error why
   */
  SuiteReport brokenOff(RunTally tally, FailureKind kind, String error) {
    return status() == SuiteReport.Status.PLANNED
        ? report(
            tally, SuiteReport.Status.FAILED, Optional.of(kind), List.of(error), Optional.empty())
        : report(tally);
  }

  private SuiteReport report(
      RunTally tally,
      SuiteReport.Status status,
      Optional<FailureKind> kind,
      List<String> problems,
      Optional<Remedy> remedy) {
    return new SuiteReport(
        fetch.id().archive(),
        fetch.id().repository(),
        fetch.id().suite(),
        status,
        publishedFiles(),
        manifest.map(SuiteManifest::byteCount).orElse(0L),
        manifest.flatMap(SuiteManifest::generation).map(GenerationId::hex),
        manifest.flatMap(SuiteManifest::signature),
        kind,
        problems,
        remedy,
        tally.of(fetch.id()));
  }
}
