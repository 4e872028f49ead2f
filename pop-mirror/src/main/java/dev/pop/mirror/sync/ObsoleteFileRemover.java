package dev.pop.mirror.sync;

import dev.pop.core.io.IoErrors;
import dev.pop.mirror.plan.SuiteIds;
import dev.pop.mirror.report.CleanupReport;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteId;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Removes the files of a {@link ObsoleteFiles}, then the directories that are empty without them.
 * It follows no symbolic link. This is the stage {@link Stage#CLEAN}.
 */
final class ObsoleteFileRemover {
  private final MirrorList list;
  private final Path mirror;
  private final MirrorEvents events;
  private final List<String> removed = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private long bytes;
  private long directories;

  /**
   * @param mirror {@code mirror_path} without symbolic links
   * @param events hears of each file that was removed
   */
  ObsoleteFileRemover(MirrorList list, Path mirror, MirrorEvents events) {
    this.list = list;
    this.mirror = mirror;
    this.events = events;
  }

  CleanupReport of(ObsoleteFiles surplus) throws InterruptedException {
    // Removing takes its time for each file, whatever its size.
    events.stageStarted(Stage.CLEAN, surplus.files().size(), MirrorEvents.UNKNOWN);
    for (String file : surplus.files()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the clean-up was interrupted");
      }
      removeFile(file);
    }
    surplus.directories().forEach(this::removeDirectory);
    events.stageFinished(Stage.CLEAN);
    return report(surplus);
  }

  /** What is removed by now. */
  CleanupReport report(ObsoleteFiles surplus) {
    return new CleanupReport(
        false, bytes, removed.size(), directories, removed, surplus.skipped(), failures);
  }

  private void removeFile(String name) {
    Path file = mirror.resolve(name);
    try {
      requireNoLink(file.resolveSibling("."));
      boolean last =
          (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) == 1;
      long size = (Long) Files.getAttribute(file, "size", LinkOption.NOFOLLOW_LINKS);
      Files.delete(file);
      bytes += last ? size : 0;
      removed.add(name);
      removed(name, last ? size : 0);
    } catch (NoSuchFileException e) {
      return; // gone already, as it should be
    } catch (IOException e) {
      failures.add(new Failure(name, IoErrors.kind(e), IoErrors.describe(e)));
    }
  }

  private void removed(String name, long freed) {
    Optional<Repository> of =
        list.repositories().stream()
            .filter(repository -> name.startsWith(repository.diskPath() + "/"))
            .max(Comparator.comparingInt(repository -> repository.diskPath().length()));
    events.fileDone(
        Stage.CLEAN,
        of.map(repository -> SuiteIds.of(repository.archive())).orElse(SuiteId.NONE),
        of.map(repository -> name.substring(repository.diskPath().length() + 1)).orElse(name),
        freed,
        0);
  }

  private void removeDirectory(String name) {
    Path directory = mirror.resolve(name);
    try {
      requireNoLink(directory);
      Files.delete(directory);
      directories++;
    } catch (NoSuchFileException | DirectoryNotEmptyException e) {
      return; // gone already, or in use again
    } catch (IOException e) {
      failures.add(new Failure(name, IoErrors.kind(e), IoErrors.describe(e)));
    }
  }

  /** Somebody may have put a link in a directory's place since the walk. */
  private void requireNoLink(Path directory) throws IOException {
    Path plain = directory.normalize();
    if (!plain.toRealPath().equals(plain)) {
      throw new IOException(plain + " is reached through a symbolic link");
    }
  }
}
