package dev.pop.mirror.store;

import dev.pop.core.io.ProcessLock;
import dev.pop.mirror.plan.IndexCache;
import dev.pop.mirror.repository.MirrorSettings;
import dev.pop.mirror.repository.Repository;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A mirror on disk, opened for one run, which holds its lock until it is closed.
 *
 * <p>Staging is safe for use by several threads; everything else is for the thread that opened it.
 */
public final class MirrorStore implements Closeable {
  private final MirrorLayout layout;
  private final MirrorState state;
  private final ProcessLock lock;
  private final Staging mirrorStaging;
  private final IndexCache indexCache;

  private MirrorStore(
      MirrorLayout layout, ProcessLock lock, Staging mirrorStaging, Staging skelStaging) {
    this.layout = layout;
    this.state = new MirrorState(layout);
    this.lock = lock;
    this.mirrorStaging = mirrorStaging;
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
    Files.createDirectories(layout.varPath());
    ProcessLock lock =
        ProcessLock.tryAcquire(layout.lock())
            .orElseThrow(() -> new MirrorLockedException(layout.lock()));
    try {
      Files.createDirectories(layout.manifests());
      Files.createDirectories(layout.mirrorPath());
      Files.createDirectories(layout.skelPath());
      return new MirrorStore(
          layout, lock, Staging.open(layout.mirrorStaging()), Staging.open(layout.skelStaging()));
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

  /** Where indices are kept as fetched. */
  public IndexCache indexCache() {
    return indexCache;
  }

  /** Makes durable what the mirror and the skeleton were given so far. */
  public void sync() throws IOException, InterruptedException {
    FileSystemSync.sync(layout.mirrorPath());
    if (!linksIndices()) {
      FileSystemSync.sync(layout.skelPath());
    }
  }

  /** Whether published indices are links to the skeleton's: both are on one file system. */
  public boolean linksIndices() throws IOException {
    return Files.getFileStore(layout.mirrorPath()).equals(Files.getFileStore(layout.skelPath()));
  }

  /** The unit in which the mirror's file system gives space to files, in bytes. */
  public long blockBytes() throws IOException {
    return Files.getFileStore(layout.mirrorPath()).getBlockSize();
  }

  /** Bytes that the mirror's file system can still take. */
  public long availableBytes() throws IOException {
    return Files.getFileStore(layout.mirrorPath()).getUsableSpace();
  }

  /** The directory of one archive in the mirror. */
  public Path root(Repository repository) {
    return layout.root(repository);
  }

  /** Gives up the lock. What is still staged is removed. */
  @Override
  public void close() throws IOException {
    try (lock) {
      Staging.open(layout.mirrorStaging()).close();
      Staging.open(layout.skelStaging()).close();
    }
  }
}
