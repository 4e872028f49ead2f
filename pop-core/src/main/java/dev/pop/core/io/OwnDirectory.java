package dev.pop.core.io;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Directories for what concerns the program alone, which nobody else can look into. */
public final class OwnDirectory {
  private OwnDirectory() {}

  /**
   * Makes the directory where it is missing; the one above it must be there.
   *
   * @throws FileSystemException if a symbolic link or something else is in its place: what lies
   *     behind a link is somebody else's
   */
  public static void make(Path directory) throws IOException {
    if (Files.isSymbolicLink(directory)) {
      throw new FileSystemException(directory.toString(), null, "is a symbolic link; remove it");
    }
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      try {
        Files.createDirectory(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
          throw e; // else another thread was quicker
        }
      }
    }
  }
}
