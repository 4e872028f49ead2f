package dev.pop.mirror.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.io.DiskSpace;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskUsageTest {
  @TempDir Path directory;

  @Test
  void of_countsFilesDirectoriesAndBytes() throws Exception {
    Files.createDirectories(directory.resolve("a/b"));
    Files.createDirectories(directory.resolve("empty"));
    Files.write(directory.resolve("a/one"), new byte[1000]);
    Files.write(directory.resolve("a/b/two"), new byte[536]);

    DiskUsage usage = DiskUsage.of(directory);

    assertThat(usage.totalBytes()).isEqualTo(1536);
    assertThat(usage.readable()).isEqualTo("1.50 KB");
    assertThat(usage.totalFiles()).isEqualTo(2);
    assertThat(usage.totalDirectories()).isEqualTo(3);
    assertThat(usage.availableBytes()).isBetween(1L, Files.getFileStore(directory).getTotalSpace());
  }

  @Test
  void of_hardLinks_countOnce() throws Exception {
    Path file = Files.write(directory.resolve("one"), new byte[100]);
    Files.createLink(directory.resolve("again"), file);
    Files.createLink(Files.createDirectory(directory.resolve("by-hash")).resolve("x"), file);

    DiskUsage usage = DiskUsage.of(directory);

    assertThat(usage.totalBytes()).isEqualTo(100);
    assertThat(usage.totalFiles()).isEqualTo(1);
  }

  @Test
  void of_symbolicLinks_doNotCount() throws Exception {
    Path outside =
        Files.write(Files.createDirectory(directory.resolve("out")).resolve("f"), new byte[9]);
    Path inside = Files.createDirectory(directory.resolve("in"));
    Files.createSymbolicLink(inside.resolve("file"), outside);
    Files.createSymbolicLink(inside.resolve("loop"), directory);

    DiskUsage usage = DiskUsage.of(inside);

    assertThat(usage.totalBytes()).isZero();
    assertThat(usage.totalFiles()).isZero();
    assertThat(usage.totalDirectories()).isZero();
  }

  @Test
  void of_linkToADirectory_isThatDirectory() throws Exception {
    Files.write(Files.createDirectory(directory.resolve("real")).resolve("f"), new byte[9]);
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("real"));

    assertThat(DiskUsage.of(link).totalBytes()).isEqualTo(9);
  }

  @Test
  void of_nothingThere_isZero() throws Exception {
    Path nowhere = directory.resolve("not/yet/made");
    Path broken = Files.createSymbolicLink(directory.resolve("broken"), nowhere);

    for (Path missing : new Path[] {nowhere, broken}) {
      DiskUsage usage = DiskUsage.of(missing);
      assertThat(usage.totalBytes()).isZero();
      assertThat(usage.readable()).isEqualTo("0.00 B");
      assertThat(usage.totalFiles()).isZero();
      assertThat(usage.totalDirectories()).isZero();
      assertThat(usage.availableBytes()).isPositive();
    }
    assertThat(nowhere).doesNotExist();
  }

  @Test
  void diskSpace_roundsUpToBlocks() throws Exception {
    DiskSpace disk = new DiskSpace(100_000, 10_000, 4096);

    assertThat(disk.allocated(0)).isZero();
    assertThat(disk.allocated(1)).isEqualTo(4096);
    assertThat(disk.allocated(4096)).isEqualTo(4096);
    assertThat(disk.allocated(4097)).isEqualTo(8192);
    assertThat(disk.allocated(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(DiskSpace.of(directory.resolve("not/yet")).blockBytes())
        .isEqualTo(Files.getFileStore(directory).getBlockSize());
  }
}
