package dev.pop.mirror.sync;

import dev.pop.core.FailureKind;
import dev.pop.mirror.plan.FetchContext;
import dev.pop.mirror.plan.FileContent;
import dev.pop.mirror.plan.ListingConflict;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.SuiteFetch;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.plan.UpstreamDecision;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.store.MirrorStore;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Settles what the indices of an archive list with different contents: upstream decides, whatever
 * the order of the list. A suite that lists none of what upstream has lacks the file; one that
 * lists it too is published. Either is named, unless {@code ignore_errors} covers the file.
 */
final class ConflictRun {
  private final MirrorList list;
  private final FetchContext context;
  private final UpstreamDecision upstream;
  private final SyncReport.Kind kind;

  ConflictRun(MirrorList list, FetchContext context, MirrorStore store, SyncReport.Kind kind) {
    this.list = list;
    this.context = context;
    this.upstream = new UpstreamDecision(context, store.indexCache());
    this.kind = kind;
  }

  /**
   * Settles the conflicts of a plan. In a run that fetches no pool file, every suite lacks what is
   * in conflict, and is not published.
   *
   * @param suites what each needs
   */
  void settle(MirrorPlan plan, Map<SuiteFetch, SuitePlan> suites)
      throws IOException, InterruptedException {
    List<ListingConflict> conflicts = plan.conflicts();
    if (conflicts.isEmpty()) {
      return;
    }
    if (kind != SyncReport.Kind.FULL) {
      conflicts.forEach(conflict -> plan.settle(conflict, Set.of()));
      return;
    }
    upstream.settle(plan);
    Map<Integer, FileContent> first = new HashMap<>();
    conflicts.forEach(conflict -> first.put(conflict.id(), conflict.contents().get(0)));
    for (Map.Entry<SuiteFetch, SuitePlan> suite : suites.entrySet()) {
      for (int id : suite.getValue().lost()) {
        name(plan, suite.getKey(), id, "the suite lists " + listed(suite.getValue(), first, id))
            .ifPresent(failure -> suite.getKey().upstreamChanged(failure));
      }
      for (int id : suite.getValue().listedTwice()) {
        name(
                plan,
                suite.getKey(),
                id,
                "the suite lists it twice, as " + listed(suite.getValue(), first, id))
            .ifPresent(failure -> suite.getKey().lacks(failure.kind(), failure.toString()));
      }
    }
  }

  private static String listed(SuitePlan suite, Map<Integer, FileContent> first, int id) {
    return suite.contents(id, Objects.requireNonNull(first.get(id))).stream()
        .map(Object::toString)
        .sorted()
        .collect(Collectors.joining(", and as "));
  }

  private Optional<Failure> name(MirrorPlan plan, SuiteFetch suite, int id, String what) {
    String path = plan.files().path(id);
    String url = suite.suite().archive().location() + "/" + path;
    String reason =
        what
            + ", but upstream has "
            + (plan.isWanted(id) ? plan.files().content(id) : "none of what is listed");
    if (list.ignoredErrors().contains(plan.repository(), path)) {
      context.events().warning("ignored because of ignore_errors: " + url + ": " + reason);
      return Optional.empty();
    }
    return Optional.of(context.failed(Stage.ARCHIVE, suite.id(), url, FailureKind.DAMAGED, reason));
  }
}
