package dev.pop.mirror.sync;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import dev.pop.core.PopException;
import dev.pop.core.io.ProcessLock;
import dev.pop.core.io.Workers;
import dev.pop.mirror.plan.OptionalIndices;
import dev.pop.mirror.plan.ReleaseTrust;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.MirrorOperation;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.report.VerifyReport.Status;
import dev.pop.mirror.report.VerifyReport.SuiteCheck;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.DiskFailure;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorLockedException;
import dev.pop.mirror.store.MirrorState;
import dev.pop.mirror.store.SuiteManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks a mirror against its own published indices: whether every file that they name is there
 * with the right size and, when asked, the right bytes. Indices themselves are always hashed.
 *
 * <p>What is found wrong is remembered in the mirror's state, so that the next sync mends it;
 * otherwise nothing is changed. A mirror whose state cannot be written is checked all the same.
 *
 * <p>{@link #call} throws a {@link PopException} if a run works on this mirror ({@link
 * MirrorLockedException}), or a file that is there cannot be read. Its report, as that of a cancel,
 * then tells of the archives that were checked whole; what is wrong with them is not remembered.
 */
public final class MirrorVerifier extends MirrorOperation<VerifyReport, MirrorVerifier> {
  private final MirrorList list;
  private final MirrorLayout layout;
  private int threads = Runtime.getRuntime().availableProcessors();
  private boolean deep;
  private boolean partOfRun;

  private MirrorVerifier(MirrorList list) {
    this.list = requireNonNull(list, "list");
    this.layout = MirrorLayout.of(list.settings());
  }

  /** A check of everything that the list names. */
  public static MirrorVerifier of(MirrorList list) {
    return new MirrorVerifier(list);
  }

  /** Whether every pool file is hashed; else only its size is looked at. */
  public MirrorVerifier deep(boolean deep) {
    this.deep = deep;
    return this;
  }

  /** How many files are looked at at a time; without this call, one for each processor. */
  public MirrorVerifier threads(int threads) {
    checkArgument(threads > 0, "threads: %s", threads);
    this.threads = threads;
    return this;
  }

  /** It belongs to a run that others see already. */
  MirrorVerifier partOfRun() {
    this.partOfRun = true;
    return this;
  }

  @Override
  protected VerifyReport work() throws PopException, IOException, InterruptedException {
    try (Workers workers = new Workers(threads, () -> {})) {
      if (!Files.isWritable(layout.varPath())) {
        MirrorEvents heard = counted();
        return check(workers, heard, false);
      }
      ProcessLock lock = lock();
      try (lock) {
        return partOfRun ? check(workers, events(), true) : watched(workers);
      }
    }
  }

  @Override
  protected PopException failure(IOException e) {
    return DiskFailure.writing(e);
  }

  private ProcessLock lock() throws IOException, MirrorLockedException {
    return ProcessLock.tryAcquire(layout.lock())
        .orElseThrow(() -> new MirrorLockedException(layout.lock()));
  }

  private VerifyReport watched(Workers workers) throws IOException, InterruptedException {
    RunWatch watch = new RunWatch(layout, "verify", clock(), this::cancel).countingIn(progress());
    MirrorEvents heard = MirrorEvents.all(watch.listener(), events());
    return watch.during(Stage.CHECK, events()::warning, () -> check(workers, heard, true));
  }

  private VerifyReport check(Workers workers, MirrorEvents heard, boolean remember)
      throws IOException, InterruptedException {
    MirrorState state = MirrorState.read(list.settings());
    return report(check(workers, heard, state), state, remember);
  }

  private List<ArchiveFindings> check(Workers workers, MirrorEvents heard, MirrorState state)
      throws IOException, InterruptedException {
    List<ArchiveFindings> checks = new ArrayList<>();
    ReleaseTrust trust = new ReleaseTrust(list.settings().keyrings(), clock(), heard::warning);
    OptionalIndices optional = OptionalIndices.of(list);
    for (Repository repository : list.repositories()) {
      checkInterrupt();
      checks.add(
          new IndexCheck(repository, layout.root(repository), state, trust, optional).call());
    }
    heard.stageStarted(
        Stage.CHECK,
        checks.stream().mapToLong(ArchiveFindings::poolCount).sum(),
        checks.stream().mapToLong(ArchiveFindings::poolBytes).sum());
    for (int i = 0; i < checks.size(); i++) {
      try {
        ArchiveFindings found = checks.get(i);
        new PoolCheck(found, layout.root(found.repository()), optional.ignored(), heard, deep)
            .call(workers);
      } catch (InterruptedException | IOException e) {
        tellOf(checks.subList(0, i), state);
        throw e;
      }
    }
    checkInterrupt();
    heard.stageFinished(Stage.CHECK);
    return checks;
  }

  /** Keeps what is known by now for whoever hears that the check broke off. */
  private void tellOf(List<ArchiveFindings> checked, MirrorState state) throws IOException {
    boolean interrupted = Thread.interrupted(); // which would close the files that are read now
    try {
      if (!checked.isEmpty()) {
        keep(report(checked, state, false));
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private VerifyReport report(List<ArchiveFindings> checks, MirrorState state, boolean remember)
      throws IOException {
    List<SuiteCheck> suites = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<String> corrupt = new ArrayList<>();
    for (ArchiveFindings check : checks) {
      String prefix = check.repository().diskPath() + "/";
      check.missing().forEach(path -> missing.add(prefix + path));
      check.corrupt().forEach(path -> corrupt.add(prefix + path));
      suites.addAll(check.suites());
      if (remember && check.isFaulty()) {
        for (Suite suite : check.repository().suites()) {
          state.forget(check.repository(), suite, check::isFaulty);
        }
      }
    }
    long total = checks.stream().mapToLong(ArchiveFindings::fileCount).sum();
    return new VerifyReport(
        status(suites),
        lastUpdate(state),
        checks.stream().mapToLong(ArchiveFindings::byteCount).sum(),
        total,
        checks.stream().mapToLong(ArchiveFindings::soundCount).sum(),
        missing,
        corrupt,
        suites);
  }

  private static Status status(List<SuiteCheck> suites) {
    if (suites.stream().allMatch(suite -> suite.status() == Status.AVAILABLE)) {
      return Status.AVAILABLE;
    }
    return suites.stream().allMatch(suite -> suite.status() == Status.NOT_AVAILABLE)
        ? Status.NOT_AVAILABLE
        : Status.DEGRADED;
  }

  private Optional<Instant> lastUpdate(MirrorState state) throws IOException {
    Optional<Instant> last = Optional.empty();
    for (Repository repository : list.repositories()) {
      for (Suite suite : repository.suites()) {
        Optional<Instant> published =
            state
                .manifest(repository, suite)
                .map(SuiteManifest::published)
                .or(() -> layout.published(repository, suite).placed());
        if (published.isPresent() && (last.isEmpty() || published.get().isAfter(last.get()))) {
          last = published;
        }
      }
    }
    return last;
  }
}
