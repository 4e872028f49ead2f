package dev.pop.mirror.sync;

import dev.pop.mirror.report.CleanupReport;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorLockedException;
import dev.pop.mirror.store.MirrorStore;
import dev.pop.mirror.store.SuiteManifest;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Frees what no kept generation names: the files of a {@link Surplus}, then the directories that
 * are empty without them. It holds the mirror's lock and follows no symbolic link.
 *
 * <p>An archive is left alone when a suite of it was never published by this program, or when what
 * is published now is not what it published last: nobody knows then what that needs.
 */
public final class MirrorCleanup {
  private final MirrorList list;
  private MirrorEvents events = MirrorEvents.NONE;
  private Clock clock = Clock.systemUTC();
  private boolean dryRun;

  private MirrorCleanup(MirrorList list) {
    this.list = list;
  }

  /** A clean-up of the archives that the list's {@code clean} lines name. */
  public static MirrorCleanup of(MirrorList list) {
    return new MirrorCleanup(list);
  }

  /** Sends what is doubtful to {@code events}. */
  public MirrorCleanup events(MirrorEvents events) {
    this.events = events;
    return this;
  }

  /** Takes the age of older generations from {@code clock}. */
  public MirrorCleanup clock(Clock clock) {
    this.clock = clock;
    return this;
  }

  /** Whether nothing is removed. */
  public MirrorCleanup dryRun(boolean dryRun) {
    this.dryRun = dryRun;
    return this;
  }

  /**
   * Does the clean-up.
   *
   * @return what was freed, and what could not be
   * @throws MirrorLockedException if a run works on this mirror; nothing was removed
   * @throws MirrorException if the mirror cannot be read
   * @throws InterruptedException if the thread was interrupted; what was removed until then is gone
   */
  public CleanupReport call() throws MirrorLockedException, MirrorException, InterruptedException {
    if (list.cleanPaths().isEmpty()) {
      events.warning(list.origin() + " has no clean line, so nothing may be removed");
    }
    try (MirrorStore store = MirrorStore.open(list.settings())) {
      Surplus surplus = Surplus.find(list, store, unsure(store), clock.instant());
      surplus.skipped().forEach(events::warning);
      if (dryRun) {
        return new CleanupReport(
            true,
            surplus.bytes(),
            surplus.files().size(),
            surplus.directories().size(),
            surplus.files(),
            surplus.skipped(),
            List.of());
      }
      return new Removal(store.layout().mirrorPath().toRealPath()).of(surplus);
    } catch (IOException e) {
      throw MirrorException.ofLocalFailure(e);
    }
  }

  private Map<Repository, String> unsure(MirrorStore store) throws IOException {
    Map<Repository, String> reasons = new LinkedHashMap<>();
    for (Repository repository : list.repositories()) {
      for (Suite suite : repository.suites()) {
        Optional<SuiteManifest> manifest = store.state().manifest(repository, suite);
        if (manifest.isEmpty()) {
          reasons.put(repository, suite.name() + " was never published by pop sync");
        } else if (!manifest.get().witness().isStillAt(store.root(repository))) {
          reasons.put(repository, suite.name() + " was changed since the last pop sync; run it");
        }
      }
    }
    return reasons;
  }

  /** The removal itself. */
  private static final class Removal {
    private final Path mirror;
    private final List<String> removed = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private long bytes;
    private long directories;

    Removal(Path mirror) {
      this.mirror = mirror;
    }

    CleanupReport of(Surplus surplus) throws InterruptedException {
      for (String file : surplus.files()) {
        if (Thread.interrupted()) {
          throw new InterruptedException("the clean-up was interrupted");
        }
        removeFile(file);
      }
      surplus.directories().forEach(this::removeDirectory);
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
      } catch (NoSuchFileException e) {
        return; // gone already, as it should be
      } catch (IOException e) {
        failures.add(new Failure(name, MirrorException.words(e)));
      }
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
        failures.add(new Failure(name, MirrorException.words(e)));
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
}
