package dev.pop.mirror.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.mirror.plan.FileTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What a manifest says of files, one line for each: algorithm, digest, size, path below the
 * archive's base.
 */
final class FileLines {
  private FileLines() {}

  /** Opens what has such lines, maybe behind others. */
  static BufferedReader open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FormatException(file + " is a directory");
    }
    return Files.newBufferedReader(file);
  }

  static void write(OutputStream out, FileTable table, IntStream ids) throws IOException {
    for (int id : ids.toArray()) {
      out.write(line(table, id));
    }
  }

  private static byte[] line(FileTable table, int id) {
    Checksum checksum = table.checksum(id);
    String line =
        checksum.algorithm()
            + " "
            + checksum.hex()
            + " "
            + table.size(id)
            + " "
            + table.path(id)
            + "\n";
    return line.getBytes(UTF_8);
  }

  /** The digest of the lines of these files, in the order of their paths. */
  static Checksum digest(FileTable table) {
    MessageDigest digest = HashAlgorithm.SHA256.newDigest();
    for (int id : table.byPath()) {
      digest.update(line(table, id));
    }
    return Checksum.of(HashAlgorithm.SHA256, digest.digest());
  }

  /** Adds the files to {@code table}; returns the number of lines. */
  static long read(BufferedReader in, FileTable table) throws IOException {
    long count = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      int digest = line.indexOf(' ') + 1;
      int size = line.indexOf(' ', digest) + 1;
      int path = line.indexOf(' ', size) + 1;
      if (digest <= 0 || size <= 0 || path <= 0) {
        throw new FormatException("a line of the manifest is malformed: " + line);
      }
      table.add(
          line.substring(path),
          Long.parseLong(line, size, path - 1, 10),
          Checksum.ofHex(
              HashAlgorithm.valueOf(line.substring(0, digest - 1)),
              line.substring(digest, size - 1)));
      count++;
    }
    return count;
  }

  /** The files whose paths are not {@code faulty}. */
  static IntStream without(FileTable table, Predicate<String> faulty) {
    return IntStream.range(0, table.count()).filter(id -> !faulty.test(table.path(id)));
  }
}
