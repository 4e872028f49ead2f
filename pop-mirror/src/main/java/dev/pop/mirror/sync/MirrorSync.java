package dev.pop.mirror.sync;

import com.google.common.math.LongMath;
import dev.pop.core.apt.FormatException;
import dev.pop.core.http.Downloader;
import dev.pop.core.io.AtomicFile;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorLockedException;
import dev.pop.mirror.store.MirrorStore;
import dev.pop.mirror.store.ReleaseSet;
import dev.pop.mirror.store.SuitePublisher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Brings a mirror up to date: fetches what its list's suites have and it lacks, and publishes each
 * suite that is complete and verified. A suite of which anything is missing keeps its previous
 * generation, and the others go on.
 *
 * <p>One object does one run; {@link #call} is called once.
 */
public final class MirrorSync {
  private static final String USER_AGENT = "pop";

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
        Downloader downloader = Downloader.create(threads, USER_AGENT);
        Workers workers = new Workers(threads, downloader::cancel)) {
      RunContext run = new RunContext(store, downloader, workers, events);
      list.warnings().forEach(warning -> events.warning(warning.toString()));
      return new Run(run, started).go();
    } catch (IOException e) {
      throw MirrorException.ofLocalFailure(e);
    }
  }

  /** The way of one run. */
  private final class Run {
    private final RunContext run;
    private final Instant started;
    private final List<SuiteRun> suites = new ArrayList<>();
    private final List<MirrorPlan> plans = new ArrayList<>();
    private final PoolFetcher pool;

    Run(RunContext run, Instant started) {
      this.run = run;
      this.started = started;
      this.pool = new PoolFetcher(run);
    }

    SyncReport go() throws IOException, MirrorException, InterruptedException {
      openSuites();
      new ReleaseFetcher(run).fetchAll(suites);
      if (suites.stream().anyMatch(suite -> !suite.hasEnded())) {
        new IndexFetcher(run, list.settings().contents()).fetchAll(suites);
        makePlans();
        fetchPool();
        publish();
      }
      suites.forEach(suite -> events.suiteDone(suite.report()));
      return report(clean());
    }

    private void openSuites() throws IOException {
      for (Repository repository : list.repositories()) {
        for (Suite suite : repository.suites()) {
          if (only.test(suite)) {
            suites.add(
                new SuiteRun(repository, suite, run.store.state().upToDate(repository, suite)));
          }
        }
      }
    }

    private void makePlans() throws IOException {
      for (Repository repository : list.repositories()) {
        MirrorPlan plan = new MirrorPlan(repository);
        for (SuiteRun suite : suites) {
          if (suite.repository.equals(repository) && !suite.hasEnded()) {
            addTo(plan, suite);
          }
        }
        if (!plan.suites().isEmpty()) {
          plan.compareWith(run.store.root(repository), run.store.state().knownFiles(repository));
          plans.add(plan);
        }
      }
    }

    private void addTo(MirrorPlan plan, SuiteRun suite) throws IOException {
      ReleaseSet releases = suite.releases;
      if (releases == null) {
        return;
      }
      try {
        suite.plan = plan.add(suite.suite, releases.release(), suite.indices);
      } catch (FormatException e) {
        run.failed(Stage.INDEX, suite.suite.toString(), e.getMessage());
        suite.fail(e.getMessage());
      }
    }

    private void fetchPool() throws IOException, MirrorException, InterruptedException {
      pool.prove(plans);
      plans.forEach(plan -> run.unchanged(plan.wanted().filter(plan::isHeld).count()));
      if (extent != Extent.FULL) {
        return;
      }
      long needed = missingBytes();
      long available = run.store.availableBytes();
      if (needed > available) {
        throw new DiskTooSmallException(run.store.layout().mirrorPath(), needed, available);
      }
      pool.fetchMissing(plans);
    }

    private long missingBytes() {
      return plans.stream().mapToLong(MirrorPlan::missingBytes).reduce(0, LongMath::saturatedAdd);
    }

    private void publish() throws IOException, InterruptedException {
      if (extent == Extent.DRY_RUN) {
        suites.stream()
            .filter(suite -> !suite.hasEnded())
            .forEach(suite -> suite.end(SuiteReport.Status.PLANNED));
        return;
      }
      run.events.stageStarted(Stage.PUBLISH, plans.size(), -1);
      run.store.sync();
      for (MirrorPlan plan : plans) {
        for (SuiteRun suite : suites) {
          if (suite.plan != null && plan.suites().contains(suite.plan)) {
            publish(plan, suite);
          }
        }
      }
      run.events.stageFinished(Stage.PUBLISH);
    }

    private void publish(MirrorPlan plan, SuiteRun suite) throws IOException {
      SuitePlan suitePlan = Objects.requireNonNull(suite.plan);
      ReleaseSet releases = Objects.requireNonNull(suite.releases);
      long absent = suitePlan.files().filter(id -> !plan.isHeld(id)).count();
      if (absent > 0 && extent == Extent.METADATA_ONLY) {
        suite.end(SuiteReport.Status.PLANNED);
        return;
      }
      if (absent > 0) {
        suite.fail(absent + " of " + suitePlan.fileCount() + " pool files could not be had");
        run.store.state().rememberUnpublished(plan, suitePlan);
        return;
      }
      for (int id : suitePlan.files().toArray()) {
        pool.place(plan, id);
      }
      suite.published =
          new SuitePublisher(run.store, clock.instant())
              .publish(plan, suitePlan, releases, suite.lacksNothing());
      suite.end(SuiteReport.Status.PUBLISHED);
    }

    /** Writes the clean script anew unless the one that is there still holds. */
    private Surplus clean() throws IOException {
      Surplus none = new Surplus(List.of(), List.of(), 0, List.of());
      if (extent == Extent.DRY_RUN) {
        return none;
      }
      boolean nothingChanged =
          suites.stream()
              .allMatch(suite -> suite.report().status() == SuiteReport.Status.UNCHANGED);
      Path memory = run.store.layout().cleanedFor();
      if (nothingChanged && Files.exists(memory) && Files.readString(memory).equals(cleanedFor())) {
        return none;
      }
      Set<Repository> incomplete =
          suites.stream()
              .filter(SuiteRun::hasFailed)
              .map(suite -> suite.repository)
              .collect(Collectors.toSet());
      Surplus surplus = Surplus.find(list, run.store, incomplete);
      surplus.skipped().forEach(events::warning);
      CleanScript.write(list.settings().cleanScript(), run.store.layout().mirrorPath(), surplus);
      if (incomplete.isEmpty()) {
        AtomicFile.write(memory, AtomicFile.Mode.PRIVATE, cleanedFor());
      } else {
        Files.deleteIfExists(memory);
      }
      return surplus;
    }

    /** What the clean script depends on besides the mirror itself. */
    private String cleanedFor() {
      StringBuilder text = new StringBuilder();
      list.suites().forEach(suite -> text.append(suite.selection()).append('\n'));
      list.cleanPaths().forEach(path -> text.append("clean ").append(path).append('\n'));
      list.skipCleanPaths().forEach(path -> text.append("skip ").append(path).append('\n'));
      return text.append(list.settings().cleanScript()).append('\n').toString();
    }

    private SyncReport report(Surplus surplus) {
      return new SyncReport(
          status(),
          started,
          clock.instant(),
          run.downloadedBytes(),
          run.downloadedFiles(),
          run.unchangedFiles(),
          0,
          0,
          run.downloader.requests(),
          surplus.bytes(),
          surplus.files().size(),
          missingBytes(),
          plans.stream().mapToLong(plan -> plan.missing().count()).sum(),
          suites.stream().map(SuiteRun::report).toList(),
          run.failures());
    }

    private SyncReport.Status status() {
      if (run.failures().isEmpty() && suites.stream().noneMatch(SuiteRun::hasFailed)) {
        return SyncReport.Status.COMPLETE;
      }
      return suites.stream().allMatch(SuiteRun::hasFailed)
          ? SyncReport.Status.FAILED
          : SyncReport.Status.PARTIAL;
    }
  }
}
