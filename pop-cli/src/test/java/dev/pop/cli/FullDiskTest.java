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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that takes no more in the middle of a run, though it seemed to have room. The limit that
 * the system sets to the size of files makes the same calls fail, in the same way.
 */
@Timeout(60)
class FullDiskTest {
  /** In blocks of 512 bytes: more than any index takes, and less than the large package. */
  private static final int BLOCKS = 256;

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
        .contains("the mirror cannot be written: ", "File too large", "unchanged");
    assertThatMirror(world).publishesAsBefore(before).hasNoTemporaryFiles();
    assertThat(world.completes(MirrorList.read(listFile)).resumedFiles()).isEqualTo(1);
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

  private Tool.Result syncWithin(String limit) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", "-c", limit + " && exec \"$@\"", "sh"));
    command.addAll(
        ChildJvm.command(PopCli.class, "sync", "--no-progress", "--mirror-list", listFile));
    return Tool.in(directory).run(command);
  }
}
