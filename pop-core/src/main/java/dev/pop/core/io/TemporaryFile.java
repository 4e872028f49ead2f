package dev.pop.core.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A new file beside the one that it shall replace, which only its owner may read. It is locked as
 * long as it is written, so that what a killed process has left is known by not being locked.
 */
final class TemporaryFile implements Closeable {
  private static final String ENDING = ".new";

  private final Path path;
  private final FileChannel channel;

  private TemporaryFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  Path path() {
    return path;
  }

  FileChannel channel() {
    return channel;
  }

  /** Makes one for {@code target}, and removes those that killed processes have left there. */
  static TemporaryFile beside(Path target) throws IOException {
    Path directory = Objects.requireNonNull(target.getParent());
    String beginning = "." + target.getFileName() + ".";
    removeLeft(directory, beginning);
    while (true) {
      Path path =
          Files.createTempFile(
              directory,
              beginning,
              ENDING,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
      if (!isLockedByOther(channel) && Files.exists(path)) {
        return new TemporaryFile(path, channel);
      }
      channel.close(); // another process took it for a leftover before it was locked
      Files.deleteIfExists(path);
    }
  }

  /** Locks the file until its channel is closed, unless somebody else has. */
  private static boolean isLockedByOther(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() == null;
    } catch (OverlappingFileLockException e) {
      return true; // another thread
    }
  }

  private static void removeLeft(Path directory, String beginning) throws IOException {
    Pattern name = Pattern.compile(Pattern.quote(beginning) + "[0-9]+" + Pattern.quote(ENDING));
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            directory, file -> name.matcher(String.valueOf(file.getFileName())).matches())) {
      for (Path file : files) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          removeUnlessLocked(file);
        }
      }
    }
  }

  private static void removeUnlessLocked(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (!isLockedByOther(channel)) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException | AccessDeniedException e) {
      return; // its owner was quicker, or is somebody else
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      Files.deleteIfExists(path);
    }
  }
}
