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
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lock that one process at a time holds on a file. It ends with the process, however that ends,
 * so a lock file left behind by a crash locks nothing out.
 */
public final class ProcessLock implements Closeable {
  /**
   * What this process holds. Asking the system instead would open the file once more, and POSIX
   * drops all locks of a process on a file when it closes any of its handles.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;
  private final FileLock lock;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ProcessLock(Path file, FileChannel channel, FileLock lock) {
    this.file = file;
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
    Path absolute = file.toAbsolutePath();
    Path real = absolute.resolveSibling(".").toRealPath().resolve(absolute.getFileName());
    if (!HELD.add(real)) {
      return Optional.empty();
    }
    Optional<ProcessLock> acquired = Optional.empty();
    try {
      acquired = acquire(real);
    } finally {
      if (acquired.isEmpty()) {
        HELD.remove(real);
      }
    }
    return acquired;
  }

  private static Optional<ProcessLock> acquire(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock == null ? Optional.empty() : Optional.of(new ProcessLock(file, channel, lock));
  }

  /**
   * Gives the lock up. The file stays: removing it could free a lock that another has just taken.
   */
  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try (channel) {
      lock.release();
    } finally {
      HELD.remove(file);
    }
  }
}
