package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.HandmadeArchive;
import dev.pop.mirror.fixture.MirrorFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Root, as whom the tests run, acts by nothing that other users can change. */
@Timeout(60)
class ChangeableByOthersTest {
  @TempDir Path directory;
  private MirrorFixture world;
  private Path script;
  private Path list;
  private Path ran;

  @BeforeEach
  void start() throws Exception {
    world = MirrorFixture.in(directory);
    HandmadeArchive.at(world.archive().root()).suite("jammy");
    Path etc = Files.createDirectory(directory.resolve("etc"));
    ran = directory.resolve("ran");
    script = Files.writeString(etc.resolve("script"), "touch " + ran + "\n");
    list = etc.resolve("mirror.list");
    Files.writeString(
        list, world.listText("set postmirror_script " + script, "deb URL jammy main"));
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private static void open(Path path, String mode) throws Exception {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private Outcome sync() {
    return Outcome.of(
        "sync", "--no-progress", "--log-level", "debug", "--mirror-list", list.toString());
  }

  @Test
  void list_thatOthersCanWrite_isRefused() throws Exception {
    open(list, "rw-r--rw-");

    assertThat(sync().exits(ExitCode.USAGE).err())
        .contains("can be changed by other users", "chmod go-w " + list);
    assertThat(world.upstream().requests()).isEmpty();
  }

  @Test
  void directoryOfTheList_thatOthersCanWrite_isRefused() throws Exception {
    open(list.resolveSibling("."), "rwxr-xrwx");

    assertThat(sync().exits(ExitCode.USAGE).err()).contains("can be changed by other users");
  }

  @Test
  void script_thatOthersCanWrite_isNotRun() throws Exception {
    open(script, "rw-rw-rw-");

    Outcome outcome = sync().exits(ExitCode.PARTIAL);

    assertThat(outcome.err()).contains("is not run", "chmod go-w " + script);
    assertThat(ran).doesNotExist();
  }

  @Test
  void nothingThatOthersCanWrite_runs() throws Exception {
    sync().exits(ExitCode.DONE);

    assertThat(ran).exists();
  }
}
