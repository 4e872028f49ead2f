package dev.pop.mirror.sync;

import com.google.common.math.LongMath;
import dev.pop.core.FailureKind;
import dev.pop.core.apt.Checksum;
import dev.pop.core.http.FetchException;
import dev.pop.core.http.FetchedFile;
import dev.pop.core.http.Pipeline;
import dev.pop.core.http.RemoteFile;
import dev.pop.core.io.ProcessorTime;
import dev.pop.core.io.Workers;
import dev.pop.mirror.plan.FetchContext;
import dev.pop.mirror.plan.FileOwners;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.SuiteIds;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteId;
import dev.pop.mirror.repository.Archive;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorStore;
import dev.pop.mirror.store.Staging;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Brings the pool files that plans lack. A new file takes its place as soon as it is verified; one
 * that replaces another is one of the {@link WaitingFiles}.
 */
final class PoolFetcher {
  private final MirrorList list;
  private final FetchContext context;
  private final MirrorStore store;
  private final WaitingFiles waiting;

  /** A pool file of one of the plans. */
  private record Wanted(MirrorPlan plan, FileOwners owners, int id) {
    String path() {
      return plan.files().path(id);
    }

    long size() {
      return plan.files().size(id);
    }

    Checksum checksum() {
      return plan.files().checksum(id);
    }

    SuiteId suite() {
      return owners.of(id);
    }

    Archive archive() {
      return plan.repository().archive();
    }
  }

  /** Hears that what could be had of an archive is there, on the thread that fetches. */
  @FunctionalInterface
  interface Fetched {
    /** All files of the plan were fetched, or have failed. */
    void all(MirrorPlan plan) throws IOException, InterruptedException;
  }

  /** Files that upstream had no more, or other than listed. */
  private final Map<MirrorPlan, Map<Integer, Failure>> upstreamChanged = new ConcurrentHashMap<>();

  /** Files of earlier runs that have other bytes than was remembered, by archive. */
  private final Map<Repository, Set<String>> damaged = new ConcurrentHashMap<>();

  private final ArchiveBreaker breaker = new ArchiveBreaker();

  /** Files of plans that are neither fetched nor failed. */
  private final Map<MirrorPlan, AtomicInteger> left = new ConcurrentHashMap<>();

  private final BlockingQueue<Workers.Turn> turns = new LinkedBlockingQueue<>();

  /** Held by those who take a file from its place; by nobody else while places change. */
  private final ReadWriteLock places = new ReentrantReadWriteLock();

  private Optional<ContentIndex> elsewhere = Optional.empty();

  PoolFetcher(MirrorList list, FetchContext context, MirrorStore store, WaitingFiles waiting) {
    this.list = list;
    this.context = context;
    this.store = store;
    this.waiting = waiting;
  }

  /**
   * Brings what is missing: security updates first, then large files first, so that the end is not
   * one long download.
   *
   * @param fetched hears of each plan while files of others may still come
   */
  void fetchMissing(List<MirrorPlan> plans, Fetched fetched)
      throws IOException, InterruptedException {
    List<Wanted> missing = new ArrayList<>();
    Map<MirrorPlan, BitSet> urgent = new HashMap<>();
    for (MirrorPlan plan : plans) {
      FileOwners owners = FileOwners.of(plan);
      plan.missing().forEach(id -> missing.add(new Wanted(plan, owners, id)));
      urgent.put(plan, urgent(plan));
      left.put(plan, new AtomicInteger(Math.toIntExact(plan.missing().count())));
    }
    missing.sort(
        Comparator.<Wanted, Boolean>comparing(
                file -> !urgent.getOrDefault(file.plan, new BitSet()).get(file.id))
            .thenComparing(Comparator.comparingLong(Wanted::size).reversed()));
    context
        .events()
        .stageStarted(
            Stage.ARCHIVE,
            missing.size(),
            missing.stream().mapToLong(Wanted::size).reduce(0, LongMath::saturatedAdd));
    ContentIndex index = index(missing);
    elsewhere = Optional.of(index);
    int threads = list.settings().threads();
    FetchQueue<Wanted> queue =
        new FetchQueue<>(
            missing,
            file -> file.archive().address(),
            threads,
            new FetchQueue.Load(
                System::nanoTime,
                ProcessorTime::nanos,
                Runtime.getRuntime().availableProcessors()));
    context
        .workers()
        .forEach(Math.min(threads, missing.size()), i -> work(queue, index, fetched), turns);
    elsewhere = Optional.empty();
    forgetDamaged();
    context.events().stageFinished(Stage.ARCHIVE);
  }

