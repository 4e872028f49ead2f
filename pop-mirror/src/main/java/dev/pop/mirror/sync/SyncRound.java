package dev.pop.mirror.sync;

import com.google.common.math.LongMath;
import dev.pop.core.FailureKind;
import dev.pop.core.PopException;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.http.Validators;
import dev.pop.core.io.ByteSize;
import dev.pop.core.io.DiskSpace;
import dev.pop.mirror.plan.FetchContext;
import dev.pop.mirror.plan.IndexFetcher;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.OptionalIndices;
import dev.pop.mirror.plan.ReservedPaths;
import dev.pop.mirror.plan.SuiteFetch;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.plan.UnverifiedFiles;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.store.MirrorStore;
import dev.pop.mirror.store.SpaceNeeds;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One way through the suites: from their Releases to publishing what could be had. What upstream
 * changed meanwhile is left for another round.
 */
final class SyncRound {
  private final MirrorList list;
  private final FetchContext context;
  private final MirrorStore store;
  private final Clock clock;
  private final SyncReport.Kind kind;
  private final boolean allowOlder;
  private final DiskSpace.Probe space;
  private List<SuiteRun> suites;
  private List<SuiteRun> late = List.of();
  private final List<MirrorPlan> plans = new ArrayList<>();
  private final WaitingFiles waiting;
  private final PoolFetcher pool;

  SyncRound(
      MirrorList list,
      FetchContext context,
      MirrorStore store,
      Clock clock,
      SyncReport.Kind kind,
      boolean allowOlder,
      DiskSpace.Probe space,
      List<SuiteRun> suites) {
    this.list = list;
    this.context = context;
    this.store = store;
    this.clock = clock;
    this.kind = kind;
    this.allowOlder = allowOlder;
    this.space = space;
    this.suites = suites;
    this.waiting = new WaitingFiles(store);
    this.pool = new PoolFetcher(list, context, store, waiting);
  }

  /** What a way through the suites is to the run. */
  enum Pass {
    /** The first, with all of them. */
    FIRST,
    /** The first of those that such a pass has left. */
    LATE,
    /** Another, of suites that upstream has changed meanwhile. */
    AGAIN
  }

  /** Fetches the signed files of suites. */
  @FunctionalInterface
  interface Releases {
    /** Returns those that are done; archives that do not answer may be left. */
    List<SuiteFetch> fetch(List<SuiteFetch> suites) throws IOException, InterruptedException;
  }

  /** Those that it went through. */
  List<SuiteRun> suites() {
    return suites;
  }

  /** Those that are left for another pass. */
  List<SuiteRun> late() {
    return late;
  }

  /** One plan for each archive of which a suite has something new. */
  List<MirrorPlan> plans() {
    return plans;
  }

  /** Does it. */
  void go(Pass pass, Releases releases) throws IOException, PopException, InterruptedException {
    fetchReleases(releases);
    boolean open = suites.stream().anyMatch(suite -> suite.fetch().isOpen());
    if (open) {
      fetchIndices();
      makePlans();
      UnverifiedFiles.verify(plans, context, list.settings().adoptBySize(), store::root);
    }
    if (pass != Pass.AGAIN) { // files that are there were there before the run
      rememberServers();
      suites.stream()
          .filter(suite -> suite.fetch().isUnchanged())
          .forEach(suite -> context.unchanged(suite.publishedFiles()));
      listNew(pass);
      plans.forEach(plan -> context.unchanged(plan.wanted().filter(plan::isHeld).count()));
    }
    if (open) {
      fetchAndPublish(pass);
    }
  }

  /** So that the next run asks a new address whether anything has changed since. */
  private void rememberServers() throws IOException {
    for (SuiteRun suite : suites) {
      Optional<Validators> given = suite.newServer();
      if (given.isPresent()) {
        store.state().remember(suite.repository(), suite.fetch().suite(), given.get());
      }
    }
  }

  private List<SuiteFetch> fetches() {
    return suites.stream().map(SuiteRun::fetch).toList();
  }

  private void fetchReleases(Releases releases) throws IOException, InterruptedException {
    Set<SuiteFetch> done = new HashSet<>(releases.fetch(fetches()));
    late = suites.stream().filter(suite -> !done.contains(suite.fetch())).toList();
    suites = suites.stream().filter(suite -> done.contains(suite.fetch())).toList();
    ReleaseAge age = new ReleaseAge(context);
    ReleaseIdentity identity = new ReleaseIdentity(context);
    for (SuiteRun suite : suites) {
      if (suite.fetch().releases().isPresent()) {
        Optional<ReleaseFile> published = published(suite);
        if (!allowOlder && published.isPresent()) {
          age.check(suite.fetch(), published.get());
        }
        if (!store.state().accepted().isReleaseInfo(suite.repository(), suite.fetch().suite())) {
          identity.check(suite.fetch(), published);
        }
      }
    }
  }

  /** What the published Release says; one that cannot be read is as good as none. */
  private Optional<ReleaseFile> published(SuiteRun suite) throws IOException {
    return store.layout().published(suite.repository(), suite.fetch().suite()).readableRelease();
  }

