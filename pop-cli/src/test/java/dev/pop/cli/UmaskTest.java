package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.ChildJvm;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may read and write what the program makes does not hang on the umask of its caller. */
@Timeout(120)
class UmaskTest {
  @TempDir Path directory;

  private void pop(String umask, Object... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/bin/sh", "-c", "umask " + umask + "; exec \"$@\"", "sh"));
    command.addAll(ChildJvm.command(PopCli.class, arguments));
    Tool.in(directory).succeeds(command.toArray(String[]::new));
  }

  private static Path privately(Path file, String text) throws IOException {
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /** The modes of everything at and below a place, by path. */
  private static Map<String, String> modes(Path root) throws IOException {
    Map<String, String> modes = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String kind = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? "d" : "-";
        modes.put(
            root.relativize(path).toString(),
            kind + PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      }
    }
    return modes;
  }

  @ParameterizedTest
  @ValueSource(strings = {"077", "000"})
  void sync_mirrorIsForAllAndStateForTheOwner(String umask) throws Exception {
    try (MirrorFixture world = MirrorFixture.withJammy(directory)) {
      Path list = directory.resolve("mirror.list");
      privately(
          list,
          world.listText(
              "deb [arch=amd64,src] " + world.url("bearer", "sEcReT") + " jammy main",
              "clean URL"));
      Path log = directory.resolve("pop.log");
      Object[] sync = {"sync", "--mirror-list", list, "--log-file", log};

      pop(umask, sync);
      world.replaceHello();
      pop(umask, sync);

      assertThat(modes(world.mirror()))
          .containsKey(world.diskPath() + "/dists/jammy/InRelease")
          .allSatisfy((path, mode) -> assertThat(mode).as(path).isIn("drwxr-xr-x", "-rw-r--r--"));
      assertThat(modes(world.skeleton()))
          .allSatisfy((path, mode) -> assertThat(mode).as(path).isIn("drwxr-xr-x", "-rw-r--r--"));
      assertThat(modes(world.var().resolve("pop")))
          .containsKeys("edition", "manifests")
          .allSatisfy((path, mode) -> assertThat(mode).as(path).isIn("drwx------", "-rw-------"));
      assertThat(modes(world.base()))
          .containsKey("var/apt-mirror.lock")
          .allSatisfy((path, mode) -> assertThat(mode.substring(4)).as(path).doesNotContain("w"));
      assertThat(modes(log)).containsValue(umask.equals("077") ? "-rw-------" : "-rw-r-----");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"077", "000"})
  void setup_secretsAreForTheOwnerAndNothingIsForOthersToWrite(String umask) throws Exception {
    Path tokens = privately(directory.resolve("tokens"), "esm-infra: sEcReTmArK\n");
    Path pop = directory.resolve("pop");
    Path keys = Files.createDirectory(directory.resolve("keys"));
    Files.writeString(
        keys.resolve("ubuntu-pro-esm-infra.gpg"), MirrorFixture.KEY.armoredPublicKey());

    pop(
        umask,
        "setup",
        "--pop-dir",
        pop,
        "--release",
        "jammy",
        "--entitlements",
        "infra",
        "--tokens",
        tokens,
        "--base-path",
        directory.resolve("spool"),
        "--keyrings",
        keys,
        "--no-probe",
        "--no-estimate");

    assertThat(modes(pop))
        .allSatisfy((path, mode) -> assertThat(mode.substring(4)).as(path).doesNotContain("w"));
    List<Path> secrets = new ArrayList<>();
    try (Stream<Path> files = Files.walk(pop).filter(Files::isRegularFile)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (Files.readString(file).contains("sEcReT")) {
          secrets.add(file);
        }
      }
    }
    assertThat(secrets)
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(file -> assertThat(modes(file)).containsValue("-rw-------"));
  }
}
