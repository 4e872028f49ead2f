package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.HandmadeArchive;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Package files whose paths lead to where something else is, or must be. */
@Timeout(60)
class PoolPathsTest {
  private static final String IN_SUITE = "dists/jammy/main/binary-amd64/hello.deb";
  private static final String COMMANDS = "main/cnf/Commands-amd64";

  @TempDir Path directory;
  private MirrorFixture world;
  private HandmadeArchive archive;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.in(directory);
    archive = HandmadeArchive.at(world.archive().root());
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private MirrorList jammy() throws Exception {
    return world.list("deb URL jammy main", "clean URL");
  }

  @Test
  void sync_packagesBelowTheSuite_rebuiltUnderTheirName_areReplaced() throws Exception {
    archive.deb(IN_SUITE, "old bytes").suite("jammy");
    world.completes(jammy());
    archive.deb(IN_SUITE, "new bytes").suite("jammy");

    world.completes(jammy());

    assertThat(world.root().resolve(IN_SUITE)).hasContent("new bytes");
    assertThat(world.verify(jammy()).corrupt()).isEmpty();
    archive.deb(IN_SUITE, "new bytes").suite("jammy");
    world.completes(jammy());
    assertThat(world.root().resolve(IN_SUITE)).hasContent("new bytes");
  }

  @Test
  void sync_packagesBelowTheSuite_damaged_areMended() throws Exception {
    archive.deb(IN_SUITE, "old bytes").suite("jammy");
    world.completes(jammy());
    Path file = world.root().resolve(IN_SUITE);
    Files.delete(file);
    Files.writeString(file, "bad bytes");
    assertThat(world.verify(jammy()).corrupt()).hasSize(1);

    world.completes(jammy());

    assertThat(file).hasContent("old bytes");
    assertThat(world.verify(jammy()).corrupt()).isEmpty();
  }