  private void fetchIndices() throws IOException, InterruptedException {
    new IndexFetcher(
            context, store.indexCache(), OptionalIndices.of(list), IndexFetcher.Extent.MIRRORED)
        .fetchAll(fetches());
  }

  private void makePlans() throws IOException, InterruptedException {
    ConflictRun conflicts = new ConflictRun(list, context, store, kind);
    for (Repository repository : list.repositories()) {
      MirrorPlan plan = new MirrorPlan(repository, reserved(repository), list.settings().limits());
      List<SuiteRun> mine =
          suites.stream().filter(suite -> suite.repository().equals(repository)).toList();
      Map<SuiteFetch, SuitePlan> planned =
          plan.addAll(mine.stream().map(SuiteRun::fetch).toList(), context);
      mine.forEach(suite -> suite.setPlan(Optional.ofNullable(planned.get(suite.fetch()))));
      conflicts.settle(plan, planned);
      if (!plan.suites().isEmpty()) {
        plan.compareWith(store.root(repository), store.state().knownFiles(repository));
        plans.add(plan);
      }
    }
  }

  private ReservedPaths reserved(Repository repository) {
    return ReservedPaths.of(repository, list.repositories(), store.root(repository));
  }

  private void listNew(Pass pass) throws IOException {
    if (list.settings().atEnd().fileLists() && kind != SyncReport.Kind.DRY_RUN) {
      new FileLists(list, store, context.events()).writeNew(plans, pass == Pass.LATE);
    }
  }

  /** An archive that has everything is published while files of others still come. */
  private void fetchAndPublish(Pass pass) throws IOException, PopException, InterruptedException {
    PublishStage stage = new PublishStage(context, store, pool, waiting, clock, kind);
    List<MirrorPlan> last = new ArrayList<>(plans);
    if (kind == SyncReport.Kind.FULL) {
      List<MirrorPlan> lacking =
          plans.stream().filter(plan -> plan.missing().findAny().isPresent()).toList();
      List<MirrorPlan> fetched = fitting(lacking, pass == Pass.FIRST && late.isEmpty());
      store.state().begun(fetched.stream().map(MirrorPlan::repository).toList());
      if (!fetched.isEmpty()) {
        last.retainAll(lacking);
        stage.publishEarly(plans.stream().filter(plan -> !lacking.contains(plan)).toList(), suites);
      }
      Set<MirrorPlan> awaited = new HashSet<>(fetched);
      pool.fetchMissing(
          fetched,
          plan -> {
            awaited.remove(plan);
            if (!awaited.isEmpty()) {
              last.remove(plan);
              stage.publishEarly(List.of(plan), suites);
            }
          });
    }
    stage.publish(last, suites);
  }

  /**
   * The archives whose missing files fit the disk, one after the other, those with security updates
   * first. The others are named.
   *
   * @param all whether these are all that the run fetches
   * @throws DiskTooSmallException if none of all does
   */
  private List<MirrorPlan> fitting(List<MirrorPlan> lacking, boolean all)
      throws IOException, PopException {
    DiskSpace disk = space.of(store.layout().mirrorPath());
    SpaceNeeds needs = SpaceNeeds.withoutIndices(store.layout(), disk);
    long free = disk.availableBytes();
    long needed = 0;
    for (MirrorPlan plan : plans) {
      if (!lacking.contains(plan)) { // it will be published in any case
        long bytes = needs.of(plan, renewed(plan));
        needed = LongMath.saturatedAdd(needed, bytes);
        free -= Math.min(bytes, free);
      }
    }
    List<MirrorPlan> fitting = new ArrayList<>();
    Map<MirrorPlan, Long> tooLarge = new LinkedHashMap<>();
    List<MirrorPlan> urgentFirst =
        lacking.stream().sorted(Comparator.comparing(plan -> !isUrgent(plan))).toList();
    for (MirrorPlan plan : urgentFirst) {
      long bytes = needs.of(plan, renewed(plan));
      needed = LongMath.saturatedAdd(needed, bytes);
      if (bytes <= free) {
        free -= bytes;
        fitting.add(plan);
      } else {
        tooLarge.put(plan, bytes);
      }
    }
    if (all && !lacking.isEmpty() && fitting.isEmpty()) {
      throw new DiskTooSmallException(store.layout().mirrorPath(), needed, disk.availableBytes());
    }
    for (Map.Entry<MirrorPlan, Long> each : tooLarge.entrySet()) {
      SuitePlan first = each.getKey().suites().get(0);
      context.failed(
          Stage.ARCHIVE,
          first.id(),
          first.suite().archive().location(),
          FailureKind.DISK_TOO_SMALL,
          "not enough disk space: "
              + ByteSize.iec(each.getValue())
              + " needed, "
              + ByteSize.iec(free)
              + " free");
    }
    return fitting;
  }

  private static boolean isUrgent(MirrorPlan plan) {
    return plan.suites().stream().anyMatch(suite -> suite.suite().isSecurity());
  }

  /** The suites of a plan, all of which get a new generation. */
  private List<SuiteFetch> renewed(MirrorPlan plan) {
    return suites.stream()
        .filter(suite -> suite.plan().filter(plan.suites()::contains).isPresent())
        .map(SuiteRun::fetch)
        .toList();
  }
}
