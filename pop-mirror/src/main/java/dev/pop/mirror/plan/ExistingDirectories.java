package dev.pop.mirror.plan;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Tells which directories below a root are there, when they are asked for in the order of their
 * names: below a missing one no other is worth a look of its own, which is most of the time of a
 * comparison with a mirror that is still to be made.
 */
final class ExistingDirectories {
  private final Path root;
  private @Nullable Path missing;

  ExistingDirectories(Path root) {
    this.root = root;
  }

  boolean contain(Path directory) {
    if (missing != null && directory.startsWith(missing)) {
      return false;
    }
    if (Files.isDirectory(directory)) {
      return true;
    }
    missing = topmostMissing(directory);
    return false;
  }

  private Path topmostMissing(Path directory) {
    Path top = directory;
    Path above = top.getParent();
    while (above != null && above.startsWith(root) && !Files.isDirectory(above)) {
      top = above;
      above = top.getParent();
    }
    return top;
  }
}
