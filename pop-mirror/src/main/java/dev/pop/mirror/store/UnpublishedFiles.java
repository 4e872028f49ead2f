package dev.pop.mirror.store;

import dev.pop.core.apt.FormatException;
import dev.pop.core.io.AtomicFile;
import dev.pop.mirror.plan.FileTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The files of a suite that are there and verified, while no generation that needs them is
 * published: {@link FileLines} alone.
 */
final class UnpublishedFiles {
  private final Path file;

  UnpublishedFiles(Path file) {
    this.file = file;
  }

  /** Adds the files to {@code table}; none when there is no such file. */
  void read(FileTable table) throws IOException {
    try (BufferedReader in = FileLines.open(file)) {
      FileLines.read(in, table);
    } catch (NoSuchFileException e) {
      return;
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw new FormatException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  void write(FileTable table, IntStream ids) throws IOException {
    AtomicFile.write(file, AtomicFile.Mode.PRIVATE, out -> FileLines.write(out, table, ids));
  }

  /** Takes files out of the list. A damaged one is deleted. */
  void forget(Predicate<String> faulty) throws IOException {
    if (Files.exists(file)) {
      FileTable table = new FileTable();
      try {
        read(table);
        write(table, FileLines.without(table, faulty));
      } catch (FormatException e) {
        Files.delete(file);
      }
    }
  }
}
