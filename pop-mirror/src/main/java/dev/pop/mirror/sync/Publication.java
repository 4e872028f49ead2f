package dev.pop.mirror.sync;

import dev.pop.core.io.FileFailure;
import dev.pop.mirror.plan.FetchContext;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.SuiteFetch;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.store.MirrorStore;
import dev.pop.mirror.store.SuiteManifest;
import dev.pop.mirror.store.SuitePublisher;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The end of a round: the new generations of all suites that have everything are built, made
 * durable with one call, and published one after the other.
 */
final class Publication {
  private final FetchContext run;
  private final MirrorStore store;
  private final PoolFetcher pool;
  private final Clock clock;
  private final MirrorSync.Extent extent;

  Publication(
      FetchContext run,
      MirrorStore store,
      PoolFetcher pool,
      Clock clock,
      MirrorSync.Extent extent) {
    this.run = run;
    this.store = store;
    this.pool = pool;
    this.clock = clock;
    this.extent = extent;
  }

  /** A suite whose new generation is built. */
  private record Ready(
      MirrorPlan plan, SuiteRun suite, SuitePlan suitePlan, SuitePublisher.Prepared generation) {}

  /** Publishes each suite of the plans that has everything; the others are told what they lack. */
  void publish(List<MirrorPlan> plans, List<SuiteRun> suites)
      throws IOException, InterruptedException {
    if (extent == MirrorSync.Extent.DRY_RUN) {
      return;
    }
    int count = plans.stream().mapToInt(plan -> plan.suites().size()).sum();
    run.events().stageStarted(Stage.PUBLISH, count, MirrorEvents.UNKNOWN);
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
    ready.sort(Comparator.comparing(generation -> !Urgency.isUrgent(generation.suitePlan.suite())));
    for (Ready generation : ready) {
      publish(generation);
    }
    run.events().stageFinished(Stage.PUBLISH);
  }

  private Optional<Ready> prepare(MirrorPlan plan, SuiteRun suite, SuitePlan suitePlan)
      throws IOException {
    long ignored =
        suitePlan.files().filter(id -> !plan.isHeld(id) && pool.mayBeMissing(plan, id)).count();
    long absent = suitePlan.files().filter(id -> !plan.isHeld(id)).count() - ignored;
    if (absent > 0 && extent == MirrorSync.Extent.METADATA_ONLY) {
      return Optional.empty();
    }
    if (absent > 0) {
      suite.fetch().fail(absent + " of " + suitePlan.fileCount() + " pool files could not be had");
      pool.outrunBy(plan, suitePlan).forEach(suite.fetch()::outrun);
      store.state().rememberUnpublished(plan, suitePlan);
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
                      suite.fetch().problems().isEmpty() && ignored == 0)));
    } catch (FileSystemException e) {
      cannotPublish(suite, e);
      store.state().rememberUnpublished(plan, suitePlan);
      return Optional.empty();
    }
  }

  private void publish(Ready ready) throws IOException {
    try {
      for (int id : ready.suitePlan.files().toArray()) {
        pool.place(ready.plan, id);
      }
      SuiteManifest published = ready.generation.publish();
      ready.suite.setPublished(published);
      SuiteFetch fetch = ready.suite.fetch();
      run.events().fileDone(Stage.PUBLISH, fetch.id(), fetch.suite().directory(), 0, 0);
      remember(ready, published);
    } catch (FileSystemException e) {
      cannotPublish(ready.suite, e);
    }
  }

  private void remember(Ready ready, SuiteManifest published) throws IOException {
    try {
      ready.generation.remember(published);
    } catch (FileSystemException e) {
      rethrowIfInterrupted(e);
      run.failed(
          Stage.PUBLISH,
          ready.suite.fetch().id(),
          ready.suite.fetch().suite().toString(),
          "it is published, but not remembered, so that the next run looks at all of it again: "
              + FileFailure.words(e));
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
    String reason = "it cannot be published: " + FileFailure.words(e);
    suite.fetch().fail(reason);
    run.failed(Stage.PUBLISH, suite.fetch().id(), suite.fetch().suite().toString(), reason);
  }
}
