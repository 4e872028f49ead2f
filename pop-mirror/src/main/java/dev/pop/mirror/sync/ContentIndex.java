package dev.pop.mirror.sync;

import com.google.common.base.Suppliers;
import dev.pop.core.apt.Checksum;
import dev.pop.mirror.plan.FileContent;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.repository.Repository;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Files that are wanted under one name and lie under another, in the same archive or in another of
 * the mirror: they need not be fetched. What only the memory of earlier runs vouches for is hashed
 * before it is used, once per file. Safe for use by several threads after it is made.
 */
final class ContentIndex {
  private record Place(Path file, long size) {
    boolean isThere() throws IOException {
      return FileContent.compareSize(file, size, LinkOption.NOFOLLOW_LINKS)
          == FileContent.Match.SAME;
    }
  }

  /** A file of an earlier run. */
  private record Remembered(Repository repository, Path root, String path, long size) {
    Place place() {
      return new Place(root.resolve(path), size);
    }
  }

  /** What is looked for; a large first sync, which knows of no file yet, need not make it. */
  private final Supplier<Set<Checksum>> wanted;

  /** Beginnings of digests that are wanted under two names or more. */
  private final Set<Long> wantedTwice;

  /** What this run has verified. */
  private final Map<Checksum, Place> places = new ConcurrentHashMap<>();

  /** What earlier runs have verified, and this one has not looked at. */
  private final Map<Checksum, Remembered> remembered = new ConcurrentHashMap<>();

  /** Hears of files that have other bytes than was remembered. */
  private final BiConsumer<Repository, String> damage;

  /**
   * @param count number of files that are wanted
   * @param wanted the digest of each
   * @param damage hears of what is not as it was remembered, from any thread
   */
  ContentIndex(int count, IntFunction<Checksum> wanted, BiConsumer<Repository, String> damage) {
    this.damage = damage;
    this.wanted =
        Suppliers.memoize(
            () -> IntStream.range(0, count).mapToObj(wanted).collect(Collectors.toSet()));
    long[] beginnings =
        IntStream.range(0, count).mapToLong(i -> beginning(wanted.apply(i))).sorted().toArray();
    this.wantedTwice =
        IntStream.range(1, count)
            .filter(i -> beginnings[i] == beginnings[i - 1])
            .mapToObj(i -> beginnings[i])
            .collect(Collectors.toSet());
  }

  private static long beginning(Checksum checksum) {
    return Long.parseUnsignedLong(checksum.hex().substring(0, 16), 16);
  }

  /** Looks among the files of an archive that were verified earlier. */
  void lookAmong(Repository repository, Path root, FileTable known) {
    for (int id = 0; id < known.count(); id++) {
      Checksum checksum = known.checksum(id);
      if (wanted.get().contains(checksum)) {
        remembered.putIfAbsent(
            checksum, new Remembered(repository, root, known.path(id), known.size(id)));
      }
    }
  }

  /** A file that has just arrived. */
  void add(Checksum checksum, Path file, long size) {
    if (wantedTwice.contains(beginning(checksum))) {
      places.putIfAbsent(checksum, new Place(file, size));
    }
  }

  /** Forgets places below {@code root} that get other bytes. */
  void forget(Path root, Predicate<Path> changes) {
    places.values().removeIf(place -> place.file.startsWith(root) && changes.test(place.file));
    remembered.values().removeIf(file -> file.root.equals(root) && changes.test(file.place().file));
  }

  /**
   * A file with these bytes, if it is still there.
   *
   * @throws InterruptedException if the thread was interrupted while it hashed one
   */
  Optional<Path> find(Checksum checksum) throws IOException, InterruptedException {
    remembered.computeIfPresent(
        checksum,
        (wantedChecksum, file) -> {
          verify(wantedChecksum, file);
          return null;
        });
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedException("the run was interrupted");
    }
    Place place = places.get(checksum);
    return place != null && place.isThere() ? Optional.of(place.file) : Optional.empty();
  }

  private void verify(Checksum checksum, Remembered file) {
    Place place = file.place();
    try {
      FileContent content = new FileContent(place.size, checksum);
      switch (content.compareWith(place.file, LinkOption.NOFOLLOW_LINKS)) {
        case SAME -> places.putIfAbsent(checksum, place);
        case OTHER_BYTES -> damage.accept(file.repository, file.path);
        case ABSENT, OTHER_SIZE -> {} // what is missing is for the run of its own archive
      }
    } catch (IOException e) {
      if (!Thread.currentThread().isInterrupted()) { // which closes the file
        damage.accept(file.repository, file.path); // what cannot be read is no use to anybody
      }
    }
  }
}
