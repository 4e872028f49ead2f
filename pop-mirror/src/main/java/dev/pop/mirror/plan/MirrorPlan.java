package dev.pop.mirror.plan;

import com.google.common.math.LongMath;
import dev.pop.core.FailureKind;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.io.ByteSize;
import dev.pop.core.io.DiskSpace;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.repository.ArchiveLimits;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The plan of one archive: the distinct pool files that its suites list, and which of them this
 * disk holds. Suites are added one by one; a suite that cannot be read leaves the plan of the
 * others as it is.
 *
 * <p>Not safe for use by several threads while suites are added or compared.
 */
public final class MirrorPlan {
  /** So many files may be listed with several contents before it looks like an attack. */
  private static final int MOST_CONFLICTS = 1000;

  private final Repository repository;
  private final ReservedPaths reserved;
  private final ArchiveLimits limits;
  private final FileTable files = new FileTable();
  private final List<SuitePlan> suites = new ArrayList<>();
  private final BitSet wanted = new BitSet();

  /** How many distinct files there are so far, and the sum of their sizes. */
  private int listed;

  private long bytes;
  private final BitSet sources = new BitSet();
  private final BitSet held = new BitSet();
  private final BitSet unverified = new BitSet();
  private final BitSet clear = new BitSet();

  /** Of files that are listed with several contents, those besides the table's. */
  private final SortedMap<Integer, Set<FileContent>> contested = new TreeMap<>();

  /**
   * An empty plan.
   *
   * @param reserved where no package file may lie
   * @param limits how much the archive may list
   */
  public MirrorPlan(Repository repository, ReservedPaths reserved, ArchiveLimits limits) {
    this.repository = repository;
    this.reserved = reserved;
    this.limits = limits;
  }

  /**
   * Reads a suite's indices and adds what they list.
   *
   * @throws FormatException if an index is damaged, or lists a file in a place that is reserved;
   *     the suite is then not part of the plan
   * @throws IOException if an index cannot be read from this disk
   */
  public SuitePlan add(Suite suite, ReleaseFile release, List<LocalIndex> indices)
      throws IOException, InterruptedException {
    reserved.fetched(suite, release);
    try (Adding adding = new Adding()) {
      for (LocalIndex index : indices) {
        if (index.group().listsFiles()) {
          adding.note(index, index.rows(limits.files()));
        }
      }
      return adding.end(suite, indices);
    }
  }

  /** A suite on its way into the plan. What a faulty one says must not contradict the next one. */
  private final class Adding implements AutoCloseable {
    private final BitSet seen = new BitSet();
    private final long bytesBefore = bytes;
    private final Map<Integer, Set<FileContent>> mine = new HashMap<>();
    private int whole = files.count();
    private boolean ended;

    /** Takes account of one more file. */
    private void requireWithin(LocalIndex index, long size) throws FormatException {
      bytes = LongMath.saturatedAdd(bytes, size);
      if (listed > limits.files()) {
        throw index.about(
            "the archive lists more than " + limits.files() + " files; see max_archive_files");
      }
      if (limits.bytes() > 0 && bytes > limits.bytes()) {
        throw index.about(
            "the archive lists more than "
                + ByteSize.iec(limits.bytes())
                + " of files; see max_archive_size");
      }
    }

    void note(LocalIndex index, FileRows rows) throws IOException {
      boolean source = index.group().kind() == IndexGroup.Kind.SOURCES;
      for (int row = 0; row < rows.count(); row++) {
        int id = files.add(rows, row);
        if (id == FileTable.NONE) {
          id = files.findPath(rows, row);
          contradict(index, id, new FileContent(rows.size(row), rows.checksum(row)));
        } else if (!mine.isEmpty() && mine.containsKey(id)) {
          mine.get(id).add(files.content(id));
        }
        if (id >= listed) {
          listed = id + 1;
          requireWithin(index, rows.size(row));
        }
        sources.set(id, source);
        if (!seen.get(id)) {
          Optional<String> refusal = reserved.refusal(files, id);
          if (refusal.isPresent()) {
            throw index.about("it lists " + rows.path(row) + ", which " + refusal.get());
          }
          seen.set(id);
        }
      }
    }

