package dev.pop.mirror.sync;

import com.google.common.base.Suppliers;
import dev.pop.core.apt.Checksum;
import dev.pop.mirror.plan.FileTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Files that are wanted under one name and lie verified under another, in the same archive or in
 * another of the mirror: they need not be fetched. Safe for use by several threads after it is
 * made.
 */
final class HeldElsewhere {
  private record Place(Path file, long size) {}

  /** What is looked for; a large first sync, which knows of no file yet, need not make it. */
  private final Supplier<Set<Checksum>> wanted;

  /** Beginnings of digests that are wanted under two names or more. */
  private final Set<Long> wantedTwice;

  private final Map<Checksum, Place> places = new ConcurrentHashMap<>();

  /**
   * @param count number of files that are wanted
   * @param wanted the digest of each
   */
  HeldElsewhere(int count, IntFunction<Checksum> wanted) {
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
  void lookAmong(Path root, FileTable known) {
    for (int id = 0; id < known.count(); id++) {
      Checksum checksum = known.checksum(id);
      if (wanted.get().contains(checksum)) {
        places.putIfAbsent(checksum, new Place(root.resolve(known.path(id)), known.size(id)));
      }
    }
  }

  /** A file that has just arrived. */
  void add(Checksum checksum, Path file, long size) {
    if (wantedTwice.contains(beginning(checksum))) {
      places.putIfAbsent(checksum, new Place(file, size));
    }
  }

  /** A file with these bytes, if it is still there. */
  Optional<Path> find(Checksum checksum) throws IOException {
    Place place = places.get(checksum);
    return place != null
            && Files.isRegularFile(place.file, LinkOption.NOFOLLOW_LINKS)
            && Files.size(place.file) == place.size
        ? Optional.of(place.file)
        : Optional.empty();
  }
}
