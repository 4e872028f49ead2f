package dev.pop.mirror.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** Files that appear whole: written beside their place, then renamed. For one writer at a time. */
final class ArchiveFiles {
  private ArchiveFiles() {}

  /** Puts the bytes in place; a file that has them already stays, with its date. */
  static void replace(Path target, byte[] bytes, Instant modified) throws IOException {
    Files.createDirectories(directoryOf(target));
    Path temporary = target.resolveSibling("." + target.getFileName() + ".tmp");
    Files.write(temporary, bytes);
    if (Files.exists(target) && Files.mismatch(temporary, target) < 0) {
      Files.delete(temporary);
      return;
    }
    Files.setLastModifiedTime(temporary, FileTime.from(modified));
    Files.move(
        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Makes {@code link} a hard link of {@code file}, unless it has the same bytes already. */
  static void link(Path link, Path file) throws IOException {
    if (Files.exists(link)) {
      if (Files.mismatch(link, file) < 0) {
        return;
      }
      Files.delete(link);
    }
    Files.createDirectories(directoryOf(link));
    Files.createLink(link, file);
  }

  private static Path directoryOf(Path file) {
    return file.resolveSibling("");
  }
}
