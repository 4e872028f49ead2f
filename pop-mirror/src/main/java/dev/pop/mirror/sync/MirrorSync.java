package dev.pop.mirror.sync;

import static java.util.Objects.requireNonNull;

import com.google.common.math.LongMath;
import dev.pop.core.FailureKind;
import dev.pop.core.PopException;
import dev.pop.core.http.Downloader;
import dev.pop.core.io.DiskSpace;
import dev.pop.core.io.Workers;
import dev.pop.mirror.plan.FetchContext;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.PromptReleases;
import dev.pop.mirror.plan.ReleaseFetcher;
import dev.pop.mirror.plan.ReleaseTrust;
import dev.pop.mirror.plan.SuiteFetch;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.MirrorOperation;
import dev.pop.mirror.report.Removable;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.DiskFailure;
import dev.pop.mirror.store.KnownMirrors;
import dev.pop.mirror.store.MirrorStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Brings a mirror up to date: fetches what its list's suites have and it lacks, and publishes each
 * suite that is complete and verified. A suite of which anything is missing keeps its previous
 * generation, and the others go on.
 *
 * <p>{@link #call} returns what was done; a status other than {@code COMPLETE} means that something
 * could not be had. It throws a {@link PopException}, with the report of what was done, where the
 * run cannot go on: another run holds the lock ({@link
 * dev.pop.mirror.store.MirrorLockedException}), the missing files do not fit ({@link
 * DiskTooSmallException}; no pool file was fetched), the disk cannot be written, or the mirror
 * vanished as a whole. In every case, also of a cancel, what was published stays published.
 */
public final class MirrorSync extends MirrorOperation<SyncReport, MirrorSync> {
  /** How often a run follows an upstream that changes while it is being read. */
  private static final int MAX_ROUNDS = 5;

  /** As long as no user would call a delay, and several times what a request takes from afar. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final MirrorList list;
  private SyncReport.Kind kind = SyncReport.Kind.FULL;
  private Predicate<Suite> only = suite -> true;
  private boolean allowOlder;
  private boolean rebuild;
  private Optional<KnownMirrors> known = Optional.empty();
  private Consumer<SyncReport> afterPublication = report -> {};
  private DiskSpace.Probe space = DiskSpace::of;
  private Duration grace = GRACE;

  private MirrorSync(MirrorList list) {
    this.list = requireNonNull(list, "list");
  }

  /** A run for the whole list. */
  public static MirrorSync of(MirrorList list) {
    return new MirrorSync(list);
  }

  /**
   * How much of the work is done; without this call, all of it.
   *
   * @throws IllegalArgumentException if it is {@link SyncReport.Kind#APT_MIRROR}, which is what
   *     {@link AptMirrorEngine} does
   */
  public MirrorSync kind(SyncReport.Kind kind) {
    if (kind == SyncReport.Kind.APT_MIRROR) {
      throw new IllegalArgumentException("the Perl program is run by AptMirrorEngine");
    }
    this.kind = requireNonNull(kind, "kind");
    return this;
  }

  /**
   * Leaves out the suites that {@code only} does not accept; they stay as they are. A run that has
   * none left fails.
   */
  public MirrorSync only(Predicate<Suite> only) {
    this.only = requireNonNull(only, "only");
    return this;
  }

  /** Lets a Release replace the published one though it is older, whatever the list says. */
  public MirrorSync allowOlder(boolean allowOlder) {
    this.allowOlder = allowOlder;
    return this;
  }

  /** Fetches a mirror anew that vanished as a whole, whatever the list says. */
  public MirrorSync rebuild(boolean rebuild) {
    this.rebuild = rebuild;
    return this;
  }

  /**
   * Remembers in {@code file} that a mirror was published here, so that its absence is noticed.
   *
   * @param file see {@link dev.pop.core.PopPaths#knownMirrors}
   */
  public MirrorSync knownMirrors(Path file) {
    this.known = Optional.of(new KnownMirrors(requireNonNull(file, "file")));
    return this;
  }

  /**
   * Calls {@code hook} with the run's report if the run published anything, also when it broke off
   * afterwards: on this thread, after the mirror's lock was released, so that it may take its time
   * or begin another operation. What it throws becomes a warning of the result, or a suppressed
   * exception of the run's own.
   */
  public MirrorSync afterPublication(Consumer<SyncReport> hook) {
    this.afterPublication = requireNonNull(hook, "hook");
    return this;
  }

  /** For tests. */
  MirrorSync space(DiskSpace.Probe other) {
    this.space = other;
    return this;
  }

  /** For tests. */
  MirrorSync grace(Duration other) {
    this.grace = other;
    return this;
  }

  @Override
  protected SyncReport work() throws PopException, IOException, InterruptedException {
    PublicationHook hook = new PublicationHook(afterPublication);
    SyncReport report;
    try {
      report = run(hook);
    } catch (PopException | IOException | InterruptedException | RuntimeException | Error e) {
      hook.afterFailure(e);
      throw e;
    }
    return hook.after(report);
  }

  private SyncReport run(MirrorEvents hook) throws PopException, IOException, InterruptedException {
    Instant started = clock().instant();
    int threads = list.settings().threads();
    if (list.suites().stream().noneMatch(only)) {
      throw new PopException(
          FailureKind.WRONG_SUITE, "no suite of " + list.origin() + " is chosen");
    }
    refuseVanished();
    try (MirrorStore store = MirrorStore.open(list.settings());
        Downloader downloader = Downloader.create(threads, list.settings().transport());
        Workers workers = new Workers(threads, downloader::cancel);
        Workers askers = new Workers(threads, downloader::cancel)) {
      RunWatch watch =
          new RunWatch(
                  store.layout(),
                  kind.name().toLowerCase(Locale.ROOT),
                  clock(),
                  steering(downloader))
              .countingIn(progress());
      FetchContext context =
          new FetchContext(
              downloader, workers, MirrorEvents.all(watch.listener(), events(), hook), clock());
      RunRecord record =
          RunRecord.begin(
              store.layout(),
              new MetricsFile(list, context.events()::warning),
              context.events(),
              watch,
              started);
      list.warnings().forEach(warning -> context.events().warning(warning.toString()));
      VarSecrets.closeLeft(store.layout(), context.events());
      Run run = new Run(context, askers, store, record);
      return record.during(run::go, run::rest);
    }
  }

  private void refuseVanished() throws PopException {
    if (!rebuild && !list.settings().rebuild()) {
      try {
        VanishedMirror.refuse(list.settings(), known);
      } catch (IOException e) {
        throw DiskFailure.reading(e);
      }
    }
  }

  private RunWatch.Steering steering(Downloader downloader) {
    return new RunWatch.Steering() {
      @Override
      public OptionalLong limitOfList() {
        return OptionalLong.of(list.settings().transport().rates().total());
      }

      @Override
      public void limit(long bytesPerSecond) {
        downloader.limitRate(bytesPerSecond);
      }

      @Override
      public void pause(boolean stop) {
        downloader.pause(stop);
      }

      @Override
      public void cancel() {
        MirrorSync.this.cancel();
      }
    };
  }

  @Override
  protected PopException failure(IOException e) {
    return DiskFailure.writing(e);
  }

  /** The way of one run. */
  private final class Run {
    private final FetchContext context;
    private final MirrorStore store;
    private final RunRecord record;
    private final ReleaseTrust trust;
    private final ReleaseFetcher fetcher;
    private final PromptReleases releases;
    private final List<SuiteRun> suites = new ArrayList<>();

    /** The last plan of each archive. */
    private final Map<Repository, MirrorPlan> plans = new LinkedHashMap<>();

    private long rescuedFiles;

    Run(FetchContext context, Workers askers, MirrorStore store, RunRecord record) {
      this.context = context;
      this.store = store;
      this.record = record;
      this.trust = new ReleaseTrust(list.settings().keyrings(), clock(), context.events()::warning);
      this.fetcher = new ReleaseFetcher(context, store.indexCache(), trust);
      this.releases = new PromptReleases(context, fetcher, askers, grace);
    }

    SyncReport go() throws IOException, PopException, InterruptedException {
      openSuites();
      rounds();
      store.state().finished(whole());
      judgeOldScript();
      suites.forEach(suite -> context.events().suiteDone(suite.report(context.tally())));
      if (known.isPresent() && suites.stream().anyMatch(SuiteRun::isPublished)) {
        known.get().add(store.layout().mirrorPath());
      }
      Removable removable = end();
      SyncReport report =
          report(
              status(),
              removable,
              suites.stream().map(suite -> suite.report(context.tally())).toList(),
              Optional.empty());
      if (report.status() == SyncReport.Status.COMPLETE && isWhole()) {
        store.dropPartials();
      }
      return report;
    }

    private void openSuites() throws IOException {
      PresenceCheck presence =
          new PresenceCheck(
              store, context.events(), list.settings().watch().presence(), clock().instant());
      presence.takeOverFaults(list.repositories());
      for (Repository repository : list.repositories()) {
        for (Suite suite : repository.suites()) {
          if (only.test(suite)) {
            presence.look(repository, suite);
            suites.add(SuiteRun.open(store, trust, repository, suite));
          }
        }
      }
    }

    /** Archives that do not answer at once come after the others, which must not wait for them. */
    private void rounds() throws IOException, PopException, InterruptedException {
      for (List<SuiteRun> late = List.copyOf(suites); !late.isEmpty(); ) {
        boolean all = late.size() == suites.size();
        SyncRound first = round(late, all ? SyncRound.Pass.FIRST : SyncRound.Pass.LATE);
        List<SuiteRun> again = again(first.suites());
        for (int n = 2; !again.isEmpty() && n <= MAX_ROUNDS; n++) {
          SyncRound next = round(again, SyncRound.Pass.AGAIN);
          takeOver(next.suites());
          again = again(next.suites());
        }
        late = first.late();
      }
    }

    private SyncRound round(List<SuiteRun> now, SyncRound.Pass pass)
        throws IOException, PopException, InterruptedException {
      boolean older = allowOlder || list.settings().allowOlderRelease();
      SyncRound round = new SyncRound(list, context, store, clock(), kind, older, space, now);
      round.go(pass, pass == SyncRound.Pass.AGAIN ? fetcher::fetchAll : releases::fetch);
      round.plans().forEach(plan -> plans.put(plan.repository(), plan));
      return round;
    }

    private List<SuiteRun> again(List<SuiteRun> tried) {
      return tried.stream()
          .filter(suite -> kind == SyncReport.Kind.FULL && suite.fetch().isUpstreamChanged())
          .map(this::again)
          .toList();
    }

    private SuiteRun again(SuiteRun suite) {
      return suite.again(store.layout().skeleton(suite.repository()));
    }

    /** Lets suites of which upstream has a newer generation take the place of what was tried. */
    private void takeOver(List<SuiteRun> tried) {
      for (SuiteRun next : tried) {
        if (next.fetch().releases().isPresent()) {
          int place = suites.indexOf(next.before().orElseThrow());
          SuiteRun before = suites.set(place, next);
          Set<Failure> others =
              suites.stream()
                  .flatMap(suite -> suite.fetch().upstreamChanges().stream())
                  .collect(Collectors.toSet());
          context.forget(
              before.fetch().upstreamChanges().stream().filter(f -> !others.contains(f)).toList());
        }
      }
    }

    /** The archives of which every suite was in the run. */
    private List<Repository> whole() {
      return kind == SyncReport.Kind.FULL
          ? list.repositories().stream()
              .filter(repository -> repository.suites().stream().allMatch(only))
              .toList()
          : List.of();
    }

    /** Tells what the clean script that came with an adopted mirror would have done to it. */
    private void judgeOldScript() throws IOException {
      if (kind != SyncReport.Kind.DRY_RUN && context.tally().adoptedFiles() > 0) {
        rescuedFiles =
            ForeignCleanScript.countNeeded(list, store, clock().instant(), context.events());
      }
    }

    private Removable end() throws IOException, InterruptedException {
      List<SuiteFetch> ended = suites.stream().map(SuiteRun::fetch).toList();
      return kind == SyncReport.Kind.DRY_RUN
          ? Removable.NOTHING
          : new PostSyncTasks(list, store, context, ended).call(clock().instant());
    }

    private SyncReport.Status status() {
      long failed = suites.stream().filter(suite -> suite.fetch().hasFailed()).count();
      if (failed == 0 && context.failures().isEmpty()) {
        return SyncReport.Status.COMPLETE;
      }
      return failed == suites.size() ? SyncReport.Status.FAILED : SyncReport.Status.PARTIAL;
    }

    /** Whether the run was for everything that the list names. */
    private boolean isWhole() {
      return whole().size() == list.repositories().size();
    }

    /** What was done until it broke off. */
    SyncReport rest(SyncReport.Status status, FailureKind kind, String error) {
      SyncReport rest =
          report(
              status,
              Removable.NOTHING,
              suites.stream().map(suite -> suite.brokenOff(context.tally(), kind, error)).toList(),
              Optional.of(error));
      keep(rest);
      return rest;
    }

    private SyncReport report(
        SyncReport.Status status,
        Removable removable,
        List<SuiteReport> suiteReports,
        Optional<String> error) {
      return SyncReport.builder(record.run(), kind, record.started())
          .traffic(context.tally().whole())
          .unchangedFiles(context.unchangedFiles())
          .rescuedFiles(rescuedFiles)
          .removable(removable)
          .pending(
              plans.values().stream().mapToLong(plan -> plan.missing().count()).sum(),
              plans.values().stream()
                  .mapToLong(MirrorPlan::missingBytes)
                  .reduce(0, LongMath::saturatedAdd))
          .repositories(suiteReports)
          .archives(context.tally().archives())
          .failures(context.failures())
          .error(error)
          .build(status, clock().instant());
    }
  }
}
