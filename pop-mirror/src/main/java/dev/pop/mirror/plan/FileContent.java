package dev.pop.mirror.plan;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.ReleaseEntry;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What an index says that a file contains, and the one check that a file on this disk does.
 *
 * @param size in bytes
 * @param checksum its strongest digest
 */
public record FileContent(long size, Checksum checksum) {

  /** How a file on this disk compares with what it should contain. */
  public enum Match {
    /** It has these bytes. */
    SAME,
    /** No regular file has that name, or this user may not look at it. */
    ABSENT,
    /** It has another size. */
    OTHER_SIZE,
    /** It has the size, but another digest. */
    OTHER_BYTES
  }

  /** What a {@code Release} says of a file. */
  public static FileContent of(ReleaseEntry entry) {
    return new FileContent(entry.size(), entry.strongest());
  }

  /**
   * Compares a file with it; the file is read only if it has the right size.
   *
   * @param options {@link LinkOption#NOFOLLOW_LINKS} if a symbolic link is as good as no file
   * @throws IOException if the file has the size, but cannot be read
   */
  public Match compareWith(Path file, LinkOption... options) throws IOException {
    Match bySize = compareSize(file, size, options);
    return bySize != Match.SAME || Checksum.ofFile(checksum.algorithm(), file).equals(checksum)
        ? bySize
        : Match.OTHER_BYTES;
  }

  /**
   * True if the file contains it.
   *
   * @param options as for {@link #compareWith}
   * @throws IOException as for {@link #compareWith}
   */
  public boolean isIn(Path file, LinkOption... options) throws IOException {
    return compareWith(file, options) == Match.SAME;
  }

  /**
   * Compares the size of a file alone; {@link Match#SAME} says nothing of its bytes.
   *
   * @param options as for {@link #compareWith}
   * @throws IOException if the file system fails otherwise than by not having the file
   */
  public static Match compareSize(Path file, long size, LinkOption... options) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, options);
      if (!attributes.isRegularFile()) {
        return Match.ABSENT;
      }
      return attributes.size() == size ? Match.SAME : Match.OTHER_SIZE;
    } catch (FileSystemException e) {
      return Match.ABSENT; // not there, or what should be a directory is a file
    }
  }

  @Override
  public String toString() {
    return size + " bytes with " + checksum.algorithm() + " " + checksum.hex();
  }
}
