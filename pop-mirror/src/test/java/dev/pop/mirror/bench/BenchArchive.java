package dev.pop.mirror.bench;

import dev.pop.core.io.Compression;
import dev.pop.core.openpgp.SigningKey;
import dev.pop.mirror.sample.ArchiveBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A signed archive of any size and the same archive a day later, for benchmarks: three suites, two
 * components, two architectures and sources, by-hash. Two runs make the same archive except for the
 * key.
 *
 * <p>In the directory given there are then {@code keyring.gpg}, {@code today/ubuntu} and, if asked
 * for, {@code next-day/ubuntu}. Of the packages of the first day, two in a hundred have a new
 * revision on the second and one is gone; one is new. What is the same is hard links.
 */
public final class BenchArchive {
  static final List<String> SUITES = List.of("jammy", "jammy-updates", "jammy-security");
  static final List<String> COMPONENTS = List.of("main", "universe");
  static final List<String> ARCHITECTURES = List.of("amd64", "arm64");

  private static final Instant TODAY = ArchiveBuilder.DEFAULT_DATE;
  private static final Instant NEXT_DAY = TODAY.plusSeconds(86_400);

  private final Path directory;
  private final BenchScale scale;
  private final SigningKey key = SigningKey.generate("Bench <bench@example.invalid>", TODAY);
  private final BenchPool pool;
  private final int count;

  private BenchArchive(Path directory, BenchScale scale) {
    this.directory = directory;
    this.scale = scale;
    this.pool = new BenchPool(scale.bodies());
    this.count = sourcesFor(scale);
  }

  /** An archive of the first day in a directory that need not exist. */
  static BenchArchive build(Path directory, BenchScale scale) throws IOException {
    BenchArchive archive = new BenchArchive(directory, scale);
    Files.createDirectories(directory);
    Files.write(directory.resolve("keyring.gpg"), archive.key.publicKeyring());
    archive.writeToday();
    return archive;
  }

  /** The archive's base on the first day. */
  Path today() {
    return directory.resolve("today").resolve("ubuntu");
  }

  /** Its base on the second. */
  Path nextDay() {
    return directory.resolve("next-day").resolve("ubuntu");
  }

  private static int sourcesFor(BenchScale scale) {
    int count = 0;
    for (int files = 0; files < scale.files(); count++) {
      files += BenchSource.of(count, 1, scale.sizes()).files().size();
    }
    return count;
  }

  private List<BenchSource> sourcesOfToday() {
    List<BenchSource> sources = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      sources.add(BenchSource.of(number, 1, scale.sizes()));
    }
    return sources;
  }

  private List<BenchSource> sourcesOfNextDay() {
    List<BenchSource> sources = new ArrayList<>();
    int last = count + Math.max(1, count / 100);
    for (int number = 0; number < last; number++) {
      if (number % 100 != 2) {
        sources.add(BenchSource.of(number, number % 50 == 1 ? 2 : 1, scale.sizes()));
      }
    }
    return sources;
  }

  private void writeToday() throws IOException {
    List<BenchSource> sources = sourcesOfToday();
    for (BenchSource source : sources) {
      for (BenchFile file : source.files()) {
        pool.write(today(), file, TODAY);
      }
    }
    writeIndices(today(), sources, TODAY);
    System.out.println(summary("today", sources));
  }

  /** Adds the archive of the second day. */
  void writeNextDay() throws IOException {
    List<BenchSource> sources = sourcesOfNextDay();
    for (BenchSource source : sources) {
      for (BenchFile file : source.files()) {
        pool.linkOrWrite(nextDay(), today(), file, NEXT_DAY);
      }
    }
    // Indices of the first day stay by-hash, as upstreams keep them.
    linkTree(today().resolve("dists"), nextDay().resolve("dists"));
    writeIndices(nextDay(), sources, NEXT_DAY);
    System.out.println(summary("next day", sources));
  }

  private void writeIndices(Path root, List<BenchSource> sources, Instant date) throws IOException {
    ArchiveBuilder archive =
        ArchiveBuilder.at(root)
            .signedBy(key)
            .date(date)
            .origin("Ubuntu") // debmirror takes suites of one codename from nobody else
            .version("22.04");
    if (!scale.bodies()) {
      archive.compressions(Compression.GZIP); // xz takes minutes for a million files
    }
    BenchIndices indices = new BenchIndices(sources, pool::digests);
    for (String suite : SUITES) {
      indices.putInto(
          archive
              .suite(suite)
              .components(COMPONENTS.toArray(String[]::new))
              .architectures(ARCHITECTURES.toArray(String[]::new)),
          suite);
    }
    archive.write();
  }

  private static void linkTree(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        Path copy = to.resolve(from.relativize(path));
        if (Files.isDirectory(path)) {
          Files.createDirectories(copy);
        } else {
          Files.createLink(copy, path);
        }
      }
    }
  }

  private static String summary(String day, List<BenchSource> sources) {
    List<BenchFile> files = sources.stream().flatMap(s -> s.files().stream()).toList();
    long bytes = files.stream().mapToLong(BenchFile::size).sum();
    return "%s: %d source packages, %d files, %d bytes"
        .formatted(day, sources.size(), files.size(), bytes);
  }

  /**
   * Builds an archive: {@code DIRECTORY small|medium|many} or {@code DIRECTORY FILES BYTES}, where
   * {@code BYTES} is the size of all files together. {@code --next-day} adds the second day, {@code
   * --no-bodies} leaves the package files out.
   */
  public static void main(String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of(arguments));
    boolean nextDay = words.remove("--next-day");
    boolean noBodies = words.remove("--no-bodies");
    if (words.size() < 2 || words.size() > 3) {
      throw new IllegalArgumentException("DIRECTORY and a scale, or DIRECTORY FILES BYTES");
    }
    BenchScale scale =
        words.size() == 2
            ? BenchScale.named(words.get(1))
            : BenchScale.of(Integer.parseInt(words.get(1)), Long.parseLong(words.get(2)));
    BenchArchive archive = build(Path.of(words.get(0)), noBodies ? scale.withoutBodies() : scale);
    if (nextDay) {
      archive.writeNextDay();
    }
  }
}
