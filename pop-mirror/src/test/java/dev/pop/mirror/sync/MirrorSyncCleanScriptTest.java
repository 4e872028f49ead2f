package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static dev.pop.mirror.fixture.MirrorFixture.NEXT_DAY;
import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves in the clean script, and what is left of the mirror after it. */
@Timeout(60)
class MirrorSyncCleanScriptTest {
  private static final String HELLO = "pool/main/h/hello/hello_1.0_amd64.deb";

  @TempDir Path directory;
  private MirrorFixture world;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void sync_selectionNarrowed_restIsRemovable() throws Exception {
    world.archive().suite("jammy").add("universe", deb("extra", "1.0"));
    world.archive().write();
    world.completes(world.list("deb [arch=amd64,src] URL jammy main universe", "clean URL"));
    world.upstream().clear();

    SyncReport report = world.completes(world.jammy());

    assertThat(report.repositories().get(0).status()).isEqualTo(SuiteReport.Status.PUBLISHED);
    assertThat(world.upstream().count("ubuntu/pool/.*")).isZero();
    assertThat(filesInCleanScript()).contains("pool/universe/e/extra/extra_1.0_amd64.deb");
    assertThat(filesInCleanScript()).noneMatch(path -> path.contains("/main/"));
    world.runCleanScript();
    assertThatMirror(world).isSound(world.jammy());
    assertThat(world.tree().only(".*universe.*").paths()).isEmpty();
  }

  @Test
  void cleanScript_filesOfTheLastGeneration_areKeptForADayAndNamedThenWithoutAnotherChange()
      throws Exception {
    MirrorList list =
        world.list("set keep_hours 24", "deb [arch=amd64,src] URL jammy main", "clean URL");
    Instant start = Instant.parse("2026-11-22T06:00:00Z");
    MirrorSync.of(list).clock(Clock.fixed(start, UTC)).call();
    world.replaceHello();
    MirrorSync.of(list).clock(Clock.fixed(start, UTC)).call();
    assertThat(filesInCleanScript()).isEmpty();
    assertThatMirror(world).has(HELLO);

    MirrorSync.of(list).clock(Clock.fixed(start.plus(Duration.ofHours(23)), UTC)).call();
    assertThat(filesInCleanScript()).isEmpty();

    SyncReport report =
        MirrorSync.of(list).clock(Clock.fixed(start.plus(Duration.ofHours(24)), UTC)).call();

    assertThat(report.repositories().get(0).status()).isEqualTo(SuiteReport.Status.UNCHANGED);
    assertThat(filesInCleanScript()).contains(HELLO).anyMatch(path -> path.contains("/by-hash/"));
    world.runCleanScript();
    assertThatMirror(world).isSound(world.jammy());
  }

  @Test
  void cleanScript_nextGeneration_namesVanishedFilesAndNothingElse() throws Exception {
    world.completes(world.jammy());
    Tree first = world.tree();
    world.replaceHello();

    SyncReport report = world.completes(world.jammy());

    List<String> removed = filesInCleanScript();
    assertThat(removed)
        .contains(HELLO)
        .allMatch(path -> path.equals(HELLO) || path.contains("/by-hash/"))
        .isSubsetOf(first.paths());
    assertThat(report.removableFiles()).isEqualTo(removed.size());
    assertThat(report.removableBytes()).isPositive();
    assertThatMirror(world).has(HELLO);

    Tree before = world.tree();
    world.runCleanScript();

    assertThat(world.tree().paths())
        .containsExactlyInAnyOrderElementsOf(
            before.paths().stream().filter(path -> !removed.contains(path)).toList());
    assertThatMirror(world).isSound(world.jammy());
  }

  @Test
  void cleanScript_afterIt_nothingIsLeftToRemove() throws Exception {
    world.completes(world.jammy());
    world.replaceHello();
    world.completes(world.jammy());
    world.runCleanScript();
    world.archive().date(NEXT_DAY.plusSeconds(1)).write();

    world.completes(world.jammy());

    // The generation in between differs by its date alone: its indices are the present ones.
    assertThat(filesInCleanScript()).isEmpty();
  }

  @Test
  void cleanScript_packageAndDirectoryGone_directoryRemovedToo() throws Exception {
    world.completes(world.jammy());
    world.archive().suite("jammy").remove("main", "world");
    world.archive().date(NEXT_DAY).write();
    world.completes(world.jammy());

    world.runCleanScript();

    assertThat(world.root().resolve("pool/main/w")).doesNotExist();
    assertThat(world.root().resolve("pool/main/h/hello")).isDirectory();
  }

  @Test
  void cleanScript_noCleanLine_namesNothing() throws Exception {
    MirrorList list = world.list("deb [arch=amd64,src] URL jammy main");
    world.completes(list);
    world.replaceHello();

    SyncReport report = world.completes(list);

    assertThat(report.removableFiles()).isZero();
    assertThat(filesInCleanScript()).isEmpty();
  }

