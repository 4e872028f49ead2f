package dev.pop.mirror.estimator;

import com.google.common.math.LongMath;
import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.io.ByteSize;
import dev.pop.core.io.DiskSpace;
import dev.pop.mirror.estimator.SizeEstimate.SuiteSize;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.plan.IndexGroup;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.ReleaseSet;
import dev.pop.mirror.plan.SuiteFetch;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.SpaceNeeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adds plans up. A sum that no disk could hold stays at the largest number there is. */
final class SizeSum {
  /** The one file that every source package has. */
  private static final String SOURCE_PACKAGE_ENDING = ".dsc";

  private final DiskSpace disk;
  private final List<SuiteSize> suites = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final List<Failure> problems = new ArrayList<>();
  private final Set<Path> directories = new HashSet<>();
  private long poolBytes;
  private long packages;
  private long indexBytes;
  private long allocatedBytes;
  private long heldBytes;
  private long neededBytes;

  SizeSum(DiskSpace disk) {
    this.disk = disk;
  }

  /** Adds what a suite has of its own: its indices and signed files, and its entry. */
  void addSuite(Path root, MirrorPlan plan, SuitePlan suitePlan, SuiteFetch fetch)
      throws IOException {
    Suite suite = fetch.suite();
    ReleaseSet releases = fetch.releases().orElseThrow();
    for (IndexGroup group : fetch.selection().orElseThrow().groups()) {
      for (ReleaseEntry form : group.preferredForms()) {
        addIndex(root, suite.resolve(form.path()), form.size());
        if (releases.release().acquireByHash()) {
          for (Checksum checksum : form.checksums().values()) {
            // The file there is a hard link; only its directory takes room.
            addDirectoriesOf(root.resolve(suite.resolve(form.byHashPath(checksum))), root);
          }
        }
      }
    }
    for (Map.Entry<String, Long> signed : releases.sizes().entrySet()) {
      addIndex(root, suite.resolve(signed.getKey()), signed.getValue());
    }
    lines.addAll(suite.sourceLines());
    List<String> architectures = new ArrayList<>(suite.wanted().architectures());
    if (suite.wanted().sources()) {
      architectures.add("source");
    }
    suites.add(
        new SuiteSize(
            suite.archive().id(),
            suite.archive().location(),
            suite.name(),
            architectures,
            suitePlan.files().mapToLong(plan.files()::size).reduce(0, LongMath::saturatedAdd),
            suitePlan.files().filter(id -> isPackage(plan, id)).count()));
  }

  private void addIndex(Path root, String path, long size) throws IOException {
    Path file = root.resolve(path);
    addFile(file, root, size);
    indexBytes = LongMath.saturatedAdd(indexBytes, size);
    if (Files.isRegularFile(file) && Files.size(file) == size) {
      heldBytes += size;
    }
  }

  /** Adds the pool files of an archive, each once. */
  void addFiles(Path root, MirrorPlan plan) {
    FileTable files = plan.files();
    int last = FileTable.NONE;
    for (int id : plan.wanted().toArray()) {
      long size = files.size(id);
      allocatedBytes = LongMath.saturatedAdd(allocatedBytes, disk.allocated(size));
      if (last == FileTable.NONE || !files.areTogether(id, last)) {
        addDirectoriesOf(root.resolve(files.path(id)), root);
      }
      last = id;
      poolBytes = LongMath.saturatedAdd(poolBytes, size);
      packages += isPackage(plan, id) ? 1 : 0;
    }
    heldBytes += plan.wanted().filter(plan::isHeld).mapToLong(files::size).sum();
  }

  /** Adds what a sync of an archive needs of the disk, see {@link SpaceNeeds}. */
  void addNeeds(long bytes) {
    neededBytes = LongMath.saturatedAdd(neededBytes, bytes);
  }

  void addProblem(Failure problem) {
    problems.add(problem);
  }

  private static boolean isPackage(MirrorPlan plan, int id) {
    return !plan.isSource(id) || plan.files().pathEndsWith(id, SOURCE_PACKAGE_ENDING);
  }

  private void addFile(Path file, Path root, long size) {
    allocatedBytes = LongMath.saturatedAdd(allocatedBytes, disk.allocated(size));
    addDirectoriesOf(file, root);
  }

  private void addDirectoriesOf(Path file, Path root) {
    Path directory = file.getParent();
    while (directory != null && directory.startsWith(root) && directories.add(directory)) {
      allocatedBytes = LongMath.saturatedAdd(allocatedBytes, disk.blockBytes());
      directory = directory.getParent();
    }
  }

  SizeEstimate estimate() {
    long total = LongMath.saturatedAdd(poolBytes, indexBytes);
    return new SizeEstimate(
        poolBytes,
        ByteSize.twoDecimals(poolBytes),
        packages,
        lines,
        indexBytes,
        total,
        allocatedBytes,
        heldBytes,
        total - heldBytes,
        disk.availableBytes(),
        neededBytes <= disk.availableBytes(),
        suites,
        problems);
  }
}
