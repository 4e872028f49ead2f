package dev.pop.core.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A lock that one process at a time holds on a file. It ends with the process, however that ends,
 * so a lock file left behind by a crash locks nothing out.
 */
public final class ProcessLock implements Closeable {
  private final FileChannel channel;
  private final FileLock lock;

  private ProcessLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the lock, making {@code file} when it is missing.
   *
   * @return empty when another process, or another part of this one, holds it
   * @throws IOException if the file cannot be opened for writing
   */
  public static Optional<ProcessLock> tryAcquire(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      throw new IOException(file + " is a symbolic link; remove it");
    }
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null; // held within this process
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock == null ? Optional.empty() : Optional.of(new ProcessLock(channel, lock));
  }

  /**
   * Gives the lock up. The file stays: removing it could free a lock that another has just taken.
   */
  @Override
  public void close() throws IOException {
    try (channel) {
      lock.release();
    }
  }
}
