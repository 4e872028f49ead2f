package dev.pop.mirror.sync;

import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.mirror.plan.FetchContext;
import dev.pop.mirror.plan.ReleaseOnDisk;
import dev.pop.mirror.plan.SuiteFetch;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Compares the date of what upstream has now with that of what is published. A stale cache, or
 * somebody between us and upstream, may serve a generation of before, and clients would lose
 * security updates that they could already see.
 */
final class ReleaseAge {
  private final FetchContext run;

  ReleaseAge(FetchContext run) {
    this.run = run;
  }

  /**
   * Ends a suite whose new Release is older than the published one.
   *
   * @param root of the archive in the mirror
   */
  void check(SuiteFetch fetch, Path root) throws IOException {
    if (fetch.releases().isEmpty()) {
      return;
    }
    Optional<Instant> published = published(fetch.suite(), root);
    Optional<Instant> offered = fetch.releases().get().release().date();
    if (published.isEmpty()) {
      return;
    }
    String name = fetch.suite().toString();
    if (offered.isEmpty()) {
      run.events()
          .warning(
              name + " has no Date; the published one of " + published.get() + " may be newer");
    } else if (offered.get().isBefore(published.get())) {
      String reason =
          "its Release of "
              + offered.get()
              + " is older than the published one of "
              + published.get()
              + "; if that is right, pop sync --allow-older takes it";
      run.failed(Stage.RELEASE, fetch.id(), name, reason);
      fetch.fail(reason);
    }
  }

  /** The date of the file that clients read first; one that cannot be read is as good as none. */
  private static Optional<Instant> published(Suite suite, Path root) throws IOException {
    try {
      return ReleaseOnDisk.read(suite, root).flatMap(ReleaseFile::date);
    } catch (FormatException e) {
      return Optional.empty();
    }
  }
}
