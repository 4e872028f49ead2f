package dev.pop.mirror.store;

import dev.pop.core.io.AtomicFile;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.repository.KeepRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What earlier generations of a suite named and later ones do not: indices under their digests, and
 * pool files. They stay for a while, for clients that are still working with an older generation.
 *
 * <p>The file holds the generations, the oldest first: a line with the time when the generation was
 * replaced, then its paths below the archive's base, each after a blank. A damaged file is as good
 * as none: its files may then go earlier. A generation of which nobody knows what it named has the
 * path {@code *}, which no archive has; it stays for the grace time alone.
 */
final class RetiredFiles {
  private static final String FIELD = "Replaced: ";
  private static final List<String> UNKNOWN = List.of("*");

  private record Generation(Instant replaced, List<String> paths) {}

  private final Path file;
  private final List<Generation> generations;

  private RetiredFiles(Path file, List<Generation> generations) {
    this.file = file;
    this.generations = generations;
  }

  static RetiredFiles read(Path file) throws IOException {
    List<Generation> generations = new ArrayList<>();
    try (Stream<String> lines = Files.lines(file)) {
      for (String line : (Iterable<String>) lines::iterator) {
        if (line.startsWith(FIELD)) {
          Instant replaced = Instant.parse(line.substring(FIELD.length()));
          generations.add(new Generation(replaced, new ArrayList<>()));
        } else if (line.startsWith(" ") && !generations.isEmpty()) {
          generations.get(generations.size() - 1).paths.add(line.substring(1));
        }
      }
    } catch (NoSuchFileException
        | AccessDeniedException
        | CharacterCodingException
        | DateTimeException
        | UncheckedIOException e) {
      return new RetiredFiles(file, new ArrayList<>());
    }
    return new RetiredFiles(file, generations);
  }

  /** Adds the files of a generation that is replaced now and that {@code goes} accepts. */
  void retire(FileTable before, Predicate<String> goes, Instant now) {
    List<String> paths =
        IntStream.range(0, before.count()).mapToObj(before::path).filter(goes).toList();
    if (!paths.isEmpty()) {
      generations.add(new Generation(now, paths));
    }
  }

  /** Adds a generation that is replaced now, and of which nobody knows what it named. */
  void retireUnknown(Instant now) {
    generations.add(new Generation(now, UNKNOWN));
  }

  /** Until when a generation of {@link #retireUnknown} may be in use; empty when none is. */
  Optional<Instant> unknownUntil(KeepRule rule, Instant now) {
    return generations.stream()
        .filter(generation -> generation.paths.equals(UNKNOWN))
        .map(generation -> generation.replaced.plus(rule.grace()))
        .filter(now::isBefore)
        .max(Instant::compareTo);
  }

  /** Every path that is still remembered. */
  Stream<String> paths() {
    return generations.stream().flatMap(generation -> generation.paths.stream());
  }

  /** Paths that must stay. */
  Stream<String> kept(KeepRule rule, Instant now) {
    return keptGenerations(rule, now).flatMap(generation -> generation.paths.stream());
  }

  private Stream<Generation> keptGenerations(KeepRule rule, Instant now) {
    int count = generations.size();
    return IntStream.range(0, count)
        .filter(i -> rule.keeps(count - 1 - i, generations.get(i).replaced, now))
        .mapToObj(generations::get);
  }

  /** When the next of the generations that stay may go for its age; empty when none will. */
  Optional<Instant> nextChange(KeepRule rule, Instant now) {
    return generations.stream()
        .limit(Math.max(0, generations.size() - rule.generations()))
        .map(generation -> generation.replaced.plus(rule.grace()))
        .filter(now::isBefore)
        .min(Instant::compareTo);
  }

  /** Writes what must stay; the rest is forgotten. */
  void write(KeepRule rule, Instant now) throws IOException {
    List<Generation> kept = keptGenerations(rule, now).toList();
    if (kept.isEmpty()) {
      Files.deleteIfExists(file);
      return;
    }
    AtomicFile.write(
        file,
        AtomicFile.Mode.PRIVATE,
        out -> {
          for (Generation generation : kept) {
            out.write((FIELD + generation.replaced + "\n").getBytes(StandardCharsets.UTF_8));
            for (String path : generation.paths) {
              out.write((" " + path + "\n").getBytes(StandardCharsets.UTF_8));
            }
          }
        });
  }
}
