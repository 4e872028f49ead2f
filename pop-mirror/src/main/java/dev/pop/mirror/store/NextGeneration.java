package dev.pop.mirror.store;

import dev.pop.core.apt.ArchivePath;
import dev.pop.core.io.PathExchange;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The next generation of a suite's directory. It is built out of hard links in the staging
 * directory, and takes the place of the published one in one step: who reads the directory sees the
 * old generation or the new one, and a crash leaves one of the two. Where the suite's directory
 * leads to another file system, the next generation is a hidden directory beside it.
 *
 * <p>Two cases have no such step: a flat suite, whose directory holds the pool too, and a file
 * system that cannot exchange directories. Then the files are renamed into the directory one by
 * one, in the order in which they were added.
 */
final class NextGeneration {
  /** How a directory beside the published one is named until it takes its place. */
  private static final String PREFIX = ArchivePath.OWN_PREFIX + "-new-";

  private final Path live;
  private final StagedDirectory staged;
  private final Staging staging;
  private final boolean whole;
  private final Clearance clearance;
  private final Set<String> added = new LinkedHashSet<>();
  private final Set<String> dropped = new LinkedHashSet<>();

  private NextGeneration(
      Path live, StagedDirectory staged, Staging staging, boolean whole, Clearance clearance) {
    this.live = live;
    this.staged = staged;
    this.staging = staging;
    this.whole = whole;
    this.clearance = clearance;
  }

  /** Tells what of the published directory may be left out, where it is in the way. */
  interface Clearance {
    /**
     * Refuses to do without a file, or the files of a directory.
     *
     * @param path relative to the suite's directory
     * @throws FileSystemException if it must stay
     */
    void require(String path) throws IOException;
  }

  /**
   * Begins with an empty generation.
   *
   * @param live the suite's directory in the mirror; need not exist
   * @param flat whether the suite shares it with its pool
   * @param clearance is asked about what stands where a file or directory of another kind must be
   */
  static NextGeneration begin(Path live, boolean flat, Staging staging, Clearance clearance)
      throws IOException {
    if (flat) {
      StagedDirectory staged = StagedDirectory.make(staging.newFile(), live, staging);
      return new NextGeneration(live, staged, staging, false, clearance);
    }
    Path real = real(live);
    Path place = staging.isOnFileSystemOf(real) ? staging.newFile() : beside(real);
    StagedDirectory staged = StagedDirectory.make(place, real, staging);
    staged.copyPermissions(Path.of(""));
    return new NextGeneration(real, staged, staging, true, clearance);
  }

  private static Path real(Path live) throws IOException {
    return Files.isSymbolicLink(live) ? live.toRealPath() : live;
  }

  private static Path beside(Path real) {
    return real.resolveSibling(PREFIX + real.getFileName());
  }

  /**
   * Where {@link #begin} will build the next generation of a suite that is not flat, if that is
   * outside of the staging directory.
   */
  static Optional<Path> placeOutside(Path live, Staging staging) throws IOException {
    Path real = real(live);
    return staging.isOnFileSystemOf(real) ? Optional.empty() : Optional.of(beside(real));
  }

  /** Removes what a run that was interrupted left at a place of {@link #placeOutside}. */
  static void recover(Path staged) throws IOException {
    if (staged.getFileName().toString().startsWith(PREFIX)) {
      StagedDirectory.remove(staged);
    }
  }

  /** Adds {@code source} as {@code path}, relative to the suite's directory. */
  void add(Path source, String path) throws IOException {
    if (Files.isDirectory(live.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
      clearance.require(path);
    }
    if (added.add(path)) {
      staged.link(source, Path.of(path));
    }
  }

  /** Whether the generation, which takes its place in one step, brings {@code path} itself. */
  boolean brings(Path file) {
    return whole && file.startsWith(live) && added.contains(live.relativize(file).toString());
  }

  /**
   * Takes over a file that was put into the published directory after {@link #takeOver}.
   *
   * @return false when it lies elsewhere, or the generation does not take its place in one step
   */
  boolean follow(Path file) throws IOException {
    if (!whole || !file.startsWith(live)) {
      return false;
    }
    Path relative = live.relativize(file);
    if (added.contains(relative.toString())) {
      return false;
    }
    Files.deleteIfExists(staged.resolve(relative));
    staged.link(file, relative);
    return true;
  }

  /** Leaves {@code path}, which is published now, out of the new generation. */
  void drop(String path) {
    if (!added.contains(path)) {
      dropped.add(path);
    }
  }

  /**
   * Takes over what else lies in the published directory: indices under older digests, suites
   * inside this one, files that somebody put there.
   *
   * @param contradicts whether a file, by its path, says other than the new generation; it is left
   *     behind
   */
  void takeOver(Predicate<String> contradicts) throws IOException {
    if (!whole || !Files.isDirectory(live)) {
      return;
    }
    Files.walkFileTree(
        live,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            Path relative = live.relativize(directory);
            if (added.contains(relative.toString())) {
              return FileVisitResult.SKIP_SUBTREE; // a file takes its place
            }
            staged.makeDirectory(relative);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path relative = live.relativize(file);
            String path = relative.toString();
            if (added.contains(path) || dropped.contains(path)) {
              return FileVisitResult.CONTINUE;
            }
            if (Files.isDirectory(staged.resolve(relative), LinkOption.NOFOLLOW_LINKS)) {
              clearance.require(path);
            } else if (attributes.isSymbolicLink()) {
              Files.copy(file, staged.resolve(relative), LinkOption.NOFOLLOW_LINKS);
            } else if (!contradicts.test(path)) {
              staged.link(file, relative);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /**
   * Publishes it.
   *
   * @throws IOException if it cannot be; the old generation is then still there, unless the files
   *     had to be renamed one by one
   */
  void publish() throws IOException {
    if (!whole) {
      staged.renameEach(added, dropped);
    } else if (!Files.exists(live)) {
      staging.moveTo(staged.root(), live);
    } else if (PathExchange.tryExchange(staged.root(), live)) {
      StagedDirectory.remove(staged.root());
    } else {
      staged.renameEach(added, dropped);
    }
  }
}
