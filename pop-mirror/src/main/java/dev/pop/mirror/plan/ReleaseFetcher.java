package dev.pop.mirror.plan;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.pop.core.FailureKind;
import dev.pop.core.apt.FormatException;
import dev.pop.core.http.FetchException;
import dev.pop.core.http.FetchException.Fault;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Fetches the signed files of suites: {@code InRelease}, {@code Release} and {@code Release.gpg} of
 * one generation, or an {@code InRelease} that is good and has others beside it that are not. A
 * suite whose first file has not changed costs one conditional request. One that never had any of
 * them is left to {@link WithoutReleaseSuite}.
 */
public final class ReleaseFetcher {
  /** How often all three are fetched when they turn out to be of different generations. */
  static final int MAX_TRIES = 3;

  /** Answers about one file, which say nothing of the others. */
  private static final Set<Fault> ANSWERS =
      Set.of(
          Fault.UNAUTHORIZED, Fault.UNAVAILABLE, Fault.STATUS, Fault.WRONG_SIZE, Fault.BROKEN_OFF);

  private final FetchContext context;
  private final IndexCache cache;
  private final ReleaseTrust trust;

  /**
   * @param trust judges signatures and dates
   */
  public ReleaseFetcher(FetchContext context, IndexCache cache, ReleaseTrust trust) {
    this.trust = trust;
    this.context = context;
    this.cache = cache;
  }

  /**
   * Sets what upstream has in each suite, or ends it as unchanged or failed.
   *
   * @return {@code suites}
   * @throws IOException if the cache cannot be written
   */
  @CanIgnoreReturnValue
  public List<SuiteFetch> fetchAll(List<SuiteFetch> suites)
      throws IOException, InterruptedException {
    context.events().stageStarted(Stage.RELEASE, MirrorEvents.UNKNOWN, MirrorEvents.UNKNOWN);
    context.workers().forEach(suites.size(), i -> fetch(suites.get(i)));
    context.events().stageFinished(Stage.RELEASE);
    return suites;
  }

  /** As {@link #fetchAll}, for one suite. */
  void fetch(SuiteFetch suite) throws IOException, InterruptedException {
    String location = suite.suite().toString();
    try {
      Optional<ReleaseSet> releases = fetchOneGeneration(suite);
      if (releases.isPresent()) {
        suite.setReleases(releases.get());
      } else {
        requireStillValid(suite);
        suite.setUnchanged();
      }
    } catch (FetchException e) {
      FailureKind kind = e.kind() == FailureKind.MISSING ? FailureKind.WRONG_SUITE : e.kind();
      context.failed(Stage.RELEASE, suite.id(), e.url(), kind, e.reason());
      suite.fail(kind, e.getMessage());
    } catch (FormatException e) {
      Failure failure =
          new Failure(location, e.kind(), e.getMessage(), RefusedReleaseException.remedy(e));
      context.failed(Stage.RELEASE, suite.id(), failure);
      suite.fail(failure);
    } catch (RuntimeException e) {
      Failure fault = new Failure(location, FailureKind.INTERNAL, FetchContext.fault(e));
      context.failed(Stage.RELEASE, suite.id(), fault);
      suite.fail(fault);
    }
  }

  /** Of a suite without a Release it is an index that is unchanged. */
  private void requireStillValid(SuiteFetch suite) throws FormatException, IOException {
    Optional<PublishedRelease> published =
        suite.published().filter(release -> release.path().endsWith("Release"));
    if (published.isPresent()) {
      trust.requireStillValid(suite.suite().trust(), published.get().file());
    }
  }

  private Optional<ReleaseSet> fetchOneGeneration(SuiteFetch suite)
      throws FetchException, IOException, InterruptedException {
    FormatException last = new FormatException("");
    for (int i = 1; i <= MAX_TRIES; i++) {
      try (ReleaseAttempt attempt = new ReleaseAttempt(context, cache, trust, suite)) {
        try {
          Optional<ReleaseSet> releases = attempt.fetch();
          attempt.keep();
          attempt.signature().ifPresent(suite::setSignature);
          return releases;
        } catch (FetchException e) {
          if (!attempt.hasGoodInRelease() || !ANSWERS.contains(e.fault())) {
            throw e;
          }
          return Optional.of(keepInRelease(suite, attempt, e.getMessage()));
        } catch (FormatException e) {
          if (i == MAX_TRIES && attempt.hasGoodInRelease()) {
            return Optional.of(keepInRelease(suite, attempt, e.getMessage()));
          }
          if (attempt.isEmpty()) {
            throw e; // for want of a file, and not because of one
          }
          last = e;
        }
      }
    }
    throw last;
  }

  /** As apt, which never looks at what else there is. */
  private ReleaseSet keepInRelease(SuiteFetch suite, ReleaseAttempt attempt, String why)
      throws IOException {
    ReleaseSet alone = attempt.inReleaseAlone();
    attempt.keep();
    attempt.signature().ifPresent(suite::setSignature);
    context
        .events()
        .warning(
            suite.suite()
                + ": InRelease is published without Release and Release.gpg: "
                + why
                + (why.endsWith(ReleaseAttempt.CACHE) ? "" : ReleaseAttempt.CACHE)
                + ", or upstream updates InRelease alone; apt needs only InRelease");
    return alone;
  }
}
