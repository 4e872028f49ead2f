package dev.pop.mirror.sample;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Tar files whose bytes depend on names and contents only: owner root, fixed date, sorted. */
final class SampleTar {
  /** The date of every file in every sample package. */
  static final Instant MODIFIED = Instant.parse("2024-01-01T00:00:00Z");

  private static final int FILE = 0100644;
  private static final int PROGRAM = 0100755;
  private static final int DIRECTORY = 040755;

  private SampleTar() {}

  /**
   * A tar of the files and of the directories above them. Programs in {@code bin} or {@code sbin}
   * and {@code debian/rules} may be executed.
   *
   * @param prefix directory put before each path, such as {@code ./}; empty for none
   */
  static byte[] of(String prefix, SortedMap<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      // dpkg reads the long names of GNU tar, not those of pax.
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      for (String directory : directories(prefix, files)) {
        put(tar, directory, DIRECTORY, new byte[0]);
      }
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        put(tar, prefix + file.getKey(), mode(file.getKey()), file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Refuses a path that dpkg or tar would place elsewhere: absolute, with empty, {@code .} or
   * {@code ..} parts.
   */
  static void requireInside(String path) {
    checkArgument(
        Arrays.stream(path.split("/", -1)).noneMatch(part -> part.matches("|\\.|\\.\\.")),
        "not a plain relative path: %s",
        path);
  }

  private static SortedSet<String> directories(String prefix, SortedMap<String, byte[]> files) {
    SortedSet<String> directories = new TreeSet<>();
    if (!prefix.isEmpty()) {
      directories.add(prefix);
    }
    for (String path : files.keySet()) {
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        directories.add(prefix + path.substring(0, slash + 1));
      }
    }
    return directories;
  }

  private static int mode(String path) {
    return path.matches("(.*/)?s?bin/[^/]+|debian/rules") ? PROGRAM : FILE;
  }

  private static void put(TarArchiveOutputStream tar, String name, int mode, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setIds(0, 0);
    entry.setNames("root", "root");
    entry.setMode(mode);
    entry.setModTime(FileTime.from(MODIFIED));
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }
}