  @Test
  void cleanScript_credentialsInUrls_keepsEverythingPublished() throws Exception {
    world.upstream().requireBasic("bearer", "token");
    String url = world.url("bearer", "token");
    MirrorList list = world.list("deb [arch=amd64,src] " + url + " jammy main", "clean " + url);
    world.completes(list);
    world.replaceHello();
    world.completes(list);

    assertThat(filesInCleanScript())
        .contains(HELLO)
        .allMatch(path -> path.equals(HELLO) || path.contains("/by-hash/"));
    world.runCleanScript();

    assertThatMirror(world).has("dists/jammy/InRelease").isSound(list);
  }

  @Test
  void cleanScript_foreignFilesAndSkipClean_onlyUnprotectedNamed() throws Exception {
    MirrorList list =
        world.list("deb [arch=amd64,src] URL jammy main", "clean URL", "skip-clean URL/kept");
    world.completes(list);
    write(world.root().resolve("kept/installer.iso"), "mine");
    write(world.root().resolve("stray/it's a \"file\" $(touch evil)\n"), "stray");
    write(world.mirror().resolve("elsewhere.example/file"), "other host");
    world.replaceHello();
    world.completes(list);

    world.runCleanScript();

    assertThat(world.root().resolve("kept/installer.iso")).hasContent("mine");
    assertThat(world.mirror().resolve("elsewhere.example/file")).hasContent("other host");
    assertThat(world.root().resolve("stray")).doesNotExist();
    assertThatMirror(world).wroteNothingElsewhere();
  }

  @Test
  void cleanScript_symbolicLinks_neitherFollowedNorRemoved() throws Exception {
    world.completes(world.jammy());
    Path outside = world.mirror().resolve("outside");
    write(outside.resolve("precious"), "precious");
    Path link = world.root().resolve("pool/main/link");
    Files.createSymbolicLink(link, outside);
    Path fileLink = world.root().resolve("pool/main/h/hello/latest.deb");
    Files.createSymbolicLink(fileLink, Path.of("hello_1.0_amd64.deb"));
    world.replaceHello();
    world.completes(world.jammy());

    world.runCleanScript();

    assertThat(link).isSymbolicLink();
    assertThat(fileLink).isSymbolicLink();
    assertThat(outside.resolve("precious")).hasContent("precious");
  }

  @Test
  void sync_suiteRemovedFromList_itsFilesAreRemovable() throws Exception {
    world.archive().suite("jammy-updates").add("main", deb("hello", "1.0"), deb("fresh", "1.0"));
    world.archive().write();
    world.completes(world.list("deb [arch=amd64,src] URL jammy,jammy-updates main", "clean URL"));

    SyncReport report = world.completes(world.jammy());

    assertThat(report.repositories()).hasSize(1);
    assertThat(filesInCleanScript())
        .contains("dists/jammy-updates/InRelease", "pool/main/f/fresh/fresh_1.0_amd64.deb")
        .doesNotContain(HELLO)
        .noneMatch(path -> path.startsWith("dists/jammy/"));
    world.runCleanScript();
    assertThat(world.root().resolve("dists/jammy-updates")).doesNotExist();
    assertThatMirror(world).isSound(world.jammy());
  }

  @Test
  void cleanScript_ofBefore_refusesAfterTheNextGeneration() throws Exception {
    world.completes(world.jammy());
    world.replaceHello();
    world.completes(world.jammy());
    assertThat(filesInCleanScript()).contains(HELLO);
    String script = Files.readString(world.cleanScript());
    world.archive().suite("jammy").remove("main", "hello").add("main", deb("hello", "1.0"));
    world.archive().date(NEXT_DAY.plusSeconds(60)).write();
    world.completes(world.jammy());
    Files.writeString(world.cleanScript(), script);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(world::runCleanScript)
        .withMessageContaining("the mirror has changed since this script was written");

    assertThatMirror(world).has(HELLO).isSound(world.jammy());
    // A run that finds nothing changed writes no script; one that refuses would stay for long.
    Files.delete(world.var().resolve("pop/edition"));
    world.completes(world.jammy());
    world.runCleanScript();
  }

  @Test
  void cleanScript_runByThePostMirrorScript_works() throws Exception {
    world.completes(world.jammy());
    world.replaceHello();
    write(world.var().resolve("postmirror.sh"), "sh " + world.cleanScript() + "\n");

    world.completes(world.jammy());

    assertThat(world.root().resolve(HELLO)).doesNotExist();
  }

  /** Files that the clean script removes, below the archive's directory. */
  private List<String> filesInCleanScript() throws IOException {
    return Pattern.compile("rm -f '\\./" + Pattern.quote(world.diskPath()) + "/([^']*)'")
        .matcher(Files.readString(world.cleanScript()))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }
}
