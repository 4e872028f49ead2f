package dev.pop.core.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Makes what all may read and its owner alone may write, whatever the umask of the process: a
 * narrow one does not hide it, a wide one does not open it to be written by others, not even for a
 * moment.
 */
public final class WorldReadableFiles {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private WorldReadableFiles() {}

  /**
   * Makes an empty file, open to be written.
   *
   * @throws FileAlreadyExistsException if there is something, a symbolic link included
   */
  public static FileChannel createFile(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, NEW, PosixFilePermissions.asFileAttribute(FILE));
    try {
      widen(file, FILE);
    } catch (IOException e) {
      try (channel) {
        throw e;
      }
    }
    return channel;
  }

  /**
   * Makes a directory.
   *
   * @throws FileAlreadyExistsException if there is something
   */
  public static void createDirectory(Path directory) throws IOException {
    Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(DIRECTORY));
    widen(directory, DIRECTORY);
  }

  /** Makes a directory and those above it that are missing; what is there stays as it is. */
  public static void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      createDirectories(parent);
    }
    try {
      createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) { // else another thread or process was quicker
        throw e;
      }
    }
  }

  /** Only where it changes anything: it would take from a directory that its group is passed on. */
  private static void widen(Path path, Set<PosixFilePermission> permissions) throws IOException {
    if (!Files.getPosixFilePermissions(path).equals(permissions)) {
      Files.setPosixFilePermissions(path, permissions);
    }
  }
}
