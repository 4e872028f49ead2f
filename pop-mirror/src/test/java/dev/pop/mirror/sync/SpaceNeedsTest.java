package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.io.DiskSpace;
import dev.pop.mirror.estimator.EstimateOnDisk;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An estimate says that a mirror fits exactly where a run then has the space. */
class SpaceNeedsTest extends MirrorSyncFixture {
  private static final long BLOCK = 4096;
  private static final long LARGE = 1L << 40;

  /** A disk of which the files of mirror and skeleton take their blocks. */
  private DiskSpace.Probe disk(long capacity) {
    return directory -> new DiskSpace(capacity, capacity - used(), BLOCK);
  }

  private long used() throws IOException {
    Map<Object, Long> files = new HashMap<>();
    for (Path root : List.of(world.mirror(), world.skeleton())) {
      if (Files.exists(root)) {
        try (Stream<Path> all = Files.walk(root)) {
          for (Path file : all.filter(Files::isRegularFile).toList()) {
            files.put(
                Files.getAttribute(file, "unix:ino"),
                new DiskSpace(0, 0, BLOCK).allocated(Files.size(file)));
          }
        }
      }
    }
    return files.values().stream().mapToLong(Long::longValue).sum();
  }

  private boolean fits(MirrorList list, long capacity) throws Exception {
    return EstimateOnDisk.of(list, disk(capacity)).fits();
  }

  /** The smallest disk of which the estimate says that it will do. */
  private long smallest(MirrorList list) throws Exception {
    long tooSmall = used();
    long enough = LARGE;
    assertThat(fits(list, enough)).isTrue();
    while (enough - tooSmall > 1) {
      long middle = tooSmall + (enough - tooSmall) / 2;
      if (fits(list, middle)) {
        enough = middle;
      } else {
        tooSmall = middle;
      }
    }
    return enough;
  }

  private void agreeAtTheBoundary() throws Exception {
    MirrorList list = world.jammy();
    long smallest = smallest(list);

    assertThatExceptionOfType(DiskTooSmallException.class)
        .isThrownBy(() -> MirrorSync.of(list).space(disk(smallest - 1)).call());
    assertThat(MirrorSync.of(list).space(disk(smallest)).call().status())
        .isEqualTo(SyncReport.Status.COMPLETE);
  }

  @Test
  void firstSync_onTheSmallestDiskThatFits_completesAndOnNoSmallerOne() throws Exception {
    agreeAtTheBoundary();
  }

  @Test
  void update_onTheSmallestDiskThatFits_completesAndOnNoSmallerOne() throws Exception {
    world.completes(world.jammy());
    world.replaceHello();

    agreeAtTheBoundary();
  }

  @Test
  void mirrorWithNothingToDo_fitsAFullDisk() throws Exception {
    world.completes(world.jammy());
    long full = used();

    assertThat(fits(world.jammy(), full)).isTrue();
    assertThat(MirrorSync.of(world.jammy()).space(disk(full)).call().status())
        .isEqualTo(SyncReport.Status.COMPLETE);
  }
}
