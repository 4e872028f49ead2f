package dev.pop.mirror.sync;

import dev.pop.core.Plural;
import dev.pop.core.io.IoErrors;
import dev.pop.mirror.report.CleanupReport;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Problem;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorState;
import dev.pop.mirror.store.NeededFiles;
import dev.pop.mirror.store.RetiredArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Removes archives that the mirror list no longer names: the files that runs published there, their
 * indices in the skeleton, and the memory of them. Files that runs did not put there stay and are
 * counted, as does what an archive of the list needs and what a {@code skip-clean} line names.
 */
final class RetiredCleanup {
  private final MirrorList list;
  private final MirrorLayout layout;
  private final MirrorState state;
  private final Instant now;
  private final Path mirror;
  private final List<RetiredArchive> archives;

  /** What each archive of the list needs, which may share a directory with a retired one. */
  private final Map<Repository, Optional<NeededFiles>> needed = new LinkedHashMap<>();

  RetiredCleanup(MirrorList list, MirrorLayout layout, MirrorState state, Instant now)
      throws IOException {
    this.list = list;
    this.layout = layout;
    this.state = state;
    this.now = now;
    this.mirror = layout.mirrorPath();
    this.archives = state.retiredArchives(list.repositories());
  }

  /** What would be removed. */
  ObsoleteFiles find() throws IOException {
    List<String> files = new ArrayList<>();
    List<String> directories = new ArrayList<>();
    List<Problem> skipped = new ArrayList<>();
    LinkCount freed = new LinkCount();
    for (RetiredArchive archive : archives) {
      Path root = mirror.resolve(archive.diskPath());
      if (!Files.isDirectory(root)) {
        continue;
      }
      if (!isPlain(mirror, archive.diskPath())) {
        skipped.add(
            new Problem(archive.diskPath() + " is not removed: a symbolic link leads to it"));
        continue;
      }
      ObsoleteFileWalk walk = walk(archive, root);
      for (String name : walk.surplus) {
        files.add(name);
        freed.add(mirror.resolve(name));
      }
      directories.addAll(walk.emptied);
      if (walk.emptied.contains(archive.diskPath())) {
        directories.addAll(emptyParents(root));
      }
      skipped.addAll(walk.unspeakable);
      long others = walk.allFiles - walk.surplus.size();
      if (others > 0) {
        skipped.add(
            new Problem(
                Plural.count(
                        others,
                        "file that pop did not publish stays",
                        "files that pop did not publish stay")
                    + " in "
                    + archive.diskPath()
                    + "; remove "
                    + (others == 1 ? "it" : "them")
                    + " by hand"));
      }
    }
    return new ObsoleteFiles(files, directories, freed.bytes(), skipped);
  }

  /**
   * Removes it.
   *
   * @param remover of files of the mirror
   */
  CleanupReport remove(ObsoleteFiles surplus, ObsoleteFileRemover remover)
      throws IOException, InterruptedException {
    CleanupReport report = remover.of(surplus);
    List<Failure> failures = new ArrayList<>(report.failures());
    for (RetiredArchive archive : archives) {
      boolean gone =
          report.failures().stream()
              .noneMatch(failure -> ObsoleteFiles.isWithin(failure.url(), archive.diskPath()));
      if (gone) {
        try {
          removeSkeleton(archive);
          archive.forget();
        } catch (IOException e) {
          failures.add(new Failure(archive.diskPath(), IoErrors.kind(e), IoErrors.describe(e)));
        }
      }
    }
    return new CleanupReport(
        false,
        report.freedBytes(),
        report.freedFiles(),
        report.freedDirectories(),
        report.files(),
        report.skipped(),
        failures);
  }

  private ObsoleteFileWalk walk(RetiredArchive archive, Path root) throws IOException {
    Set<String> known = archive.paths();
    String prefix = archive.diskPath() + "/";
    ObsoleteFileWalk walk =
        new ObsoleteFileWalk(
            mirror,
            root,
            (name, directory) ->
                isFree(name) && (directory || known.contains(name.substring(prefix.length()))),
            this::isListed);
    for (Repository repository : list.repositories()) {
      if (ObsoleteFiles.isWithin(archive.diskPath(), repository.diskPath())) {
        needed.put(repository, state.neededFiles(repository, now));
      }
    }
    Files.walkFileTree(root, walk);
    return walk;
  }

  private boolean isListed(Path directory) {
    return list.repositories().stream().anyMatch(other -> layout.root(other).equals(directory));
  }

  private boolean isFree(String name) {
    return list.skipCleanPaths().stream().noneMatch(skip -> ObsoleteFiles.isWithin(name, skip))
        && needed.entrySet().stream().noneMatch(it -> isNeeded(name, it.getKey(), it.getValue()));
  }

  /** An archive of which nobody knows what it needs may need everything below it. */
  private static boolean isNeeded(String name, Repository repository, Optional<NeededFiles> files) {
    return ObsoleteFiles.isWithin(name, repository.diskPath())
        && files
            .map(it -> it.contains(name.substring(repository.diskPath().length() + 1)))
            .orElse(true);
  }

  /** The directories above that hold nothing but this one. */
  private List<String> emptyParents(Path root) throws IOException {
    List<String> empty = new ArrayList<>();
    for (Path parent = root.getParent();
        parent != null && !parent.equals(mirror) && hasOneEntry(parent);
        parent = parent.getParent()) {
      empty.add(mirror.relativize(parent).toString());
    }
    return empty;
  }

  private static boolean hasOneEntry(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.limit(2).count() == 1;
    }
  }

  /** All of it: a skeleton holds nothing that is not fetched again when it is missing. */
  private void removeSkeleton(RetiredArchive archive) throws IOException, InterruptedException {
    Path skeletons = layout.skelPath();
    Path root = skeletons.resolve(archive.diskPath());
    if (!Files.isDirectory(root) || !isPlain(skeletons, archive.diskPath())) {
      return;
    }
    ObsoleteFileWalk walk =
        new ObsoleteFileWalk(
            skeletons,
            root,
            (name, directory) -> true,
            directory ->
                list.repositories().stream()
                    .anyMatch(other -> layout.skeleton(other).equals(directory)));
    Files.walkFileTree(root, walk);
    new ObsoleteFileRemover(list, skeletons.toRealPath(), MirrorEvents.NONE)
        .of(new ObsoleteFiles(walk.surplus, walk.emptied, 0, List.of()));
  }

  private static boolean isPlain(Path base, String path) throws IOException {
    return base.resolve(path).toRealPath().equals(base.toRealPath().resolve(path));
  }
}
