package dev.pop.mirror.store;

import dev.pop.core.apt.FormatException;
import dev.pop.core.io.ProcessLock;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.repository.MirrorSettings;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A mirror on disk, opened for one run, which holds its lock until it is closed.
 *
 * <p>Staging is safe for use by several threads; everything else is for the thread that opened it.
 */
public final class MirrorStore implements Closeable {
  private final MirrorLayout layout;
  private final ProcessLock lock;
  private final Staging mirrorStaging;
  private final Staging skelStaging;

  private MirrorStore(
      MirrorLayout layout, ProcessLock lock, Staging mirrorStaging, Staging skelStaging) {
    this.layout = layout;
    this.lock = lock;
    this.mirrorStaging = mirrorStaging;
    this.skelStaging = skelStaging;
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

  /** Where files on their way into the mirror lie. */
  public Staging mirrorStaging() {
    return mirrorStaging;
  }

  /** Where files on their way into the skeleton lie. */
  public Staging skelStaging() {
    return skelStaging;
  }

  /**
   * What the last run remembered of a suite, if it can be read; whether it still holds is not
   * checked.
   */
  public Optional<SuiteManifest> manifest(Repository repository, Suite suite) throws IOException {
    try {
      return SuiteManifest.read(layout.manifest(repository, suite));
    } catch (FormatException e) {
      return Optional.empty(); // as good as no memory: the run looks at everything again
    }
  }

  /**
   * What is published of a suite, if nothing has to be done while upstream stays the same: the last
   * run was complete, asked for the same, and its Release lies untouched in the mirror.
   */
  public Optional<SuiteManifest> upToDate(Repository repository, Suite suite) throws IOException {
    return manifest(repository, suite)
        .filter(SuiteManifest::complete)
        .filter(manifest -> manifest.selection().equals(suite.selection()))
        .filter(manifest -> manifest.witness().isStillAt(layout.root(repository)));
  }

  /** Every file of the archive that an earlier run verified. */
  public FileTable knownFiles(Repository repository) throws IOException {
    FileTable known = new FileTable();
    for (Suite suite : repository.suites()) {
      readPublished(repository, suite, known);
      readUnpublished(repository, suite, known);
    }
    return known;
  }

  /**
   * Adds the files of a suite's published generation to {@code table}.
   *
   * @return whether there is a published generation
   */
  public boolean readPublished(Repository repository, Suite suite, FileTable table)
      throws IOException {
    if (manifest(repository, suite).isEmpty()) {
      return false;
    }
    try {
      SuiteManifest.readFiles(layout.manifest(repository, suite), table);
      return true;
    } catch (FormatException e) {
      return false;
    }
  }

  private void readUnpublished(Repository repository, Suite suite, FileTable table)
      throws IOException {
    Path file = layout.unpublished(repository, suite);
    try {
      SuiteManifest.readUnpublished(file, table);
    } catch (FormatException e) {
      Files.delete(file); // what it named is hashed again
    }
  }

  /** Remembers which pool files of an unfinished suite are there and verified. */
  public void rememberUnpublished(MirrorPlan plan, SuitePlan suite) throws IOException {
    IntStream arrived = suite.files().filter(plan::isHeld);
    SuiteManifest.writeUnpublished(
        layout.unpublished(plan.repository(), suite.suite()), plan.files(), arrived);
  }

  /** Makes durable what the mirror and the skeleton were given so far. */
  public void sync() throws IOException, InterruptedException {
    FileSystemSync.sync(layout.mirrorPath());
    if (!Files.getFileStore(layout.mirrorPath()).equals(Files.getFileStore(layout.skelPath()))) {
      FileSystemSync.sync(layout.skelPath());
    }
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
