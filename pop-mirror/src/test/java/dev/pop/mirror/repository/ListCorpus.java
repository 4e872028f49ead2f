package dev.pop.mirror.repository;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Lists in the shapes that people write, and what is expected of each. */
final class ListCorpus {
  static final Path DIRECTORY = Path.of("src/test/resources/dev/pop/mirror/repository/lists");

  /**
   * A list of the corpus.
   *
   * @param verdict {@code equal}: it reads as the Perl program reads it; {@code fault N}: it is
   *     refused for line N first; {@code differs REASON}
   */
  record Sample(String name, String verdict) {
    Path file() {
      return DIRECTORY.resolve(name + ".list");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private ListCorpus() {}

  static List<Sample> samples() throws IOException {
    return Files.readAllLines(DIRECTORY.resolve("expected.txt")).stream()
        .map(line -> Splitter.on(" | ").splitToList(line))
        .map(columns -> new Sample(columns.get(0), columns.get(1)))
        .toList();
  }

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".list"))
          .map(name -> name.replace(".list", ""))
          .toList();
    }
  }
}
