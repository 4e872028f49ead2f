package dev.pop.core.io;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Directories for what concerns the program alone, which nobody else can look into. */
public final class PrivateDirectory {
  private PrivateDirectory() {}

  /**
   * Makes the directory where it is missing; the one above it must be there.
   *
   * @throws FileSystemException if a symbolic link or something else is in its place: what lies
   *     behind a link is somebody else's
   */
  public static void make(Path directory) throws IOException {
    refuseLink(directory);
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

  /**
   * As {@link #make}; links in the place of its files are refused as well, which nobody but the
   * owner can put there from then on.
   *
   * @throws FileSystemException also if a symbolic link is in the directory
   */
  public static void open(Path directory) throws IOException {
    make(directory);
    refuseLinks(directory);
  }

  /**
   * As {@link #open}, for those who only read: a directory that is missing stays so, and a file in
   * its place is for those to refuse who write.
   *
   * @throws FileSystemException if a symbolic link is in its place or in it
   */
  public static void refuseLinks(Path directory) throws IOException {
    refuseLink(directory);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        refuseLink(file);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return; // there is nothing to be read
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static void refuseLink(Path path) throws FileSystemException {
    if (Files.isSymbolicLink(path)) {
      throw new FileSystemException(path.toString(), null, "is a symbolic link; remove it");
    }
  }
}