    private void contradict(LocalIndex index, int id, FileContent other) throws FormatException {
      Set<FileContent> listed = mine.get(id);
      if (listed == null) {
        if (contested.size() + mine.size() == MOST_CONFLICTS) {
          throw index.about(
              "it lists "
                  + files.path(id)
                  + " with another size or digest than another entry, as it is with "
                  + MOST_CONFLICTS
                  + " other files");
        }
        listed = new LinkedHashSet<>();
        if (seen.get(id)) {
          listed.add(files.content(id));
        }
        mine.put(id, listed);
      }
      listed.add(other);
    }

    SuitePlan end(Suite suite, List<LocalIndex> indices) {
      SuitePlan plan = new SuitePlan(suite, indices, seen.stream().toArray(), mine);
      mine.forEach(
          (id, contents) ->
              contested.computeIfAbsent(id, it -> new LinkedHashSet<>()).addAll(contents));
      suites.add(plan);
      wanted.or(seen);
      whole = files.count();
      ended = true;
      return plan;
    }

    @Override
    public void close() {
      files.truncate(whole);
      if (!ended) {
        listed = whole;
        bytes = bytesBefore;
      }
    }
  }

  /** The files that are listed with several contents, until they are settled. */
  public List<ListingConflict> conflicts() {
    List<ListingConflict> conflicts = new ArrayList<>();
    contested.forEach(
        (id, contents) -> {
          Set<FileContent> all = new LinkedHashSet<>();
          all.add(files.content(id));
          all.addAll(contents);
          conflicts.add(new ListingConflict(id, files.path(id), List.copyOf(all)));
        });
    return conflicts;
  }

  /**
   * Decides which content a file has: it is the one that is wanted now, and suites that list others
   * lose the file. No suite can be added after that.
   *
   * @param right some of its contents; the largest counts if they are several
   */
  public void settle(ListingConflict conflict, Set<FileContent> right) {
    int id = conflict.id();
    FileContent before = files.content(id);
    contested.remove(id);
    suites.forEach(suite -> suite.settle(id, before, right));
    right.stream()
        .max(Comparator.comparingLong(FileContent::size))
        .filter(content -> !content.equals(before))
        .ifPresent(content -> files.replace(id, content));
    if (right.isEmpty()) {
      wanted.clear(id);
    }
  }

  /**
   * Adds suites that were fetched, in their order, except those that failed or are unchanged, and
   * those whose indices cannot be read, which fails them. Indices are read on the threads of {@code
   * context}.
   *
   * @return the suites that have become part of the plan, in their order
   * @throws IOException if an index cannot be read from this disk
   */
  public Map<SuiteFetch, SuitePlan> addAll(List<SuiteFetch> fetches, FetchContext context)
      throws IOException, InterruptedException {
    List<SuiteFetch> open =
        fetches.stream().filter(fetch -> fetch.isOpen() && fetch.releases().isPresent()).toList();
    IndexScans scans =
        new IndexScans(
            context.workers(),
            open.stream()
                .flatMap(fetch -> fetch.indices().stream())
                .filter(index -> index.group().listsFiles())
                .toList(),
            limits.files(),
            Runtime.getRuntime().availableProcessors());
    open.forEach(
        fetch -> reserved.fetched(fetch.suite(), fetch.releases().orElseThrow().release()));
    Map<SuiteFetch, SuitePlan> added = new LinkedHashMap<>();
    for (SuiteFetch fetch : open) {
      List<LocalIndex> indices = fetch.indices();
      try (Adding adding = new Adding()) {
        Optional<String> refusal = reserved.refusal(fetch.suite());
        if (refusal.isPresent()) {
          throw new FormatException("its directory " + refusal.get());
        }
        for (LocalIndex index : indices) {
          if (index.group().listsFiles()) {
            FileRows rows = scans.rows(index);
            adding.note(index, rows);
            rows.faults()
                .ifPresent(
                    faults -> context.events().warning(fetch.suite() + ": passed over: " + faults));
          }
        }
        ReleaseFile release = fetch.releases().orElseThrow().release();
        if (!release.unusable().isEmpty()) {
          context
              .events()
              .warning(
                  fetch.suite()
                      + ": passed over in Release: "
                      + String.join("; ", release.unusable()));
        }
        added.put(fetch, adding.end(fetch.suite(), indices));
      } catch (FormatException e) {
        fail(fetch, context, FailureKind.DAMAGED, e.getMessage());
      } catch (OutOfMemoryError e) {
        fail(
            fetch,
            context,
            FailureKind.OTHER,
            "its indices need more memory than the program has; see max_archive_files");
      } catch (RuntimeException e) {
        fail(fetch, context, FailureKind.INTERNAL, FetchContext.fault(e));
      }
    }
    return added;
  }

