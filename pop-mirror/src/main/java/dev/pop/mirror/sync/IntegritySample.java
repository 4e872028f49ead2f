package dev.pop.mirror.sync;

import dev.pop.core.Plural;
import dev.pop.core.io.IoErrors;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.report.HealthReport.Integrity;
import dev.pop.mirror.report.HealthReport.Status;
import dev.pop.mirror.report.Problem;
import dev.pop.mirror.report.Remedy;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorState;
import dev.pop.mirror.store.SuiteManifest;
import dev.pop.mirror.sync.HealthState.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Hashes a part of the files of all published suites, going on where the last check stopped: so
 * much that a round through all of them takes as long as it may, however often it is asked for.
 *
 * <p>It takes no lock. A file that a run replaces meanwhile is looked up again before it counts as
 * faulty, and while a run publishes nothing does.
 */
final class IntegritySample {
  /** What is hashed in any case; small mirrors are hashed whole each time. */
  static final long LEAST_COST = 256L << 20;

  /** What opening a file costs, in bytes that could be read in the same time. */
  private static final long COST_PER_FILE = 64 << 10;

  /** However long nobody asked, no more is hashed than for so long. */
  private static final Duration MOST_AT_ONCE = Duration.ofDays(7);

  /** So many are named; a mirror with more needs 'pop verify' and not a list. */
  private static final int MOST_FAULTS = 100;

  private final MirrorList list;
  private final MirrorLayout layout;
  private final MirrorState state;
  private final HealthState memory;
  private final Instant now;
  private final long least;
  private final List<Part> parts = new ArrayList<>();

  /** A published suite. */
  private record Part(Repository repository, Suite suite, String name, SuiteManifest manifest) {}

  /**
   * @param least see {@link #LEAST_COST}
   */
  IntegritySample(
      MirrorList list,
      MirrorLayout layout,
      MirrorState state,
      HealthState memory,
      Instant now,
      long least) {
    this.list = list;
    this.layout = layout;
    this.state = state;
    this.memory = memory;
    this.now = now;
    this.least = least;
  }

  /** The name of a suite in {@link Place}s. */
  static String name(Repository repository, Suite suite) {
    return repository.diskPath() + "/" + suite.directory();
  }

  /** Does the part that is due, and notes how far it came. */
  Integrity check() throws IOException, InterruptedException {
    for (Repository repository : list.repositories()) {
      for (Suite suite : repository.suites()) {
        state
            .manifest(repository, suite)
            .ifPresent(
                manifest ->
                    parts.add(new Part(repository, suite, name(repository, suite), manifest)));
      }
    }
    if (!parts.isEmpty() && !state.isPublishing()) {
      checkFaultsAgain();
      goOn(due());
      memory.lastCheck = Optional.of(now);
    }
    return report();
  }

  private long due() {
    long total = parts.stream().mapToLong(part -> cost(part.manifest)).sum();
    Duration since =
        memory.lastCheck.map(last -> Duration.between(last, now)).orElse(Duration.ofDays(1));
    Duration counted = since.compareTo(MOST_AT_ONCE) > 0 ? MOST_AT_ONCE : since;
    double share =
        Math.max(0, counted.toSeconds())
            / (double) list.settings().watch().integrityRound().toSeconds();
    return Math.max(least, (long) Math.ceil(total * share));
  }

  private static long cost(SuiteManifest manifest) {
    return manifest.byteCount() + manifest.fileCount() * COST_PER_FILE;
  }

  private void checkFaultsAgain() throws IOException, InterruptedException {
    Map<Place, String> known = Map.copyOf(memory.faults);
    memory.faults.clear();
    for (Part part : parts) {
      List<String> paths =
          known.keySet().stream()
              .filter(place -> place.suite().equals(part.name))
              .map(Place::path)
              .sorted()
              .toList();
      if (!paths.isEmpty()) {
        PartFiles files = new PartFiles(part);
        for (String path : paths) {
          files.check(path);
        }
      }
    }
  }

  private void goOn(long budget) throws IOException, InterruptedException {
    long left = budget;
    int first = firstPart();
    for (int i = first; i < parts.size(); i++) {
      Part part = parts.get(i);
      PartFiles files = new PartFiles(part);
      Optional<String> after =
          memory.cursor.filter(place -> place.suite().equals(part.name)).map(Place::path);
      for (String path : files.pathsAfter(after)) {
        if (left <= 0 || memory.faults.size() >= MOST_FAULTS) {
          return;
        }
        long size = files.check(path);
        memory.cursor = Optional.of(new Place(part.name, path));
        memory.checkedFiles++;
        memory.checkedBytes += size;
        left -= size + COST_PER_FILE;
      }
    }
    memory.lastRound = Optional.of(now);
    memory.cursor = Optional.empty();
  }

