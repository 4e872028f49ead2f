package dev.pop.mirror.estimator;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a file system can take.
 *
 * @param availableBytes bytes that an ordinary user can still write
 * @param blockBytes the unit in which it gives space to files
 */
record DiskSpace(long availableBytes, long blockBytes) {

  /** The file system that {@code directory} is on, or will be on once it is made. */
  static DiskSpace of(Path directory) throws IOException {
    Path existing = directory.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    FileStore store = Files.getFileStore(existing);
    return new DiskSpace(store.getUsableSpace(), store.getBlockSize());
  }

  /** {@code bytes} rounded up to whole blocks. */
  long allocated(long bytes) {
    return (bytes + blockBytes - 1) / blockBytes * blockBytes;
  }
}