  private static void fail(
      SuiteFetch fetch, FetchContext context, FailureKind kind, String reason) {
    Failure failure = new Failure(fetch.suite().toString(), kind, reason);
    context.failed(Stage.INDEX, fetch.id(), failure);
    fetch.fail(failure);
  }

  /**
   * Finds out which wanted files this disk holds.
   *
   * @param root the archive's directory in the mirror
   * @param known files that were verified there earlier
   * @throws IOException if a file's size cannot be read
   */
  public void compareWith(Path root, FileTable known) throws IOException {
    held.clear();
    unverified.clear();
    clear.clear();
    ExistingDirectories directories = new ExistingDirectories(root);
    boolean exists = false;
    int last = FileTable.NONE;
    for (int id = wanted.nextSetBit(0); id >= 0; id = wanted.nextSetBit(id + 1)) {
      if (last == FileTable.NONE || !files.areTogether(id, last)) {
        // Files of one directory come together.
        Path directory = root.resolve(files.path(id)).getParent();
        exists = directory != null && directories.contain(directory);
      }
      last = id;
      clear.set(id, !exists);
      if (exists && isThere(root, id)) {
        (known.findSame(files, id) == FileTable.NONE ? unverified : held).set(id);
      }
    }
  }

  private boolean isThere(Path root, int id) throws IOException {
    return FileContent.compareSize(root.resolve(files.path(id)), files.size(id))
        == FileContent.Match.SAME;
  }

  public Repository repository() {
    return repository;
  }

  /**
   * Every distinct file by its name on disk; only those of {@link #wanted} belong to a suite of the
   * plan.
   */
  public FileTable files() {
    return files;
  }

  public List<SuitePlan> suites() {
    return List.copyOf(suites);
  }

  /** Whether a suite of the plan lists the file. */
  public boolean isWanted(int id) {
    return wanted.get(id);
  }

  /** Numbers of the files that a suite of the plan lists. */
  public IntStream wanted() {
    return wanted.stream();
  }

  /** Whether the file belongs to a source package. */
  public boolean isSource(int id) {
    return sources.get(id);
  }

  /** Whether the file was verified earlier and is still there. */
  public boolean isHeld(int id) {
    return held.get(id);
  }

  /** Files of the right name and size of which nobody knows whether they have the right bytes. */
  public IntStream unverified() {
    return unverified.stream();
  }

  /** Files that are not there, or not with the right size. */
  public IntStream missing() {
    return wanted.stream().filter(id -> !held.get(id) && !unverified.get(id));
  }

  /** Whether it is certain that nothing lies in the place of a missing file. */
  public boolean isKnownAbsent(int id) {
    return clear.get(id);
  }

  /** Notes what hashing an {@link #unverified} file told: it is held, or as good as missing. */
  public void verify(int id, boolean sound) {
    unverified.clear(id);
    held.set(id, sound);
  }

  /** Notes that a missing file has arrived and was verified. */
  public void arrived(int id) {
    held.set(id);
  }

  /**
   * Sum of the sizes of the {@link #missing} files, in bytes; {@link Long#MAX_VALUE} when an index
   * claims even more.
   */
  public long missingBytes() {
    return missing().mapToLong(files::size).reduce(0, LongMath::saturatedAdd);
  }

  /**
   * What the {@link #missing} files take on a disk, in bytes; {@link Long#MAX_VALUE} when an index
   * claims even more.
   */
  public long missingAllocated(DiskSpace disk) {
    return missing().mapToLong(files::size).map(disk::allocated).reduce(0, LongMath::saturatedAdd);
  }
}
