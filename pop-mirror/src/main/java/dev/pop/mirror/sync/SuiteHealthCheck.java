package dev.pop.mirror.sync;

import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.mirror.plan.PublishedSuite;
import dev.pop.mirror.plan.ReleaseTrust;
import dev.pop.mirror.report.HealthReport.Status;
import dev.pop.mirror.report.HealthReport.SuiteHealth;
import dev.pop.mirror.report.Problem;
import dev.pop.mirror.report.ReleaseSignature;
import dev.pop.mirror.report.Remedy;
import dev.pop.mirror.repository.MirrorSettings;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.GenerationId;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorState;
import dev.pop.mirror.store.SuiteManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Looks at one suite after the other: its last runs, its Release, and what is known of its files.
 */
final class SuiteHealthCheck {
  /** A Release that is valid for less is worth a word. */
  private static final Duration VALID_AT_LEAST = Duration.ofDays(1);

  /** So many faulty files are named with their suite; all of them stand with the integrity. */
  private static final int NAMED = 5;

  private final MirrorLayout layout;
  private final Duration maxAge;
  private final MirrorState state;
  private final LastRuns runs;
  private final HealthState memory;
  private final ReleaseTrust trust;
  private final ExpiryHealthCheck expiry;
  private final Optional<String> killed;
  private final CredentialState credentials;
  private final Instant now;

  SuiteHealthCheck(
      MirrorSettings settings,
      MirrorState state,
      LastRuns runs,
      HealthState memory,
      ReleaseTrust trust,
      ExpiryHealthCheck expiry,
      Optional<String> killed,
      CredentialState credentials,
      Instant now) {
    this.layout = MirrorLayout.of(settings);
    this.maxAge = settings.watch().maxAge();
    this.state = state;
    this.runs = runs;
    this.memory = memory;
    this.trust = trust;
    this.expiry = expiry;
    this.killed = killed;
    this.credentials = credentials;
    this.now = now;
  }

  /** What is found wrong, and how bad it is altogether. */
  private static final class SuiteFindings {
    final List<Problem> problems = new ArrayList<>();
    Status status = Status.HEALTHY;

    void add(Status how, String problem) {
      add(how, new Problem(problem));
    }

    void add(Status how, String problem, Remedy.Action remedy) {
      add(how, new Problem(problem, remedy));
    }

    void add(Status how, Problem problem) {
      status = status.and(how);
      problems.add(problem);
    }
  }

  SuiteHealth check(Repository repository, Suite suite) throws IOException {
    SuiteFindings found = new SuiteFindings();
    Path root = layout.root(repository);
    Optional<SuiteManifest> manifest = state.manifest(repository, suite);
    Optional<ReleaseFile> release = release(suite, root, manifest, found);
    Optional<Instant> success =
        runs.success(suite)
            .or(() -> manifest.filter(SuiteManifest::complete).map(SuiteManifest::published))
            .filter(when -> !LastRuns.isFuture(when, now));
    Optional<LastRuns.Attempt> attempt = runs.attempt(suite);
    judgeRuns(manifest, attempt, success, found);
    judgeFiles(repository, suite, root, manifest, found);
    killed.ifPresent(
        run ->
            found.add(
                Status.DEGRADED,
                run + " was killed or cut off by a crash; the next sync resumes it",
                Remedy.Action.SYNC));
    credentials.problem(suite.archive()).ifPresent(problem -> found.add(Status.UNHEALTHY, problem));
    Optional<ReleaseSignature> signature = signature(suite, root, manifest);
    signature
        .filter(it -> !it.verified() && ReleaseTrust.isAskedFor(suite))
        .ifPresent(
            it ->
                found.add(
                    Status.DEGRADED,
                    "it is " + it + "; set gpg_verify off, or name its keyring with signed-by",
                    Remedy.Action.SYNC));
    return new SuiteHealth(
        suite.archive().id(),
        suite.archive().location(),
        suite.name(),
        found.status,
        manifest.map(SuiteManifest::published),
        attempt.map(LastRuns.Attempt::when),
        success,
        success.map(when -> Duration.between(when, now).toSeconds()),
        release.flatMap(ReleaseFile::date),
        release.flatMap(ReleaseFile::validUntil),
        release
            .flatMap(ReleaseFile::validUntil)
            .map(until -> Duration.between(now, until).toSeconds()),
        manifest.map(SuiteManifest::fileCount).orElse(0L),
        manifest.map(SuiteManifest::byteCount).orElse(0L),
        manifest.flatMap(SuiteManifest::generation).map(GenerationId::hex),
        signature,
        found.problems);
  }

  /** As it was published; of a generation of which that is not remembered, as it is now. */
  private Optional<ReleaseSignature> signature(
      Suite suite, Path root, Optional<SuiteManifest> manifest) throws IOException {
    Optional<ReleaseSignature> remembered = manifest.flatMap(SuiteManifest::signature);
    return remembered.isPresent() ? remembered : trust.ofPublished(suite, Optional.empty(), root);
  }

