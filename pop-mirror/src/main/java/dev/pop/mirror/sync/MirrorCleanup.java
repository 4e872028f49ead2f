package dev.pop.mirror.sync;

import static java.util.Objects.requireNonNull;

import dev.pop.core.PopException;
import dev.pop.core.io.ProcessLock;
import dev.pop.mirror.report.CleanupReport;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.MirrorOperation;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.repository.WipeGuard;
import dev.pop.mirror.store.DiskFailure;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorLockedException;
import dev.pop.mirror.store.MirrorState;
import dev.pop.mirror.store.MirrorStore;
import dev.pop.mirror.store.SuiteManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Frees what no kept generation names: the files of a {@link ObsoleteFiles}, then the directories
 * that are empty without them. It holds the mirror's lock and follows no symbolic link.
 *
 * <p>An archive is left alone when a suite of it was never published by this program, or when what
 * is published now is not what it published last: nobody knows then what that needs. So is one of
 * which more would go than the list's {@link WipeGuard} allows.
 *
 * <p>{@link #call} returns what was freed, and what could not be. It throws a {@link PopException}
 * if a run works on this mirror ({@link MirrorLockedException}), or the mirror cannot be read. What
 * was removed until a cancel is gone, and in the report of its exception.
 */
public final class MirrorCleanup extends MirrorOperation<CleanupReport, MirrorCleanup> {
  static final String UNFINISHED =
      "a sync was cut off, and what it fetched waits for the next one; run it";

  private final MirrorList list;
  private boolean dryRun;
  private boolean allowWipe;
  private boolean retired;

  private MirrorCleanup(MirrorList list) {
    this.list = requireNonNull(list, "list");
  }

  /** A clean-up of the archives that the list's {@code clean} lines name. */
  public static MirrorCleanup of(MirrorList list) {
    return new MirrorCleanup(list);
  }

  /** Whether nothing is removed, and nothing else written either. */
  public MirrorCleanup dryRun(boolean dryRun) {
    this.dryRun = dryRun;
    return this;
  }

  /** Whether the list's {@code wipe_size_ratio} and {@code wipe_count_ratio} are ignored. */
  public MirrorCleanup allowWipe(boolean allowWipe) {
    this.allowWipe = allowWipe;
    return this;
  }

  /**
   * Whether archives that the list no longer names are removed, and nothing else: what runs
   * published of them, whatever the list's {@code clean} lines say.
   */
  public MirrorCleanup retired(boolean retired) {
    this.retired = retired;
    return this;
  }

  @Override
  protected CleanupReport work() throws PopException, IOException, InterruptedException {
    if (!retired && list.cleanPaths().isEmpty()) {
      events().warning(list.origin() + " has no clean line, so nothing may be removed");
    }
    checkInterrupt();
    return dryRun ? look() : clean();
  }

  @Override
  protected PopException failure(IOException e) {
    return DiskFailure.writing(e);
  }

  /** Writes nothing, and keeps other runs away while it looks where there is a lock for it. */
  private CleanupReport look() throws IOException, MirrorLockedException {
    MirrorLayout layout = MirrorLayout.of(list.settings());
    MirrorState state = MirrorState.read(list.settings());
    if (!Files.exists(layout.lock())) {
      return find(layout, state);
    }
    ProcessLock lock =
        ProcessLock.tryAcquire(layout.lock())
            .orElseThrow(() -> new MirrorLockedException(layout.lock()));
    try {
      return find(layout, state);
    } finally {
      lock.close();
    }
  }

  private CleanupReport find(MirrorLayout layout, MirrorState state) throws IOException {
    ObsoleteFiles found = retired ? retired(layout, state).find() : obsoleteFiles(layout, state);
    return told(found).report();
  }

  private RetiredCleanup retired(MirrorLayout layout, MirrorState state) throws IOException {
    return new RetiredCleanup(list, layout, state, clock().instant());
  }

  private ObsoleteFiles obsoleteFiles(MirrorLayout layout, MirrorState state) throws IOException {
    WipeGuard guard = allowWipe ? new WipeGuard(0, 0) : list.settings().atEnd().wipeGuard();
    return ObsoleteFiles.find(list, layout, state, guard, unsure(layout, state), clock().instant());
  }

  private ObsoleteFiles told(ObsoleteFiles found) {
    found.skipped().forEach(events()::warning);
    return found;
  }

  private CleanupReport clean() throws IOException, MirrorLockedException, InterruptedException {
    try (MirrorStore store = MirrorStore.open(list.settings())) {
      RunWatch watch =
          new RunWatch(store.layout(), "cleanup", clock(), this::cancel).countingIn(progress());
      MirrorEvents heard = MirrorEvents.all(watch.listener(), events());
      return watch.during(
          Stage.CLEAN, events()::warning, () -> remove(store.layout(), store.state(), heard));
    }
  }

  private CleanupReport remove(MirrorLayout layout, MirrorState state, MirrorEvents heard)
      throws IOException, InterruptedException {
    Optional<RetiredCleanup> cleanup =
        retired ? Optional.of(retired(layout, state)) : Optional.empty();
    ObsoleteFiles surplus =
        told(cleanup.isPresent() ? cleanup.get().find() : obsoleteFiles(layout, state));
    checkInterrupt();
    ObsoleteFileRemover remover =
        new ObsoleteFileRemover(list, layout.mirrorPath().toRealPath(), heard);
    try {
      return cleanup.isPresent() ? cleanup.get().remove(surplus, remover) : remover.of(surplus);
    } catch (InterruptedException e) {
      keep(remover.report(surplus));
      throw e;
    }
  }

  private Map<Repository, String> unsure(MirrorLayout layout, MirrorState state)
      throws IOException {
    Map<Repository, String> reasons = new LinkedHashMap<>();
    for (Repository repository : list.repositories()) {
      for (Suite suite : repository.suites()) {
        Optional<SuiteManifest> manifest = state.manifest(repository, suite);
        if (manifest.isEmpty()) {
          reasons.put(repository, suite.name() + " was never published by PoP");
        } else if (!manifest.get().witness().isStillAt(layout.root(repository))) {
          reasons.put(repository, suite.name() + " was changed since the last sync; run another");
        }
      }
      if (state.isUnfinished(repository)) {
        reasons.put(repository, UNFINISHED);
      }
    }
    return reasons;
  }
}
