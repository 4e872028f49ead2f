package dev.pop.mirror.sync;

import dev.pop.core.FailureKind;
import dev.pop.core.io.IoErrors;
import dev.pop.mirror.plan.FetchContext;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.SuiteFetch;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorStore;
import dev.pop.mirror.store.Obstacles;
import dev.pop.mirror.store.SuiteManifest;
import dev.pop.mirror.store.SuitePublisher;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The end of an archive's round, or of several: the new generations of all suites that have
 * everything are built, made durable with one call, and published one after the other.
 */
final class PublishStage {
  private final FetchContext context;
  private final MirrorStore store;
  private final PoolFetcher pool;
  private final WaitingFiles waiting;
  private final Clock clock;
  private final SyncReport.Kind kind;

  PublishStage(
      FetchContext context,
      MirrorStore store,
      PoolFetcher pool,
      WaitingFiles waiting,
      Clock clock,
      SyncReport.Kind kind) {
    this.context = context;
    this.store = store;
    this.pool = pool;
    this.waiting = waiting;
    this.clock = clock;
    this.kind = kind;
  }

  /** A suite whose new generation is built. */
  private record Ready(
      MirrorPlan plan, SuiteRun suite, SuitePlan suitePlan, SuitePublisher.Prepared generation) {
    boolean isInside(Ready outer) {
      return suitePlan.suite().directory().startsWith(outer.suitePlan.suite().directory() + "/");
    }
  }

  /** Publishes each suite of the plans that has everything; the others are told what they lack. */
  void publish(List<MirrorPlan> plans, List<SuiteRun> suites)
      throws IOException, InterruptedException {
    if (kind == SyncReport.Kind.DRY_RUN) {
      return;
    }
    int count = plans.stream().mapToInt(plan -> plan.suites().size()).sum();
    context.events().stageStarted(Stage.PUBLISH, count, MirrorEvents.UNKNOWN);
    publishAll(plans, suites);
    context.events().stageFinished(Stage.PUBLISH);
  }

  /** As {@link #publish}, within the stage that fetches the files of other plans. */
  void publishEarly(List<MirrorPlan> plans, List<SuiteRun> suites)
      throws IOException, InterruptedException {
    if (!plans.isEmpty()) {
      publishAll(plans, suites);
      store.endPublishing();
    }
  }

  private void publishAll(List<MirrorPlan> plans, List<SuiteRun> suites)
      throws IOException, InterruptedException {
    store.beginPublishing(plans);
    List<Ready> ready = new ArrayList<>();
    for (MirrorPlan plan : plans) {
      for (SuiteRun suite : suites) {
        if (suite.plan().filter(plan.suites()::contains).isPresent()) {
          prepare(plan, suite, suite.plan().get()).ifPresent(ready::add);
        }
      }
    }
    store.sync();
    Deque<Ready> later = new ArrayDeque<>(inOrder(ready));
    while (!later.isEmpty()) {
      publish(later.remove(), later);
    }
    waiting.dropUnplaceable();
  }

  /**
   * Security pockets first; but a suite that lies inside the directory of another is published
   * after that one, whose new generation holds what the inner one was before.
   */
  private static List<Ready> inOrder(List<Ready> ready) {
    List<Ready> ordered = new ArrayList<>();
    ready.stream()
        .sorted(Comparator.comparing(each -> !each.suitePlan.suite().isSecurity()))
        .forEach(each -> add(each, ready, ordered));
    return ordered;
  }

  private static void add(Ready each, List<Ready> ready, List<Ready> ordered) {
    ready.stream()
        .filter(outer -> outer.plan.equals(each.plan) && each.isInside(outer))
        .forEach(outer -> add(outer, ready, ordered));
    if (!ordered.contains(each)) {
      ordered.add(each);
    }
  }

