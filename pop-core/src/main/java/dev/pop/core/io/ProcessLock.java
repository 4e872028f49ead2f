package dev.pop.core.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock that one process at a time holds on a file. It ends with the process, however that ends,
 * so a lock file left behind by a crash locks nothing out.
 */
public final class ProcessLock implements Closeable {
  /**
   * What this process holds. It must not even open such a file again: POSIX drops all locks that a
   * process has on a file when it closes any descriptor of it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel channel;
  private final FileLock lock;

  private ProcessLock(Path key, FileChannel channel, FileLock lock) {
    this.key = key;
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
    Path key = file.resolveSibling("").toRealPath().resolve(file.getFileName());
    if (!HELD.add(key)) {
      return Optional.empty();
    }
    Optional<ProcessLock> lock = Optional.empty();
    try {
      lock = tryLock(key);
    } finally {
      if (lock.isEmpty()) {
        HELD.remove(key);
      }
    }
    return lock;
  }

  private static Optional<ProcessLock> tryLock(Path key) throws IOException {
    FileChannel channel =
        FileChannel.open(key, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock == null ? Optional.empty() : Optional.of(new ProcessLock(key, channel, lock));
  }

  /**
   * Gives the lock up. The file stays: removing it could free a lock that another has just taken.
   */
  @Override
  public void close() throws IOException {
    try (channel) {
      lock.release();
    } finally {
      HELD.remove(key);
    }
  }
}
