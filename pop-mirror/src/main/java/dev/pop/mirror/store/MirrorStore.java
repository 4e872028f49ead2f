package dev.pop.mirror.store;

import dev.pop.core.Internal;
import dev.pop.core.io.AtomicFile;
import dev.pop.core.io.FileSystemSync;
import dev.pop.core.io.PrivateDirectory;
import dev.pop.core.io.ProcessLock;
import dev.pop.core.io.WorldReadableFiles;
import dev.pop.mirror.plan.IndexCache;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.repository.MirrorSettings;
import dev.pop.mirror.repository.Repository;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A mirror on disk, opened for one run, which holds its lock until it is closed.
 *
 * <p>Staging is safe for use by several threads; everything else is for the thread that opened it.
 */
@Internal
public final class MirrorStore implements Closeable {
  /** Bodies that nobody went on with for so long are of files that nobody wants any more. */
  private static final Duration PARTIALS_STAY = Duration.ofDays(7);

  private final MirrorLayout layout;
  private final MirrorState state;
  private final ProcessLock lock;
  private final Staging mirrorStaging;
  private final Staging skelStaging;
  private final IndexCache indexCache;

  private MirrorStore(
      MirrorSettings settings, ProcessLock lock, Staging mirrorStaging, Staging skelStaging) {
    this.layout = MirrorLayout.of(settings);
    this.state = new MirrorState(settings);
    this.lock = lock;
    this.mirrorStaging = mirrorStaging;
    this.skelStaging = skelStaging;
    this.indexCache = new SkeletonCache(layout, skelStaging);
  }

  /**
   * Takes the lock, makes missing directories, and removes what an interrupted run left half-made.
   *
   * @throws MirrorLockedException if another run holds the lock; nothing was changed then but that
   *     {@code var_path} was made
   * @throws IOException if a directory cannot be made or written
   */
  public static MirrorStore open(MirrorSettings settings)
      throws MirrorLockedException, IOException {
    MirrorLayout layout = MirrorLayout.of(settings);
    WorldReadableFiles.createDirectories(layout.varPath());
    ProcessLock lock =
        ProcessLock.tryAcquire(layout.lock())
            .orElseThrow(() -> new MirrorLockedException(layout.lock()));
    try {
      PrivateDirectory.open(layout.own());
      PrivateDirectory.open(layout.manifests());
      PrivateDirectory.refuseLinks(layout.reports());
      if (Files.notExists(layout.edition())) {
        newEdition(layout);
      }
      WorldReadableFiles.createDirectories(layout.mirrorPath());
      WorldReadableFiles.createDirectories(layout.skelPath());
      Instant oldest = Instant.now().minus(PARTIALS_STAY);
      MirrorStore store =
          new MirrorStore(
              settings,
              lock,
              Staging.open(layout.mirrorStaging(), oldest),
              Staging.open(layout.skelStaging(), oldest));
      store.endPublishing();
      return store;
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  public MirrorLayout layout() {
    return layout;
  }

  /** What earlier runs remembered. */
  public MirrorState state() {
    return state;
  }

  /** Where files on their way into the mirror lie. */
  public Staging mirrorStaging() {
    return mirrorStaging;
  }

  /** Removes partial bodies: the run has everything. */
  public void dropPartials() throws IOException {
    mirrorStaging.partials().removeAll();
    skelStaging.partials().removeAll();
  }

  /** Where indices are kept as fetched. */
  public IndexCache indexCache() {
    return indexCache;
  }

  /**
   * Notes that generations of these plans' suites will be built, so that what a crash leaves of
   * them is found, and that clean scripts of before are out of date.
   */
  public void beginPublishing(List<MirrorPlan> plans) throws IOException {
    StringBuilder places = new StringBuilder();
    for (MirrorPlan plan : plans) {
      for (SuitePlan suite : plan.suites()) {
        if (!suite.suite().isFlat()) {
          Path live = root(plan.repository()).resolve(suite.suite().directory());
          NextGeneration.placeOutside(live, mirrorStaging)
              .ifPresent(place -> places.append(place).append('\n'));
        }
      }
    }
    AtomicFile.write(layout.publishing(), AtomicFile.Mode.PRIVATE, places.toString());
    newEdition(layout);
  }

  private static void newEdition(MirrorLayout layout) throws IOException {
    AtomicFile.write(layout.edition(), AtomicFile.Mode.PRIVATE, UUID.randomUUID() + "\n");
  }

  /** Removes generations that were built and not published since {@link #beginPublishing}. */
  public void endPublishing() throws IOException {
    if (Files.exists(layout.publishing())) {
      for (String staged : Files.readAllLines(layout.publishing())) {
        NextGeneration.recover(Path.of(staged));
      }
      Files.delete(layout.publishing());
    }
  }

  /** Makes durable what the mirror and the skeleton were given so far. */
  public void sync() throws IOException, InterruptedException {
    FileSystemSync.sync(layout.mirrorPath());
    if (!layout.linksIndices()) {
      FileSystemSync.sync(layout.skelPath());
    }
  }

  /** The directory of one archive in the mirror. */
  public Path root(Repository repository) {
    return layout.root(repository);
  }

  /** Gives up the lock. What is still staged is removed. */
  @Override
  public void close() throws IOException {
    try (lock) {
      endPublishing();
      mirrorStaging.close();
      skelStaging.close();
    }
  }
}
