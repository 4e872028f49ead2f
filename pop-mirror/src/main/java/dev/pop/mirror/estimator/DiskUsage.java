package dev.pop.mirror.estimator;

import dev.pop.core.io.ByteSize;
import dev.pop.core.io.DiskSpace;
import dev.pop.mirror.report.JsonFields;
import dev.pop.mirror.report.JsonForm;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a directory takes, found in one walk. A file with several names counts once; symbolic links
 * are not followed and not counted. The names are those of its JSON form, see docs/cli.md.
 *
 * @param totalBytes sum of the sizes of the files
 * @param readable {@code totalBytes} in words
 * @param totalFiles number of files
 * @param totalDirectories number of directories below the one that was asked for
 * @param availableBytes what its file system can still take
 */
public record DiskUsage(
    long totalBytes, String readable, long totalFiles, long totalDirectories, long availableBytes)
    implements JsonForm {

  /**
   * Walks through {@code directory}; one that does not exist has nothing in it.
   *
   * @throws IOException if a directory in it cannot be read
   */
  public static DiskUsage of(Path directory) throws IOException {
    Counter counter = new Counter();
    Optional<Path> existing = realPath(directory);
    if (existing.isPresent()) {
      Files.walkFileTree(existing.get(), counter);
    }
    return new DiskUsage(
        counter.bytes,
        ByteSize.twoDecimals(counter.bytes),
        counter.files,
        Math.max(0, counter.directories - 1),
        DiskSpace.of(directory).availableBytes());
  }

  private static Optional<Path> realPath(Path directory) throws IOException {
    try {
      return Optional.of(directory.toRealPath());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static final class Counter extends SimpleFileVisitor<Path> {
    private final Set<Object> seen = new HashSet<>();
    private long bytes;
    private long files;
    private long directories;

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      directories++;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      Object key = attributes.fileKey();
      if (attributes.isRegularFile() && (key == null || seen.add(key))) {
        files++;
        bytes += attributes.size();
      }
      return FileVisitResult.CONTINUE;
    }

    /** A run may remove a file between the listing and the look at it. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }
  }

  @Override
  public void writeTo(JsonFields json) {
    json.put("total_size_bytes", totalBytes)
        .put("total_size_readable", readable)
        .put("total_files", totalFiles)
        .put("total_dirs", totalDirectories)
        .put("available_bytes", availableBytes);
  }
}