  /** Where the round goes on; at the beginning when the suite is no longer there. */
  private int firstPart() {
    int found =
        memory.cursor.isEmpty()
            ? -1
            : IntStream.range(0, parts.size())
                .filter(i -> parts.get(i).name.equals(memory.cursor.get().suite()))
                .findFirst()
                .orElse(-1);
    if (found < 0) {
      memory.cursor = Optional.empty();
      memory.roundStarted = now;
      memory.checkedFiles = 0;
      memory.checkedBytes = 0;
      return 0;
    }
    return found;
  }

  /** The files of one suite. */
  private final class PartFiles {
    private final Part part;
    private final Path root;
    private String edition;
    private FileTable table;

    PartFiles(Part part) throws IOException {
      this.part = part;
      this.root = layout.root(part.repository);
      this.edition = state.edition();
      this.table = read();
    }

    private FileTable read() throws IOException {
      return state.publishedFiles(part.repository, part.suite).orElseGet(FileTable::new);
    }

    /** In an order that does not change from one generation to the next. */
    List<String> pathsAfter(Optional<String> last) {
      return IntStream.range(0, table.count())
          .mapToObj(table::path)
          .filter(path -> last.isEmpty() || path.compareTo(last.get()) > 0)
          .sorted(Comparator.naturalOrder())
          .toList();
    }

    /** Looks at a file, and returns its size. */
    long check(String path) throws IOException, InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException("the check was interrupted");
      }
      Optional<String> fault = fault(path);
      if (fault.isPresent() && !edition.equals(state.edition())) { // a run has published meanwhile
        edition = state.edition();
        table = read();
        fault = fault(path);
      }
      if (state.isPublishing()) { // what is remembered of it may be out of date
        fault = Optional.empty();
      }
      fault.ifPresent(reason -> memory.faults.put(new Place(part.name, path), reason));
      int id = table.find(path);
      return id == FileTable.NONE ? 0 : table.size(id);
    }

    private Optional<String> fault(String path) {
      int id = table.find(path);
      if (id == FileTable.NONE) {
        return Optional.empty(); // not needed any more
      }
      Path file = root.resolve(path);
      try {
        return switch (table.content(id).compareWith(file)) {
          case SAME -> Optional.empty();
          case ABSENT ->
              Optional.of(Files.notExists(file) ? "is missing" : "is not a file that can be read");
          case OTHER_SIZE ->
              Optional.of("has " + Files.size(file) + " bytes in place of " + table.size(id));
          case OTHER_BYTES -> Optional.of("has other bytes than it must have");
        };
      } catch (IOException e) {
        return Optional.of("cannot be read: " + IoErrors.reason(e));
      }
    }
  }

  private Integrity report() {
    List<String> faulty = new ArrayList<>();
    memory.faults.keySet().forEach(place -> faulty.add(pathBelowMirror(place)));
    List<Problem> problems = new ArrayList<>();
    Status status = Status.HEALTHY;
    Duration round = list.settings().watch().integrityRound();
    if (memory.roundStarted.plus(round).plus(MOST_AT_ONCE).isBefore(now)) {
      status = Status.DEGRADED;
      problems.add(
          new Problem(
              "not every file was hashed again within "
                  + Plural.count(round.toDays(), "day")
                  + " (integrity_days)",
              Remedy.Action.CHECK_MORE_OFTEN));
    }
    if (!faulty.isEmpty()) {
      status = Status.UNHEALTHY;
      memory.faults.forEach(
          (place, reason) -> problems.add(new Problem(pathBelowMirror(place) + " " + reason)));
      if (memory.faults.size() >= MOST_FAULTS) {
        problems.add(
            new Problem("there may be more: the look ended at " + MOST_FAULTS + " faulty files"));
      }
      problems.add(
          new Problem(
              "a verification that hashes every file remembers what is wrong, and a sync fetches"
                  + " just that",
              Remedy.Action.HASH_AND_SYNC));
    }
    return new Integrity(
        status,
        memory.roundStarted,
        memory.lastRound,
        memory.checkedFiles,
        memory.checkedBytes,
        parts.stream().mapToLong(part -> part.manifest.fileCount()).sum(),
        parts.stream().mapToLong(part -> part.manifest.byteCount()).sum(),
        faulty.stream().distinct().toList(),
        problems.stream().distinct().toList());
  }

  private String pathBelowMirror(Place place) {
    return parts.stream()
            .filter(part -> part.name.equals(place.suite()))
            .findFirst()
            .map(part -> part.repository.diskPath() + "/")
            .orElse("")
        + place.path();
  }
}