  private Optional<Ready> prepare(MirrorPlan plan, SuiteRun suite, SuitePlan suitePlan)
      throws IOException {
    int[] missing =
        IntStream.concat(
                suitePlan.files().filter(id -> !plan.isHeld(id)),
                suitePlan.lost().stream().mapToInt(id -> id))
            .toArray();
    long ignored = IntStream.of(missing).filter(id -> pool.mayBeMissing(plan, id)).count();
    long absent = missing.length - ignored;
    if (absent > 0 && kind == SyncReport.Kind.METADATA_ONLY) {
      return Optional.empty();
    }
    if (absent > 0) {
      suite
          .fetch()
          .fail(
              FailureKind.MISSING,
              absent + " of " + suitePlan.listedCount() + " pool files could not be had");
      pool.upstreamChanges(plan, suitePlan).forEach(suite.fetch()::upstreamChanged);
      rememberUnpublished(plan, suitePlan);
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Ready(
              plan,
              suite,
              suitePlan,
              new SuitePublisher(store, clock.instant())
                  .prepare(
                      plan,
                      suitePlan,
                      suite.fetch().releases().orElseThrow(),
                      suite.fetch().signature(),
                      suite.fetch().problems().isEmpty() && ignored == 0,
                      waiting.of(plan))));
    } catch (FileSystemException e) {
      cannotPublish(suite, e);
      rememberUnpublished(plan, suitePlan);
      return Optional.empty();
    }
  }

  private void rememberUnpublished(MirrorPlan plan, SuitePlan suitePlan) throws IOException {
    store.state().rememberUnpublished(plan, suitePlan, id -> !waiting.of(plan).containsKey(id));
  }

  /**
   * @param later what will be published after it
   */
  private void publish(Ready ready, Collection<Ready> later)
      throws IOException, InterruptedException {
    try {
      SuiteManifest published;
      Lock places = pool.exclude(ready.plan.repository(), changes(ready));
      try {
        if (!waiting.of(ready.plan).isEmpty()) {
          placeWaiting(ready, later);
        }
        published = ready.generation.publish();
      } finally {
        places.unlock();
      }
      ready.suite.setPublished(published);
      SuiteFetch fetch = ready.suite.fetch();
      context.events().fileDone(Stage.PUBLISH, fetch.id(), fetch.suite().directory(), 0, 0);
      remember(ready, published);
    } catch (FileSystemException e) {
      cannotPublish(ready.suite, e);
      rememberUnpublished(ready.plan, ready.suitePlan);
    }
  }

  /** Whether a publication may give a place other bytes. */
  private Predicate<Path> changes(Ready ready) {
    Path root = store.root(ready.plan.repository());
    Path directory = root.resolve(ready.suitePlan.suite().directory());
    Set<Path> replaced =
        waiting.of(ready.plan).keySet().stream()
            .map(id -> root.resolve(ready.plan.files().path(id)))
            .collect(Collectors.toSet());
    return place -> replaced.contains(place) || place.startsWith(directory);
  }

  private void placeWaiting(Ready ready, Collection<Ready> others)
      throws IOException, InterruptedException {
    FileTable files = ready.plan.files();
    FileTable replaced = new FileTable();
    Obstacles obstacles = new Obstacles(store, ready.plan, ready.suitePlan.suite());
    boolean followed = false;
    for (int id : ready.suitePlan.files().filter(waiting.of(ready.plan)::containsKey).toArray()) {
      replaced.add(files.path(id), files.size(id), files.checksum(id));
      if (ready.generation.brings(store.root(ready.plan.repository()).resolve(files.path(id)))) {
        waiting.placed(ready.plan, id);
      } else {
        Path place = waiting.place(ready.plan, id, obstacles);
        for (Ready other : others) {
          followed |= other.generation.follow(place);
        }
      }
    }
    forgetReplaced(ready, replaced);
    if (followed) {
      store.sync();
    }
  }

  /** Other suites that need what was replaced are not whole any more, and must not seem so. */
  private void forgetReplaced(Ready ready, FileTable replaced) throws IOException {
    if (replaced.count() == 0) {
      return;
    }
    for (Suite other : ready.plan.repository().suites()) {
      if (!other.equals(ready.suitePlan.suite())) {
        List<String> lost = store.state().forgetReplaced(ready.plan.repository(), other, replaced);
        if (!lost.isEmpty()) {
          context
              .events()
              .warning(
                  other
                      + ": upstream replaced "
                      + lost.get(0)
                      + (lost.size() > 1 ? " and " + (lost.size() - 1) + " more" : "")
                      + ", which this suite needs with other content");
        }
      }
    }
  }

  private void remember(Ready ready, SuiteManifest published) throws IOException {
    try {
      ready.generation.remember(published);
    } catch (FileSystemException e) {
      rethrowIfInterrupted(e);
      context.failed(
          Stage.PUBLISH,
          ready.suite.fetch().id(),
          ready.suite.fetch().suite().toString(),
          IoErrors.kind(e),
          "it is published, but not remembered, so that the next run looks at all of it again: "
              + IoErrors.describe(e));
    }
  }

  private static void rethrowIfInterrupted(FileSystemException e) throws FileSystemException {
    if (Thread.currentThread().isInterrupted()) {
      throw e;
    }
  }

  /** One suite's trouble on the disk is no reason to hold back the others. */
  private void cannotPublish(SuiteRun suite, FileSystemException e) throws FileSystemException {
    rethrowIfInterrupted(e);
    Failure failure =
        new Failure(
            suite.fetch().suite().toString(),
            IoErrors.kind(e),
            "it cannot be published: " + IoErrors.withRemedy(e));
    suite.fetch().fail(failure);
    context.failed(Stage.PUBLISH, suite.fetch().id(), failure);
  }
}
