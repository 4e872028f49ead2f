package dev.pop.cli;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static dev.pop.mirror.fixture.MirrorFixture.largeDeb;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.ChildJvm;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tool;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.repository.MirrorList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A disk that takes no more in the middle of a run, though it seemed to have room. The limit that
 * the system sets to the size of files makes the same calls fail, in the same way.
 */
@Timeout(60)
class FullDiskTest {
  /** In blocks of 512 bytes: more than any index takes, and less than the large package. */
  private static final int BLOCKS = 256;

  /**
   * In a name space of its own: the mirror on a file system with so many free inodes, and when the
   * program has ended, a copy of what is there then. Arguments: the mirror, the copy, the inodes,
   * the limit in blocks.
   */
  private static final String ON_SMALL_DISK =
      """
      mirror=%s copy=%s free=%d
      if unshare -m sh -c 'mount -t tmpfs none /mnt' 2>/dev/null; then
        exec unshare -m sh -c '
          mirror=$1 copy=$2 free=$3 && shift 3
          names=$(find "$mirror" | wc -l)
          mkdir "$copy"
          mount -t tmpfs -o nr_inodes=$((names + free)) none "$copy"
          cp -a "$mirror/." "$copy"
          mount --move "$copy" "$mirror"
          "$@"
          code=$?
          cp -a "$mirror/." "$copy"
          exit $code' sh "$mirror" "$copy" "$free" "$@"
      fi
      ulimit -f %d""";

  @TempDir Path directory;
  private MirrorFixture world;
  private Path listFile;

  @BeforeEach
  void mirrorOnceThenAddLargePackage() throws Exception {
    world = MirrorFixture.withJammy(directory);
    listFile = directory.resolve("mirror.list");
    Files.writeString(listFile, world.listText("deb URL jammy main", "clean URL"));
    world.completes(MirrorList.read(listFile));
    world.archive().suite("jammy").add("main", largeDeb("large"));
    world.archive().date(MirrorFixture.NEXT_DAY).write();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void fullDisk_oneLine_oldGenerationStays_nextRunCompletes() throws Exception {
    Tree before = Tree.of(world.mirror());

    Tool.Result result = syncWithin("ulimit -f " + BLOCKS);

    assertThat(result.exitCode()).as(result.output()).isEqualTo(ExitCode.FAILED);
    assertThat(result.output().lines().filter(line -> line.startsWith("pop: ")))
        .singleElement()
        .asString()
        .contains("the mirror cannot be written: ", "File too large", "what is published is whole");
    assertThatMirror(world).publishesAsBefore(before).hasNoTemporaryFiles();
    assertThat(world.completes(MirrorList.read(listFile)).resumedFiles()).isEqualTo(1);
    assertThatMirror(world).isSound(MirrorList.read(listFile)).hasNoTemporaryFiles();
  }

  /**
   * A real file system without room, where the machine lets us mount one; where it does not, this
   * is the limit to the size of files once more.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 5, 8, 11})
  void noFreeInodes_oneLine_oldGenerationStays_nextRunCompletes(int free) throws Exception {
    Tree before = Tree.of(world.mirror());
    Path disk = directory.resolve("disk");

    Tool.Result result = syncWithin(ON_SMALL_DISK.formatted(world.mirror(), disk, free, BLOCKS));
    if (Files.exists(disk)) {
      PathUtils.deleteDirectory(world.mirror());
      Files.move(disk, world.mirror());
    }

    assertThat(result.exitCode()).as(result.output()).isEqualTo(ExitCode.FAILED);
    assertThat(result.output().lines().filter(FullDiskTest::isOfFullDisk))
        .as(result.output())
        .singleElement()
        .asString()
        .contains(world.mirror() + "/");
    assertThatMirror(world).publishesAsBefore(before);
    world.completes(MirrorList.read(listFile));
    assertThatMirror(world).isSound(MirrorList.read(listFile)).hasNoTemporaryFiles();
  }

  @Test
  void mirrorPathIsNoDirectory_oneLine() throws Exception {
    Path aside = directory.resolve("aside");
    Files.move(world.mirror(), aside);
    Files.writeString(world.mirror(), "");

    Tool.Result result = syncWithin("true");

    assertThat(result.exitCode()).as(result.output()).isEqualTo(ExitCode.FAILED);
    assertThat(result.output().lines().filter(line -> line.startsWith("pop: ")))
        .singleElement()
        .asString()
        .contains("the mirror cannot be written: " + world.mirror());
    Files.delete(world.mirror());
    Files.move(aside, world.mirror());
    world.completes(MirrorList.read(listFile));
    assertThatMirror(world).isSound(MirrorList.read(listFile)).hasNoTemporaryFiles();
  }

  private static boolean isOfFullDisk(String line) {
    return line.contains("No space left on device") || line.contains("File too large");
  }

  private Tool.Result syncWithin(String limit) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", "-c", limit + " && \"$@\"", "sh"));
    command.addAll(
        ChildJvm.command(PopCli.class, "sync", "--no-progress", "--mirror-list", listFile));
    return Tool.in(directory).run(command);
  }
}
