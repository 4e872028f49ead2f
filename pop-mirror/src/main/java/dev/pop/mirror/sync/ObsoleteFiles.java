package dev.pop.mirror.sync;

import dev.pop.mirror.plan.ReleaseSet;
import dev.pop.mirror.report.CleanupReport;
import dev.pop.mirror.report.Problem;
import dev.pop.mirror.report.Remedy;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.repository.WipeGuard;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorState;
import dev.pop.mirror.store.NeededFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What lies in the mirror and no kept generation names: the plan, inverted. Only archives that a
 * {@code clean} line names are looked into, and only those whose suites are all published as the
 * list asks; symbolic links are neither followed nor listed. An archive that would lose more than a
 * {@link WipeGuard} allows loses nothing.
 *
 * @param files paths below {@code mirror_path}
 * @param directories directories that hold nothing else, the inner before the outer
 * @param bytes what removing the files frees; a file with several names counts once, and only when
 *     every name of it goes
 * @param skipped what was not looked into, archives above all, with the reason
 */
record ObsoleteFiles(
    List<String> files, List<String> directories, long bytes, List<Problem> skipped) {
  static final ObsoleteFiles NONE = new ObsoleteFiles(List.of(), List.of(), 0, List.of());

  ObsoleteFiles {
    files = List.copyOf(files);
    directories = List.copyOf(directories);
    skipped = List.copyOf(skipped);
  }

  /**
   * Looks through the archives that may be cleaned.
   *
   * @param guard how much of an archive may go
   * @param untouchable archives to leave alone, with the reason
   */
  static ObsoleteFiles find(
      MirrorList list,
      MirrorLayout layout,
      MirrorState state,
      WipeGuard guard,
      Map<Repository, String> untouchable,
      Instant now)
      throws IOException {
    Finder finder = new Finder(list, layout, state, guard, now);
    List<Problem> skipped = new ArrayList<>();
    for (Repository repository : list.repositories()) {
      if (finder.isCleaned(repository)) {
        String known = untouchable.get(repository);
        Optional<Problem> reason =
            known == null ? finder.look(repository) : Optional.of(new Problem(known));
        reason.ifPresent(
            why ->
                skipped.add(
                    new Problem(
                        repository.diskPath() + " is not cleaned: " + why.text(), why.remedy())));
      }
    }
    skipped.addAll(finder.unspeakable);
    return new ObsoleteFiles(finder.files, finder.directories, finder.bytes(), skipped);
  }

  /** What removing it would free. */
  CleanupReport report() {
    return new CleanupReport(
        true, bytes, files.size(), directories.size(), files, skipped, List.of());
  }

  private static final class Finder {
    private final MirrorList list;
    private final MirrorLayout layout;
    private final MirrorState state;
    private final WipeGuard guard;
    private final Instant now;
    private final Path mirror;
    private final List<String> files = new ArrayList<>();
    private final List<String> directories = new ArrayList<>();
    private final List<Problem> unspeakable = new ArrayList<>();
    private final LinkCount freed = new LinkCount();

    Finder(MirrorList list, MirrorLayout layout, MirrorState state, WipeGuard guard, Instant now) {
      this.guard = guard;
      this.now = now;
      this.list = list;
      this.layout = layout;
      this.state = state;
      this.mirror = layout.mirrorPath();
    }

    boolean isCleaned(Repository repository) {
      String root = repository.diskPath();
      return list.cleanPaths().stream()
          .anyMatch(path -> isWithin(root, path) || isWithin(path, root));
    }

    long bytes() {
      return freed.bytes();
    }

    /** Adds what may go of an archive; returns why nothing may, if that must be said. */
    Optional<Problem> look(Repository repository) throws IOException {
      Path root = layout.root(repository);
      if (!Files.isDirectory(root)) {
        return Optional.empty();
      }
      if (!root.toRealPath().equals(mirror.toRealPath().resolve(repository.diskPath()))) {
        return Optional.of(new Problem("it is reached through a symbolic link"));
      }
      Optional<Instant> unknown = state.retired().unknownUntil(repository, now);
      if (unknown.isPresent()) {
        return Optional.of(
            new Problem(
                "files that another program published are kept until "
                    + unknown.get().truncatedTo(ChronoUnit.SECONDS)
                    + ", because PoP cannot know which indices list them"));
      }
      Optional<NeededFiles> needed = state.neededFiles(repository, now);
      if (needed.isEmpty()) {
        return Optional.empty(); // never published by us: nobody knows what it needs
      }
      Set<String> signed = new HashSet<>();
      for (Suite suite : repository.suites()) {
        ReleaseSet.NAMES.forEach(name -> signed.add(suite.resolve(name)));
      }
      String prefix = repository.diskPath() + "/";
      ObsoleteFileWalk walk =
          new ObsoleteFileWalk(
              mirror,
              root,
              (name, directory) ->
                  name.startsWith(prefix)
                      && mayGo(name)
                      && (directory
                          || isFree(name.substring(prefix.length()), needed.get(), signed)),
              this::isOtherRepository);
      Files.walkFileTree(root, walk);
      unspeakable.addAll(walk.unspeakable);
      Optional<String> objection =
          guard.objection(walk.surplus.size(), walk.surplusBytes, walk.allFiles, walk.allBytes);
      if (objection.isEmpty()) {
        for (String name : walk.surplus) {
          files.add(name);
          freed.add(mirror.resolve(name));
        }
        directories.addAll(walk.emptied);
      }
      return objection.map(text -> new Problem(text, Remedy.Action.ALLOW_WIPE));
    }

    private static boolean isFree(String path, NeededFiles needed, Set<String> signed) {
      return !needed.contains(path) && !signed.contains(path);
    }

    private boolean mayGo(String path) {
      return list.cleanPaths().stream().anyMatch(clean -> isWithin(path, clean))
          && list.skipCleanPaths().stream().noneMatch(skip -> isWithin(path, skip));
    }

    private boolean isOtherRepository(Path directory) {
      return list.repositories().stream().anyMatch(other -> layout.root(other).equals(directory));
    }
  }

  /** Whether a path is {@code directory} or below it. */
  static boolean isWithin(String path, String directory) {
    return path.equals(directory) || path.startsWith(directory + "/");
  }
}
