package dev.pop.mirror.sync;

import dev.pop.core.apt.ReleaseEntry;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.ReservedPaths;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.report.ReleaseSignature;
import dev.pop.mirror.report.VerifyReport.Status;
import dev.pop.mirror.report.VerifyReport.SuiteCheck;
import dev.pop.mirror.repository.ArchiveLimits;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is found of one archive: first of its indices, then of the pool files that they name. */
final class ArchiveFindings {
  private final Repository repository;
  private final MirrorPlan plan;
  private final List<SuiteFindings> suites = new ArrayList<>();
  private final SortedSet<String> missing = Collections.synchronizedSortedSet(new TreeSet<>());
  private final SortedSet<String> corrupt = Collections.synchronizedSortedSet(new TreeSet<>());
  private final BitSet faultyFiles = new BitSet();
  private int indexCount;
  private long indexBytes;
  private int soundIndices;

  ArchiveFindings(Repository repository, Path root) {
    this.repository = repository;
    this.plan =
        new MirrorPlan(
            repository,
            ReservedPaths.of(repository, List.of(repository), root),
            ArchiveLimits.NONE);
  }

  /** What is found of one suite. */
  static final class SuiteFindings {
    final Suite suite;
    final List<String> problems = new ArrayList<>();
    boolean published;
    Optional<ReleaseSignature> signature = Optional.empty();

    /** What says which bytes the indices must have. */
    String source = "Release lists";

    @Nullable SuitePlan plan;
    long indexFiles;
    long indexBytes;

    SuiteFindings(Suite suite) {
      this.suite = suite;
    }
  }

  Repository repository() {
    return repository;
  }

  /** The files that the sound indices name. */
  MirrorPlan plan() {
    return plan;
  }

  /** In the order of the list. */
  List<SuiteFindings> bySuite() {
    return suites;
  }

  SuiteFindings begin(Suite suite) {
    SuiteFindings begun = new SuiteFindings(suite);
    suites.add(begun);
    return begun;
  }

  /** Counts an index that is to be there. */
  void count(SuiteFindings suite, ReleaseEntry form) {
    indexCount++;
    indexBytes += form.size();
    suite.indexFiles++;
    suite.indexBytes += form.size();
  }

  void soundIndex() {
    soundIndices++;
  }

  /**
   * @param path below the archive's base
   */
  void missing(String path) {
    missing.add(path);
  }

  void corrupt(String path) {
    corrupt.add(path);
  }

  /** A pool file is missing or corrupt. */
  void faultyFile(int id) {
    synchronized (faultyFiles) {
      faultyFiles.set(id);
    }
  }

  long faultyFiles(SuitePlan suite) {
    return suite.files().filter(faultyFiles::get).count();
  }

  /** Number of distinct files to be there: indices, and pool files. */
  int fileCount() {
    return indexCount + poolCount();
  }

  long byteCount() {
    return indexBytes + poolBytes();
  }

  /** Number of distinct pool files to be there. */
  int poolCount() {
    return (int) plan.wanted().count();
  }

  long poolBytes() {
    return plan.wanted().mapToLong(plan.files()::size).sum();
  }

  long soundCount() {
    return soundIndices + plan.wanted().filter(id -> !faultyFiles.get(id)).count();
  }

  /** Paths below the archive's base. */
  SortedSet<String> missing() {
    return missing;
  }

  SortedSet<String> corrupt() {
    return corrupt;
  }

  boolean isFaulty() {
    return !missing.isEmpty() || !corrupt.isEmpty();
  }

  boolean isFaulty(String path) {
    return missing.contains(path) || corrupt.contains(path);
  }

  /** One entry per suite. */
  List<SuiteCheck> suites() {
    return suites.stream().map(this::report).toList();
  }

  private SuiteCheck report(SuiteFindings suite) {
    SuitePlan suitePlan = suite.plan;
    long files = suite.indexFiles;
    long bytes = suite.indexBytes;
    if (suitePlan != null) {
      files += suitePlan.fileCount();
      bytes += suitePlan.files().mapToLong(plan.files()::size).sum();
    }
    Status status = suite.problems.isEmpty() ? Status.AVAILABLE : Status.DEGRADED;
    return new SuiteCheck(
        suite.suite.archive().id(),
        suite.suite.archive().location(),
        suite.suite.name(),
        suite.published ? status : Status.NOT_AVAILABLE,
        files,
        bytes,
        suite.signature,
        suite.problems);
  }
}
