package dev.pop.mirror.sync;

import dev.pop.core.FailureKind;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.mirror.plan.FetchContext;
import dev.pop.mirror.plan.SuiteFetch;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.Remedy;
import dev.pop.mirror.report.Stage;
import java.time.Instant;
import java.util.Optional;

/**
 * Compares the date of what upstream has now with that of what is published. A stale cache, or
 * somebody between us and upstream, may serve a generation of before, and clients would lose
 * security updates that they could already see.
 */
final class ReleaseAge {
  private final FetchContext context;

  ReleaseAge(FetchContext context) {
    this.context = context;
  }

  /**
   * Ends a suite whose new Release is older than the published one.
   *
   * @param published what the published one says
   */
  void check(SuiteFetch fetch, ReleaseFile published) {
    if (fetch.releases().isEmpty() || published.date().isEmpty()) {
      return;
    }
    Instant before = published.date().get();
    Optional<Instant> offered = fetch.releases().get().release().date();
    String name = fetch.suite().toString();
    if (offered.isEmpty()) {
      context
          .events()
          .warning(name + " has no Date; the published one of " + before + " may be newer");
    } else if (offered.get().isBefore(before)) {
      Failure failure =
          new Failure(
              name,
              FailureKind.OLDER_RELEASE,
              "its Release of " + offered.get() + " is older than the published one of " + before,
              Optional.of(Remedy.of(Remedy.Action.ALLOW_OLDER)));
      context.failed(Stage.RELEASE, fetch.id(), failure);
      fetch.fail(failure);
    }
  }
}