  private static BitSet urgent(MirrorPlan plan) {
    BitSet ids = new BitSet();
    plan.suites().stream()
        .filter(suite -> suite.suite().isSecurity())
        .flatMapToInt(SuitePlan::files)
        .forEach(ids::set);
    return ids;
  }

  /** What the mirror holds already of what is missing. */
  private ContentIndex index(List<Wanted> missing) throws IOException {
    ContentIndex index =
        new ContentIndex(missing.size(), i -> missing.get(i).checksum(), this::foundDamaged);
    if (!missing.isEmpty()) {
      for (Repository repository : list.repositories()) {
        index.lookAmong(repository, store.root(repository), store.state().knownFiles(repository));
      }
    }
    return index;
  }

  /** What one thread does. */
  private void work(FetchQueue<Wanted> queue, ContentIndex index, Fetched fetched)
      throws IOException, InterruptedException {
    for (Optional<FetchQueue<Wanted>.Share> share = queue.take();
        share.isPresent();
        share = queue.take()) {
      try (Pipeline pipeline = context.pipeline()) {
        fetchAll(share.get(), pipeline, index, fetched);
      }
      share.get().leave();
    }
  }

  /** Fetches files of an archive until none is left; while one comes, the next are asked for. */
  private void fetchAll(
      FetchQueue<Wanted>.Share share, Pipeline pipeline, ContentIndex index, Fetched fetched)
      throws IOException, InterruptedException {
    Deque<Wanted> ahead = new ArrayDeque<>();
    long bytes = 0;
    while (true) {
      while (pipeline.takesMore(ahead.size(), bytes)) {
        Optional<Wanted> next = share.next(ahead.size());
        if (next.isEmpty()) {
          break;
        }
        if (index.find(next.get().checksum()).isEmpty()) {
          pipeline.announce(
              remote(next.get()), store.mirrorStaging().partials(), place(next.get()));
        }
        ahead.add(next.get());
        bytes += next.get().size();
      }
      Wanted file = ahead.poll();
      if (file == null) {
        return;
      }
      bytes -= file.size();
      try {
        bring(file, index, pipeline);
      } catch (RuntimeException e) {
        String url = file.archive().location() + "/" + file.path();
        context.failed(
            Stage.ARCHIVE, file.suite(), url, FailureKind.INTERNAL, FetchContext.fault(e));
      }
      if (Objects.requireNonNull(left.get(file.plan)).decrementAndGet() == 0) {
        turns.add(() -> fetched.all(file.plan));
      }
    }
  }

  private void bring(Wanted file, ContentIndex index, Pipeline pipeline)
      throws IOException, InterruptedException {
    Optional<Path> linked = link(file, index);
    if (linked.isPresent()) {
      settle(file, linked.get());
      arrived(file);
      context.held(Stage.ARCHIVE, file.suite(), file.path(), file.size());
    } else if (!breaker.isStopped(file.archive().address())) {
      fetch(file, pipeline).ifPresent(place -> index.add(file.checksum(), place, file.size()));
    }
  }

  /** A link to a file with the same bytes that is there already. */
  private Optional<Path> link(Wanted file, ContentIndex index)
      throws IOException, InterruptedException {
    places.readLock().lock();
    try {
      Optional<Path> held = index.find(file.checksum());
      if (held.isEmpty()) {
        return held;
      }
      Path staged = store.mirrorStaging().newFile();
      store.mirrorStaging().linkTo(held.get(), staged);
      return Optional.of(staged);
    } finally {
      places.readLock().unlock();
    }
  }