  private Optional<ReleaseFile> release(
      Suite suite, Path root, Optional<SuiteManifest> manifest, SuiteFindings found)
      throws IOException {
    try {
      PublishedSuite published = new PublishedSuite(suite, root);
      Optional<ReleaseFile> release = published.release();
      if (release.isPresent()) {
        release.get().validUntil().ifPresent(until -> judgeValidity(suite, until, found));
        expiry.keys(published).forEach(problem -> found.add(Status.UNHEALTHY, problem));
        if (manifest.isEmpty() && !state.isPublishing()) {
          found.add(
              Status.UNHEALTHY,
              "its files cannot be checked: the record of what is published is missing or damaged;"
                  + " the next sync checks every file and rewrites it",
              Remedy.Action.SYNC);
        }
      } else if (manifest.isEmpty()) {
        found.add(Status.UNHEALTHY, "nothing is published", Remedy.Action.SYNC);
      }
      return release;
    } catch (FormatException e) {
      found.add(
          Status.UNHEALTHY,
          "its Release cannot be read: " + e.getMessage(),
          Remedy.Action.VERIFY_AND_SYNC);
      return Optional.empty();
    }
  }

  private void judgeValidity(Suite suite, Instant until, SuiteFindings found) {
    if (!now.isBefore(until)) {
      found.add(
          suite.trust().checkValidUntil() ? Status.UNHEALTHY : Status.DEGRADED,
          "its Release has expired: it was valid until "
              + until
              + ", and clients refuse it; ask who keeps the upstream when it has nothing newer",
          Remedy.Action.SYNC);
    } else if (now.plus(VALID_AT_LEAST).isAfter(until)) {
      found.add(
          Status.DEGRADED, "its Release is valid until " + until + " only", Remedy.Action.SYNC);
    }
  }

  private void judgeRuns(
      Optional<SuiteManifest> manifest,
      Optional<LastRuns.Attempt> attempt,
      Optional<Instant> success,
      SuiteFindings found) {
    Optional<Instant> future =
        runs.future()
            .or(
                () ->
                    manifest
                        .map(SuiteManifest::published)
                        .filter(
                            published -> success.isEmpty() && LastRuns.isFuture(published, now)));
    future.ifPresent(
        when ->
            found.add(
                Status.DEGRADED,
                "its last run is dated "
                    + when
                    + ", which is in the future: the clock is wrong, or was; set it right",
                Remedy.Action.SYNC));
    if (success.isPresent() && success.get().plus(maxAge).isBefore(now)) {
      found.add(
          Status.UNHEALTHY,
          "it is stale: the last complete run was on "
              + success.get()
              + ", longer ago than the "
              + maxAge.toHours()
              + " hours of max_age; see whether the timer runs",
          Remedy.Action.SYNC);
    }
    attempt
        .filter(last -> !last.upToDate() || !last.problems().isEmpty())
        .ifPresent(
            last ->
                found.add(
                    Status.DEGRADED,
                    new Problem(
                        "the last run, of "
                            + last.when()
                            + ", did not get all of it: "
                            + some(last.problems()),
                        last.remedy()
                            .or(
                                () ->
                                    Optional.of(Remedy.of(Remedy.Action.READ_REPORT_AND_SYNC))))));
    boolean known = attempt.isPresent() && !attempt.get().upToDate();
    if (manifest.isPresent() && !manifest.get().complete() && !known) {
      found.add(
          Status.UNHEALTHY,
          "not all that it names is known to be sound, as a check found",
          Remedy.Action.SYNC);
    }
  }

  private static String some(List<String> problems) {
    return problems.stream().limit(NAMED).collect(Collectors.joining("; "))
        + (problems.size() > NAMED ? "; and " + (problems.size() - NAMED) + " more" : "");
  }

  private void judgeFiles(
      Repository repository,
      Suite suite,
      Path root,
      Optional<SuiteManifest> manifest,
      SuiteFindings found) {
    String name = IntegritySample.name(repository, suite);
    List<String> faulty =
        memory.faults.entrySet().stream()
            .filter(fault -> fault.getKey().suite().equals(name))
            .map(fault -> fault.getKey().path() + " " + fault.getValue())
            .toList();
    if (!faulty.isEmpty()) {
      found.add(
          Status.UNHEALTHY,
          faulty.stream().limit(NAMED).collect(Collectors.joining("; "))
              + (faulty.size() > NAMED ? "; and " + (faulty.size() - NAMED) + " more" : ""),
          Remedy.Action.HASH_AND_SYNC);
    }
    if (manifest.isPresent()
        && !manifest.get().witness().isStillAt(root)
        && !state.isPublishing()) {
      found.add(
          Status.UNHEALTHY,
          manifest.get().witness().path() + " is not as it was published",
          Remedy.Action.VERIFY_AND_SYNC);
    }
  }
}