  @Test
  void sync_packagesOfOneSuiteBelowAnother_survivePublishingOfTheOther() throws Exception {
    String path = "dists/noble/pool/shared.deb";
    MirrorList list = world.list("deb URL jammy main", "deb URL noble main", "clean URL");
    archive.deb(path, "one").suite("jammy");
    archive.deb("pool/n.deb", "n1").suite("noble");
    world.completes(list);
    archive.deb(path, "two").suite("jammy");
    archive.deb("pool/n.deb", "n2").suite("noble");

    world.completes(list);

    assertThat(world.root().resolve(path)).hasContent("two");
    assertThat(world.root().resolve("pool/n.deb")).hasContent("n2");
    assertThat(world.verify(list).missing()).isEmpty();
    assertThat(world.verify(list).corrupt()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sync_packageInPlaceOfAnotherSuitesIndex_isRefused(boolean sameRun) throws Exception {
    MirrorList list = world.list("deb URL jammy main", "deb URL noble main");
    archive.deb("pool/a.deb", "a").suite("jammy");
    archive.suite("noble", Map.of(COMMANDS, "good commands"));
    world.completes(list);
    if (sameRun) {
      archive.suite("noble", Map.of(COMMANDS, "next commands"));
    }
    archive.listed("dists/noble/" + COMMANDS, "evil commands").suite("jammy");

    SyncReport report = world.sync(list);

    assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
    assertThat(report.failures())
        .extracting(Failure::reason)
        .singleElement()
        .asString()
        .contains("it lists dists/noble/" + COMMANDS, "Release of suite noble");
    assertThat(world.root().resolve("dists/noble/" + COMMANDS))
        .hasContent(sameRun ? "next commands" : "good commands");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dists",
        "dists/jammy",
        "dists/jammy/main",
        "dists/jammy/main/binary-amd64",
        "dists/jammy/main/binary-amd64/by-hash",
        "dists/jammy/main/binary-amd64/Packages",
        "dists/jammy/main/cnf",
        "dists/jammy/main/cnf/Commands-amd64"
      })
  void sync_packageInPlaceOfTheSuitesOwnFiles_isRefusedAndForgotten(String path) throws Exception {
    Map<String, String> commands = Map.of(COMMANDS, "commands");
    archive.listed(path, "evil").suite("jammy", commands);

    SyncReport report = world.sync(jammy());

    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.failures())
        .extracting(Failure::reason)
        .singleElement()
        .asString()
        .contains(path);
    archive.fields("Acquire-By-Hash: no").deb("pool/p.deb", "p").suite("jammy", commands);

    world.completes(jammy());

    assertThat(world.root().resolve("pool/p.deb")).hasContent("p");
    assertThat(world.verify(jammy()).missing()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pool", "pool/a", "pool/a/b.deb"})
  void sync_fileWhereTheNextGenerationNeedsADirectory_givesWay(String path) throws Exception {
    archive.deb(path, "in the way").suite("jammy");
    world.completes(jammy());
    archive.clear().deb("pool/a/b.deb/c.deb", "c").suite("jammy");

    world.completes(jammy());

    assertThat(world.root().resolve("pool/a/b.deb/c.deb")).hasContent("c");
    assertThat(world.verify(jammy()).missing()).isEmpty();
  }

  @Test
  void sync_directoryWhereTheNextGenerationNeedsAFile_givesWay() throws Exception {
    archive.deb("pool/a/b.deb", "in the way").suite("jammy");
    world.completes(jammy());
    archive.clear().deb("pool/a", "a").suite("jammy");

    world.completes(jammy());

    assertThat(world.root().resolve("pool/a")).hasContent("a");
  }

  @Test
  void sync_fileOfSomebodyElseWhereADirectoryMustBe_staysAndIsNamed() throws Exception {
    Files.createDirectories(world.root());
    Files.writeString(world.root().resolve("pool"), "mine");
    archive.deb("pool/p.deb", "p").suite("jammy");

    SyncReport report = world.sync(jammy());

    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.failures().toString()).contains("/pool: is a file where a directory must be");
    assertThat(world.root().resolve("pool")).hasContent("mine");
  }

  @Test
  void sync_fileThatAnotherSuiteNeedsWhereADirectoryMustBe_stays() throws Exception {
    MirrorList list = world.list("deb URL jammy main", "deb URL noble main");
    archive.deb("pool", "noble's").suite("noble");
    archive.suite("jammy");
    world.completes(list);
    Files.delete(archive.root().resolve("pool"));
    archive.deb("pool/p.deb", "p").suite("jammy");

    SyncReport report = world.sync(list);

    assertThat(report.repositories())
        .filteredOn(suite -> suite.suite().equals("jammy"))
        .extracting(SuiteReport::status)
        .containsExactly(SuiteReport.Status.FAILED);
    assertThat(world.root().resolve("pool")).hasContent("noble's");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sync_packageInAnArchiveInsideThisOne_isRefusedByName(boolean innerFirst) throws Exception {
    HandmadeArchive inner = HandmadeArchive.at(archive.root().resolve("b"));
    inner.deb("pool/x.deb", "good of b").suite("sb");
    archive.deb("pool/a.deb", "a").suite("sa");
    List<String> lines =
        innerFirst
            ? List.of("deb URL/b sb main", "deb URL sa main")
            : List.of("deb URL sa main", "deb URL/b sb main");
    MirrorList list = world.list(lines.toArray(String[]::new));
    world.completes(list);
    archive.listed("b/pool/x.deb", "evil of a").suite("sa");

    SyncReport report = world.sync(list);

    assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
    assertThat(report.failures().toString())
        .contains("it lists b/pool/x.deb", world.diskPath() + "/b");
    assertThat(world.root().resolve("b/pool/x.deb")).hasContent("good of b");
    assertThat(world.verify(list).corrupt()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sync_suitesInsideOneAnother_bothPublished(boolean innerFirst) throws Exception {
    List<String> lines =
        innerFirst
            ? List.of("deb URL jessie/updates main", "deb URL jessie main")
            : List.of("deb URL jessie main", "deb URL jessie/updates main");
    MirrorList list = world.list(lines.toArray(String[]::new));
    for (String day : List.of("1", "2", "3")) {
      archive.deb("pool/outer.deb", "outer " + day).suite("jessie");
      archive.deb("pool/inner.deb", "inner " + day).suite("jessie/updates");

      world.completes(list);

      for (String suite : List.of("jessie", "jessie/updates")) {
        String release = "dists/" + suite + "/Release";
        assertThat(world.root().resolve(release))
            .hasSameTextualContentAs(archive.root().resolve(release));
      }
      assertThat(Tree.of(world.mirror()).paths()).noneMatch(path -> path.contains("/.pop"));
    }
  }

  @Test
  void sync_suiteDirectoryOnAnotherFileSystem_isExchangedThere() throws Exception {
    Path elsewhere =
        Files.createTempDirectory(Path.of(System.getProperty("java.io.tmpdir")), "pop");
    try {
      Path suite = Files.createDirectory(elsewhere.resolve("jammy"));
      Files.createDirectories(world.root().resolve("dists"));
      Files.createSymbolicLink(world.root().resolve("dists/jammy"), suite);
      archive.deb("pool/p.deb", "p1").suite("jammy");
      world.completes(jammy());
      archive.deb("pool/p.deb", "p2").suite("jammy");

      world.completes(jammy());

      assertThat(suite.resolve("Release"))
          .hasSameTextualContentAs(archive.root().resolve("dists/jammy/Release"));
      assertThat(Tree.of(elsewhere).paths()).noneMatch(path -> path.contains(".pop"));
      assertThat(world.root().resolve("dists/jammy")).isSymbolicLink();
    } finally {
      FileUtils.deleteDirectory(elsewhere.toFile());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", ".", "./", "pool"})
  void sync_missingFilesOfAWholeArchive_areNoErrorWhereTheListSaysSo(String path) throws Exception {
    archive.deb("pool/a.deb", "a").listed("pool/b.deb", "b").suite("jammy");

    SyncReport report = world.sync(world.list("deb URL jammy main", "ignore_errors URL " + path));

    assertThat(report.failures()).isEmpty();
    assertThat(world.root().resolve("pool/a.deb")).hasContent("a");
  }

  @Test
  void sync_fileNamesThatBeginWithASlash_areMirrored() throws Exception {
    archive.file("pool/a.deb", "a").suiteOf("jammy", HandmadeArchive.stanza("/pool/a.deb", "a"));

    world.completes(jammy());

    assertThat(world.root().resolve("pool/a.deb")).hasContent("a");
  }
}