  /** Returns where the file lies now; empty when it could not be had. */
  private Optional<Path> fetch(Wanted file, Pipeline pipeline)
      throws IOException, InterruptedException {
    RemoteFile remote = remote(file);
    try {
      FetchedFile fetched =
          context
              .fetching(Stage.ARCHIVE, file.suite(), remote.path())
              .fetch(remote, store.mirrorStaging().partials(), place(file), pipeline);
      breaker.succeeded(file.archive().address());
      Path staged = fetched.file();
      Staging.setModified(staged, fetched.lastModified());
      Path settled = settle(file, staged);
      arrived(file);
      context.downloaded(Stage.ARCHIVE, file.suite(), remote.path(), fetched);
      return Optional.of(settled);
    } catch (FetchException e) {
      if (concernsThisFileAlone(e) && mayBeMissing(file.plan, file.id)) {
        context
            .events()
            .warning("ignored because of ignore_errors: " + e.url() + ": " + e.reason());
        return Optional.empty();
      }
      breaker
          .failed(file.archive().address(), e)
          .map(reason -> context.failed(Stage.ARCHIVE, file.suite(), e.url(), e.kind(), reason))
          .filter(failure -> e.isOtherThanListed())
          .ifPresent(
              failure ->
                  upstreamChanged
                      .computeIfAbsent(file.plan, plan -> new ConcurrentHashMap<>())
                      .put(file.id, failure));
      return Optional.empty();
    }
  }

  private static RemoteFile remote(Wanted file) {
    return RemoteFile.exactly(
        file.archive().upstreams(), file.path(), file.size(), file.checksum());
  }

  /** What the file is for. */
  private static String place(Wanted file) {
    return file.plan.repository().diskPath() + "/" + file.path();
  }

  /**
   * Brings a verified file to its place, or lets it wait for its suite when something stands there.
   *
   * @return where it lies now
   */
  private Path settle(Wanted file, Path staged) throws IOException {
    Path target = store.root(file.plan.repository()).resolve(file.path());
    if (file.plan.isKnownAbsent(file.id) || !Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      try {
        store.mirrorStaging().moveTo(staged, target);
        return target;
      } catch (FileSystemException e) {
        if (Thread.currentThread().isInterrupted() || !Files.exists(staged)) {
          throw e;
        }
        // A file may stand where a directory must be: it stays until its suite is published.
      }
    }
    waiting.add(file.plan, file.id, staged);
    return staged;
  }

  private static void arrived(Wanted file) {
    synchronized (file.plan) {
      file.plan.arrived(file.id);
    }
  }

  private static boolean concernsThisFileAlone(FetchException e) {
    return e.isOtherThanListed()
        || e.fault() == FetchException.Fault.MISSING
        || e.fault() == FetchException.Fault.FORBIDDEN;
  }

  private void foundDamaged(Repository repository, String path) {
    damaged.computeIfAbsent(repository, it -> ConcurrentHashMap.newKeySet()).add(path);
    context.failed(
        Stage.ARCHIVE,
        SuiteIds.of(repository.archive()),
        store.root(repository).resolve(path).toString(),
        FailureKind.DAMAGED,
        "has other content than when it was verified; the next sync mends it");
  }

  /**
   * Corrects what is remembered of files that turned out to be damaged, so that they are mended.
   */
  private void forgetDamaged() throws IOException {
    for (Map.Entry<Repository, Set<String>> archive : damaged.entrySet()) {
      for (Suite suite : archive.getKey().suites()) {
        store.state().forget(archive.getKey(), suite, archive.getValue()::contains);
      }
    }
  }

  /** Whether the list says that the file may be missing. */
  boolean mayBeMissing(MirrorPlan plan, int id) {
    return list.ignoredErrors().contains(plan.repository(), plan.files().path(id));
  }

  /** What of a suite's files upstream had no more, or other than listed. */
  List<Failure> upstreamChanges(MirrorPlan plan, SuitePlan suite) {
    Map<Integer, Failure> failures = upstreamChanged.getOrDefault(plan, Map.of());
    return suite
        .files()
        .filter(failures::containsKey)
        .mapToObj(failures::get)
        .flatMap(Stream::ofNullable)
        .toList();
  }

  /**
   * Keeps everybody from taking files from their places while some of an archive get other bytes,
   * and from those places for good.
   *
   * @param changes whether a place is one of them
   * @return what is to be unlocked when they have them
   */
  Lock exclude(Repository repository, Predicate<Path> changes) {
    places.writeLock().lock();
    elsewhere.ifPresent(index -> index.forget(store.root(repository), changes));
    return places.writeLock();
  }
}
