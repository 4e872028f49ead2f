package dev.pop.mirror.sync;

import com.google.common.math.LongMath;
import dev.pop.core.http.Downloader;
import dev.pop.core.io.Workers;
import dev.pop.mirror.plan.FetchContext;
import dev.pop.mirror.plan.IndexFetcher;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.ReleaseFetcher;
import dev.pop.mirror.plan.SuiteFetch;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Removable;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorLockedException;
import dev.pop.mirror.store.MirrorStore;
import dev.pop.mirror.store.SuitePublisher;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Brings a mirror up to date: fetches what its list's suites have and it lacks, and publishes each
 * suite that is complete and verified. A suite of which anything is missing keeps its previous
 * generation, and the others go on.
 *
 * <p>One object does one run; {@link #call} is called once.
 */
public final class MirrorSync {
  /** How much of the work is done. */
  public enum Extent {
    /** Everything. */
    FULL,
    /**
     * Indices are fetched; suites that need no pool file are published, no pool file is fetched.
     */
    METADATA_ONLY,
    /** Indices are fetched into the skeleton; the mirror is not touched. */
    DRY_RUN
  }

  private final MirrorList list;
  private MirrorEvents events = MirrorEvents.NONE;
  private Clock clock = Clock.systemUTC();
  private Extent extent = Extent.FULL;
  private Predicate<Suite> only = suite -> true;

  private MirrorSync(MirrorList list) {
    this.list = list;
  }

  /** A run for the whole list. */
  public static MirrorSync of(MirrorList list) {
    return new MirrorSync(list);
  }

  /** Sends what happens to {@code events}. */
  public MirrorSync events(MirrorEvents events) {
    this.events = events;
    return this;
  }

  /** Takes the time of the report from {@code clock}. */
  public MirrorSync clock(Clock clock) {
    this.clock = clock;
    return this;
  }

  public MirrorSync extent(Extent extent) {
    this.extent = extent;
    return this;
  }

  /** Leaves out the suites that {@code only} does not accept; they stay as they are. */
  public MirrorSync only(Predicate<Suite> only) {
    this.only = only;
    return this;
  }

  /**
   * Does the run.
   *
   * @return what was done; a status other than {@code COMPLETE} means that something could not be
   *     had
   * @throws MirrorLockedException if another run works on this mirror; nothing was changed
   * @throws DiskTooSmallException if the missing files do not fit; no pool file was fetched
   * @throws MirrorException if the disk cannot be written; what was published stays published
   * @throws InterruptedException if the thread was interrupted; what was published stays published
   */
  public SyncReport call() throws MirrorLockedException, MirrorException, InterruptedException {
    Instant started = clock.instant();
    int threads = list.settings().threads();
    try (MirrorStore store = MirrorStore.open(list.settings());
        Downloader downloader = Downloader.create(threads, list.settings().transport());
        Workers workers = new Workers(threads, downloader::cancel)) {
      list.warnings().forEach(warning -> events.warning(warning.toString()));
      return new Run(new FetchContext(downloader, workers, events), store, started).go();
    } catch (IOException e) {
      if (Thread.interrupted()) { // which closes the file that is being written
        throw new InterruptedException("the run was interrupted");
      }
      throw MirrorException.ofLocalFailure(e);
    }
  }

  /** A suite whose new generation is built. */
  private record Ready(
      MirrorPlan plan, SuiteRun suite, SuitePlan suitePlan, SuitePublisher.Prepared generation) {}

  /** The way of one run. */
  private final class Run {
    private final FetchContext run;
    private final MirrorStore store;
    private final Instant started;
    private final List<SuiteRun> suites = new ArrayList<>();
    private final List<MirrorPlan> plans = new ArrayList<>();
    private final PoolFetcher pool;

    Run(FetchContext run, MirrorStore store, Instant started) {
      this.run = run;
      this.store = store;
      this.started = started;
      this.pool = new PoolFetcher(run, store);
    }

    SyncReport go() throws IOException, MirrorException, InterruptedException {
      openSuites();
      fetchReleases();
      boolean open = suites.stream().anyMatch(suite -> suite.fetch().isOpen());
      if (open) {
        fetchIndices();
        makePlans();
        pool.prove(plans);
      }
      listNew();
      if (open) {
        fetchPool();
        publish();
      }
      suites.forEach(suite -> events.suiteDone(suite.report()));
      return report(end());
    }

    private void openSuites() throws IOException {
      for (Repository repository : list.repositories()) {
        for (Suite suite : repository.suites()) {
          if (only.test(suite)) {
            suites.add(SuiteRun.open(store, repository, suite));
          }
        }
      }
    }

    private List<SuiteFetch> fetches() {
      return suites.stream().map(SuiteRun::fetch).toList();
    }

    private void fetchReleases() throws IOException, InterruptedException {
      new ReleaseFetcher(run, store.indexCache()).fetchAll(fetches());
      suites.stream()
          .filter(suite -> suite.fetch().isUnchanged())
          .forEach(suite -> run.unchanged(suite.publishedFiles()));
    }

    private void fetchIndices() throws IOException, InterruptedException {
      new IndexFetcher(
              run, store.indexCache(), list.settings().contents(), IndexFetcher.Extent.MIRRORED)
          .fetchAll(fetches());
    }

    private void makePlans() throws IOException {
      for (Repository repository : list.repositories()) {
        MirrorPlan plan = new MirrorPlan(repository);
        for (SuiteRun suite : suites) {
          if (suite.repository().equals(repository)) {
            plan.add(suite.fetch(), run).ifPresent(suite::setPlan);
          }
        }
        if (!plan.suites().isEmpty()) {
          plan.compareWith(store.root(repository), store.state().knownFiles(repository));
          plans.add(plan);
        }
      }
    }

    private void listNew() throws IOException {
      if (list.settings().atEnd().fileLists() && extent != Extent.DRY_RUN) {
        new FileLists(list, store, events).writeNew(plans);
      }
    }

    private void fetchPool() throws IOException, MirrorException, InterruptedException {
      plans.forEach(plan -> run.unchanged(plan.wanted().filter(plan::isHeld).count()));
      if (extent != Extent.FULL) {
        return;
      }
      long needed = neededBytes();
      long available = store.availableBytes();
      if (needed > available) {
        throw new DiskTooSmallException(store.layout().mirrorPath(), needed, available);
      }
      pool.fetchMissing(plans);
    }

    /** What pool files and, where they are not links to the skeleton's, indices will take. */
    private long neededBytes() throws IOException {
      long block = store.blockBytes();
      long needed =
          plans.stream()
              .mapToLong(plan -> plan.missingAllocated(block))
              .reduce(0, LongMath::saturatedAdd);
      if (store.linksIndices()) {
        return needed;
      }
      return plans.stream()
          .flatMap(plan -> plan.suites().stream())
          .flatMap(suite -> suite.indices().stream())
          .flatMap(index -> index.forms().stream())
          .mapToLong(form -> form.entry().size() + block)
          .reduce(needed, LongMath::saturatedAdd);
    }

    private long missingBytes() {
      return plans.stream().mapToLong(MirrorPlan::missingBytes).reduce(0, LongMath::saturatedAdd);
    }

    private void publish() throws IOException, InterruptedException {
      if (extent == Extent.DRY_RUN) {
        return;
      }
      int count = plans.stream().mapToInt(plan -> plan.suites().size()).sum();
      run.events().stageStarted(Stage.PUBLISH, count, -1);
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
      for (Ready generation : ready) {
        publish(generation);
      }
      run.events().stageFinished(Stage.PUBLISH);
    }

    private Optional<Ready> prepare(MirrorPlan plan, SuiteRun suite, SuitePlan suitePlan)
        throws IOException {
      long absent = suitePlan.files().filter(id -> !plan.isHeld(id)).count();
      if (absent > 0 && extent == Extent.METADATA_ONLY) {
        return Optional.empty();
      }
      if (absent > 0) {
        suite
            .fetch()
            .fail(absent + " of " + suitePlan.fileCount() + " pool files could not be had");
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
                        suite.fetch().problems().isEmpty())));
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
        ready.suite.setPublished(ready.generation.publish());
        run.events().fileDone(Stage.PUBLISH, ready.suite.fetch().suite().toString());
      } catch (FileSystemException e) {
        cannotPublish(ready.suite, e);
      }
    }

    /** One suite's trouble on the disk is no reason to hold back the others. */
    private void cannotPublish(SuiteRun suite, FileSystemException e) throws FileSystemException {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      String reason = "it cannot be published: " + MirrorException.words(e);
      suite.fetch().fail(reason);
      run.failed(Stage.PUBLISH, suite.fetch().suite().toString(), reason);
    }

    private Removable end() throws IOException, InterruptedException {
      return extent == Extent.DRY_RUN
          ? new Removable(0, 0, 0, Optional.empty())
          : new RunEnd(list, store, run, fetches()).call(clock.instant());
    }

    private SyncReport report(Removable removable) {
      return new SyncReport(
          status(),
          started,
          clock.instant(),
          run.downloadedBytes(),
          run.downloadedFiles(),
          run.unchangedFiles(),
          0,
          0,
          run.downloader().requests(),
          removable.bytes(),
          removable.files(),
          missingBytes(),
          plans.stream().mapToLong(plan -> plan.missing().count()).sum(),
          suites.stream().map(SuiteRun::report).toList(),
          run.failures());
    }

    private SyncReport.Status status() {
      long failed = suites.stream().filter(suite -> suite.fetch().hasFailed()).count();
      if (failed == 0 && run.failures().isEmpty()) {
        return SyncReport.Status.COMPLETE;
      }
      return failed == suites.size() ? SyncReport.Status.FAILED : SyncReport.Status.PARTIAL;
    }
  }
}
