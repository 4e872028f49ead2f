package dev.pop.cli;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.repository.MirrorList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Symbolic links in the place of what is the program's own: what they lead to is neither read nor
 * written, and no command works with it.
 */
@Timeout(120)
class PlantedLinksTest {
  @TempDir Path directory;
  private MirrorFixture world;
  private Path list;

  @BeforeEach
  void mirrorOnce() throws Exception {
    world = MirrorFixture.withJammy(directory);
    list = Files.createDirectories(directory.resolve("upstream/etc")).resolve("mirror.list");
    Files.writeString(
        list,
        world.listText(
            "set metrics_file " + world.base().resolve("pop.prom"),
            "deb [arch=amd64,src] URL jammy main",
            "clean URL"));
    pop("sync").exits(ExitCode.DONE);
    pop("health");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private Outcome pop(String command) {
    return Outcome.of(command, "--mirror-list", list.toString(), "--no-progress");
  }

  /** As it was, but somewhere else, with a link to there in its place. */
  private Path replaceByLink(String place) throws Exception {
    Path link = world.base().resolve(place.replace("ROOT", world.diskPath()));
    Path victim = directory.resolve("upstream/victim");
    if (Files.exists(link)) {
      Files.move(link, victim, StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.createDirectories(link.getParent());
      Files.writeString(victim, "2026-11-22 of somebody else\n");
    }
    return Files.createSymbolicLink(link, victim);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mirror/.pop",
        "mirror/.pop/partial",
        "skel/.pop",
        "skel/.pop/partial",
        "var/apt-mirror.lock",
        "var/pop",
        "var/pop/manifests",
        "var/pop/manifests/planted.manifest",
        "var/pop/cleaned-for",
        "var/pop/edition",
        "var/pop/health",
        "var/pop/listed-for",
        "var/pop/metrics-health",
        "var/pop/metrics-runs",
        "var/pop/publishing",
        "var/pop/unfinished",
        "var/reports",
        "var/reports/days-2026-11.tsv",
        "var/reports/20261122T101112Z-abcdef.json",
      })
  void sync_linkInPlaceOfOurOwn_isRefusedInOneLine(String place) throws Exception {
    world.replaceHello();
    Tree published = Tree.of(world.root());
    Path link = replaceByLink(place);
    Map<String, String> before = Sandbox.listing(directory, world.base());

    Outcome outcome = pop("sync").exits(ExitCode.FAILED);

    assertThat(outcome.err().lines().filter(line -> line.startsWith("pop: ")))
        .singleElement()
        .asString()
        .contains(link.toString(), "is a symbolic link; remove it");
    assertThat(Sandbox.listing(directory, world.base())).isEqualTo(before);
    assertThat(Tree.of(world.root()).differencesFrom(published)).isEmpty();

    FileUtils.forceDelete(link.toFile());
    pop("sync").exits(ExitCode.DONE);
    assertThatMirror(world).hasNoTemporaryFiles().isSound(MirrorList.read(list));
  }

  @ParameterizedTest
  @CsvSource({
    "verify, var/pop",
    "verify, var/pop/manifests/planted.manifest",
    "health, var/pop",
    "health, var/pop/health",
    "health, var/pop/metrics-runs",
    "health, var/reports",
    "health, var/reports/20261122T101112Z-abcdef.json",
    "report, var/reports",
    "report, var/reports/20261122T101112Z-abcdef.json",
    "stats, var/reports",
    "stats, var/reports/days-2026-11.tsv",
    "cleanup, var/pop/edition"
  })
  void otherCommands_linkInPlaceOfOurOwn_isRefusedInOneLine(String command, String place)
      throws Exception {
    Path link = replaceByLink(place);
    Map<String, String> before = Sandbox.listing(directory, world.base());

    Outcome outcome = pop(command).exits(ExitCode.FAILED);

    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .contains(link.toString(), "is a symbolic link; remove it");
    assertThat(outcome.out()).isEmpty();
    assertThat(Sandbox.listing(directory, world.base())).isEqualTo(before);
  }

  /** What is made anew in each run takes the place of a link, and what a mirror holds as well. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mirror/ROOT/pool/main/h/hello/hello_2.0_amd64.deb",
        "mirror/ROOT/dists/jammy/InRelease",
        "mirror/ROOT/dists/jammy/main/binary-amd64/Packages.xz",
        "mirror/ROOT/dists/jammy/main/source/Sources.xz",
        "skel/ROOT/dists/jammy/InRelease",
        "skel/ROOT/dists/jammy/main/binary-amd64/Packages.xz",
        "skel/ROOT/dists/jammy/main/source/Sources.xz",
        "var/clean.sh",
        "var/ALL",
      })
  void sync_linkInPlaceOfAProduct_isReplaced(String place) throws Exception {
    world.replaceHello();
    Path link = replaceByLink(place);
    Map<String, String> before = Sandbox.listing(directory, world.base());

    pop("sync").exits(ExitCode.DONE);

    assertThat(Sandbox.listing(directory, world.base())).isEqualTo(before);
    assertThat(Files.isSymbolicLink(link)).isFalse();
    assertThat(link).exists();
    assertThatMirror(world).equalsUpstream().hasNoTemporaryFiles().isSound(MirrorList.read(list));
  }
}
