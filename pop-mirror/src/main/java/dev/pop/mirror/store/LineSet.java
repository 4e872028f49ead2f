package dev.pop.mirror.store;

import dev.pop.core.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A file of distinct lines, sorted; one without lines is not there.
 *
 * @param mode who may read it
 */
record LineSet(Path file, AtomicFile.Mode mode) {
  LineSet(Path file) {
    this(file, AtomicFile.Mode.PRIVATE);
  }

  SortedSet<String> read() throws IOException {
    try {
      return new TreeSet<>(Files.readAllLines(file));
    } catch (NoSuchFileException e) {
      return new TreeSet<>();
    }
  }

  void add(Collection<String> lines) throws IOException {
    SortedSet<String> all = read();
    if (all.addAll(lines)) {
      write(all);
    }
  }

  void removeIf(Predicate<String> lines) throws IOException {
    SortedSet<String> all = read();
    if (all.removeIf(lines)) {
      write(all);
    }
  }

  private void write(SortedSet<String> lines) throws IOException {
    if (lines.isEmpty()) {
      Files.delete(file);
    } else {
      AtomicFile.write(file, mode, String.join("\n", lines) + "\n");
    }
  }
}
