package dev.pop.mirror.store;

import dev.pop.core.Internal;
import dev.pop.core.io.AtomicFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The mirrors that were published from this machine, by their {@code mirror_path}, remembered apart
 * from them: where the file system of a mirror is not mounted, what the mirror remembers itself is
 * gone as well.
 */
@Internal
public final class KnownMirrors {
  private final Path file;
  private final LineSet paths;

  /**
   * @param file need not exist; neither need its directory, which is not made
   */
  public KnownMirrors(Path file) {
    this.file = file;
    this.paths = new LineSet(file, AtomicFile.Mode.PUBLIC);
  }

  /** Whether a mirror was published there; no if that cannot be read. */
  public boolean contains(Path mirrorPath) throws IOException {
    try {
      return paths.read().contains(mirrorPath.toString());
    } catch (AccessDeniedException e) {
      return false; // of another user's mirrors
    }
  }

  /** Remembers a mirror, if this user may write the directory of the file. */
  public void add(Path mirrorPath) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null && Files.isWritable(directory) && !contains(mirrorPath)) {
      paths.add(List.of(mirrorPath.toString()));
    }
  }
}
