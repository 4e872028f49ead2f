package dev.pop.core.io;

import dev.pop.core.Internal;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How large a file system is, and what it can still take.
 *
 * @param totalBytes its size
 * @param availableBytes bytes that an ordinary user can still write
 * @param blockBytes the unit in which it gives space to files
 */
@Internal
public record DiskSpace(long totalBytes, long availableBytes, long blockBytes) {

  /** Asks a file system; tests put their own in its place. */
  @FunctionalInterface
  public interface Probe {
    /** The file system that {@code directory} is on, or will be on once it is made. */
    DiskSpace of(Path directory) throws IOException;
  }

  /**
   * The file system that {@code directory} is on, or will be on once it is made.
   *
   * @throws IOException if it cannot be asked
   */
  public static DiskSpace of(Path directory) throws IOException {
    FileStore store = store(directory);
    return new DiskSpace(store.getTotalSpace(), store.getUsableSpace(), store.getBlockSize());
  }

  /**
   * True if both directories are, or will be, on one file system.
   *
   * @throws IOException if one cannot be asked
   */
  public static boolean isShared(Path one, Path other) throws IOException {
    return store(one).equals(store(other));
  }

  private static FileStore store(Path directory) throws IOException {
    Path existing = directory.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    return Files.getFileStore(existing);
  }

  /** {@code bytes} rounded up to whole blocks; never more than {@link Long#MAX_VALUE}. */
  public long allocated(long bytes) {
    long blocks = bytes / blockBytes + (bytes % blockBytes > 0 ? 1 : 0);
    return blocks > Long.MAX_VALUE / blockBytes ? Long.MAX_VALUE : blocks * blockBytes;
  }
}
