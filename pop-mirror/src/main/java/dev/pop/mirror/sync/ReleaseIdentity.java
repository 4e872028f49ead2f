package dev.pop.mirror.sync;

import dev.pop.core.FailureKind;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.mirror.plan.FetchContext;
import dev.pop.mirror.plan.SuiteFetch;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.ReleaseSignature;
import dev.pop.mirror.report.Remedy;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.repository.Suite;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Holds the Release of a suite to the suite's name, and to the Release before it. One key signs
 * many suites of an archive: whoever stands between it and us could serve one in place of another,
 * with a good signature and without its security updates. The rules are those of apt.
 */
final class ReleaseIdentity {
  /** Fields whose change apt refuses too. */
  private static final List<String> LASTING = List.of("Origin", "Label", "Suite", "Codename");

  private final FetchContext context;

  ReleaseIdentity(FetchContext context) {
    this.context = context;
  }

  /**
   * Ends a suite whose new Release is of another suite, or not of the one that is published.
   *
   * @param published what the published one says; empty when none is
   */
  void check(SuiteFetch fetch, Optional<ReleaseFile> published) {
    if (fetch.releases().isEmpty() || !fetch.suite().trust().checkReleaseInfo()) {
      return;
    }
    ReleaseFile offered = fetch.releases().get().release();
    if (published.isPresent()) {
      changed(published.get(), offered)
          .ifPresent(
              change ->
                  refuse(
                      fetch,
                      change,
                      Optional.of(
                          Remedy.of(
                              Remedy.Action.ACCEPT_RELEASE_INFO,
                              fetch.suite().archive().location(),
                              fetch.suite().name()))));
    } else if (!isNamed(fetch.suite(), offered)) {
      String other =
          "its Release is of the suite "
              + offered.field("Suite").or(() -> offered.field("Codename")).orElse("");
      if (fetch.signature().filter(ReleaseSignature::verified).isPresent()) {
        refuse(
            fetch,
            other + "; if that is right, add the option check-release-info=no to its line",
            Optional.empty());
      } else {
        context.events().warning(fetch.suite() + ": " + other);
      }
    }
  }

  private void refuse(SuiteFetch fetch, String reason, Optional<Remedy> remedy) {
    Failure failure =
        new Failure(fetch.suite().toString(), FailureKind.CHANGED_IDENTITY, reason, remedy);
    context.failed(Stage.RELEASE, fetch.id(), failure);
    fetch.fail(failure);
  }

  private static Optional<String> changed(ReleaseFile published, ReleaseFile offered) {
    return LASTING.stream()
        .filter(name -> !published.field(name).equals(offered.field(name)))
        .map(
            name ->
                "its "
                    + name
                    + " changed from '"
                    + published.field(name).orElse("")
                    + "' to '"
                    + offered.field(name).orElse("")
                    + "'")
        .findFirst();
  }

  /**
   * Whether Suite or Codename is the name that the list has; for {@code jessie/updates}, also the
   * part before the last slash. A flat suite has no name, and a Release that has neither field says
   * nothing against it.
   */
  private static boolean isNamed(Suite suite, ReleaseFile release) {
    Optional<String> named = release.field("Suite").filter(name -> !name.isBlank());
    Optional<String> codename = release.field("Codename").filter(name -> !name.isBlank());
    if (suite.isFlat() || (named.isEmpty() && codename.isEmpty())) {
      return true;
    }
    int slash = suite.name().lastIndexOf('/');
    Set<String> names =
        slash < 0 ? Set.of(suite.name()) : Set.of(suite.name(), suite.name().substring(0, slash));
    return named.filter(names::contains).isPresent()
        || codename.filter(names::contains).isPresent();
  }
}
