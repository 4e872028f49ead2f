package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.io.Owners;
import dev.pop.mirror.fixture.MirrorFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A command of root in a mirror of another user; other users run the command as themselves. */
@Timeout(120)
class MirrorOwnerIT {
  /** Nobody's, on Debian and Ubuntu. */
  private static final int OTHER = 65534;

  @TempDir Path directory;
  private MirrorFixture world;
  private Path pop;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
    pop = directory.resolve("program/bin/pop");
    FileUtils.copyDirectory(Path.of("target/pop").toFile(), directory.resolve("program").toFile());
    try (Stream<Path> files = Files.walk(directory.resolve("program"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(world.base());
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private String run(String... command) throws Exception {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    return Files.readString(output);
  }

  @Test
  void syncAndCleanup_byRoot_leaveNothingOfRootInTheMirror() throws Exception {
    Path list = directory.resolve("mirror.list");
    Files.writeString(
        list,
        world.listText(
            "deb [arch=amd64] " + world.url("u", "s3cret") + " jammy main", "clean URL"));
    Files.setPosixFilePermissions(
        list, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    int owner = (int) Files.getAttribute(world.base(), "unix:uid");
    if (Owners.isRoot()) {
      owner = OTHER;
      for (Path each : List.of(list, world.base())) {
        Files.setAttribute(each, "unix:uid", OTHER);
        Files.setAttribute(each, "unix:gid", OTHER);
      }
    }

    String said = run(pop.toString(), "sync", "--no-progress", "--mirror-list", list.toString());
    run(pop.toString(), "cleanup", "--mirror-list", list.toString());
    run(pop.toString(), "health", "--mirror-list", list.toString());

    assertThat(said).contains("complete: 1 suite published");
    try (Stream<Path> files = Files.walk(world.base())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        assertThat(Files.getAttribute(file, "unix:uid")).as(file.toString()).isEqualTo(owner);
      }
    }
  }

  /** As the service of pop setup: all is read-only but the base path and the pop directory. */
  @Test
  void sync_underTheMountsOfTheService_links() throws Exception {
    Path list = directory.resolve("mirror.list");
    Files.writeString(list, world.listText("deb [arch=amd64] URL jammy main", "clean URL"));
    Path popDir = Files.createDirectories(directory.resolve("popdir"));
    String mounts =
        "for d in "
            + world.base()
            + " "
            + popDir
            + "; do mount --bind $d $d; done; mount --bind "
            + directory
            + " "
            + directory
            + " 2>/dev/null; mount -o remount,bind,ro "
            + directory
            + "; for d in "
            + world.base()
            + " "
            + popDir
            + "; do mount --bind $d $d; mount -o remount,bind,rw $d; done; ";

    run(
        "unshare",
        "--map-root-user",
        "--mount",
        "sh",
        "-ec",
        mounts
            + "! touch "
            + directory.resolve("probe")
            + "; exec "
            + pop
            + " sync --no-progress --pop-dir "
            + popDir
            + " --mirror-list "
            + list);

    assertThat(directory.resolve("probe")).doesNotExist();
    Path published = world.root().resolve("dists/jammy/main/binary-amd64/Packages.xz");
    Path fetched =
        world
            .skeleton()
            .resolve(world.diskPath())
            .resolve("dists/jammy/main/binary-amd64/Packages.xz");
    assertThat(Files.isSameFile(published, fetched)).isTrue();
  }
}
