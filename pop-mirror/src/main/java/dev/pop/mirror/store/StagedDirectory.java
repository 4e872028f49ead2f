package dev.pop.mirror.store;

import dev.pop.core.io.WorldReadableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;

/**
 * A directory that is built where no client looks, out of hard links. It and the directories in it
 * have the permissions of the published ones.
 */
final class StagedDirectory {
  private final Path root;
  private final Path live;
  private final Staging staging;

  private StagedDirectory(Path root, Path live, Staging staging) {
    this.root = root;
    this.live = live;
    this.staging = staging;
  }

  /**
   * Begins with an empty directory; what was at {@code root} is removed.
   *
   * @param live the published directory; need not exist
   */
  static StagedDirectory make(Path root, Path live, Staging staging) throws IOException {
    remove(root);
    WorldReadableFiles.createDirectories(root);
    return new StagedDirectory(root, live, staging);
  }

  Path root() {
    return root;
  }

  Path resolve(Path relative) {
    return root.resolve(relative);
  }

  /** Puts a hard link to {@code source} there, which must be free. */
  void link(Path source, Path relative) throws IOException {
    makeDirectory(relative.getParent());
    staging.linkNew(source, root.resolve(relative));
  }

  void makeDirectory(@Nullable Path relative) throws IOException {
    if (relative == null || Files.isDirectory(root.resolve(relative))) {
      return;
    }
    makeDirectory(relative.getParent());
    WorldReadableFiles.createDirectory(root.resolve(relative));
    copyPermissions(relative);
  }

  /** Gives a directory the permissions that the published one has, if there is one. */
  void copyPermissions(Path relative) throws IOException {
    Path from = live.resolve(relative);
    if (Files.isDirectory(from)) {
      Files.setPosixFilePermissions(root.resolve(relative), Files.getPosixFilePermissions(from));
    }
  }

  /**
   * Renames files into the published directory one by one, in the order given, then removes {@code
   * dropped} from it, and at last this directory.
   */
  void renameEach(Iterable<String> files, Iterable<String> dropped) throws IOException {
    for (String path : files) {
      staging.moveTo(root.resolve(path), live.resolve(path));
    }
    for (String path : dropped) {
      Files.deleteIfExists(live.resolve(path));
    }
    remove(root);
  }

  /** Removes a directory that was built and is not needed, or a file in its place. */
  static void remove(Path root) throws IOException {
    if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      FileUtils.deleteDirectory(root.toFile());
    } else {
      Files.deleteIfExists(root);
    }
  }
}
