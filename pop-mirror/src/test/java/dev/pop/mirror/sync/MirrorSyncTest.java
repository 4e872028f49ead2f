package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.io.Compression;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.ReceivedRequest;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.sample.ArchitectureAll;
import dev.pop.mirror.sample.ArchiveBuilder;
import dev.pop.mirror.sample.ContentsPlace;
import dev.pop.mirror.sample.FlatBuilder;
import dev.pop.mirror.sample.SourcePackage;
import dev.pop.mirror.sample.SuiteBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** First runs on archives of every shape. */
@Timeout(60)
class MirrorSyncTest {
  @TempDir Path directory;
  private MirrorFixture world;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.in(directory);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void sync_oneSuite_mirrorEqualsArchive() throws Exception {
    suite("jammy").add("main", deb("hello", "1.0"), deb("world", "1.0"));
    world.archive().write();

    SyncReport report = world.completes(world.jammy());

    assertThatMirror(world).equalsUpstream().hasNoTemporaryFiles().isSound(world.jammy());
    assertThat(report.repositories())
        .singleElement()
        .satisfies(
            suite -> {
              assertThat(suite.repository()).isEqualTo(world.url());
              assertThat(suite.suite()).isEqualTo("jammy");
              assertThat(suite.status()).isEqualTo(SuiteReport.Status.PUBLISHED);
              assertThat(suite.problems()).isEmpty();
            });
    assertThat(report.downloadedFiles()).isEqualTo(world.upstream().count(".*"));
    assertThat(report.requests()).isEqualTo(world.upstream().count(".*"));
    assertThat(report.removableFiles()).isZero();
    assertThat(report.pendingFiles()).isZero();
  }

  @Test
  void sync_report_countsDistinctFilesAndBytes() throws Exception {
    suite("jammy").add("main", deb("hello", "1.0"));
    world.archive().acquireByHash(false).write();

    SyncReport report = world.completes(world.jammy());

    long signed = 3;
    long files = world.tree().paths().size();
    assertThat(report.downloadedFiles()).isEqualTo(files);
    assertThat(report.repositories().get(0).files()).isEqualTo(files - signed);
    assertThat(report.downloadedBytes()).isEqualTo(bytesBelow(world.root()));
  }

  @Test
  void sync_path_hasPort() throws Exception {
    suite("jammy").add("main", deb("hello", "1.0"));
    world.archive().write();

    world.completes(world.jammy());

    Path host = world.mirror().resolve(world.upstream().host() + ":" + world.upstream().port());
    assertThat(host.resolve("ubuntu/dists/jammy/InRelease")).isRegularFile();
    assertThat(world.mirror().resolve(world.upstream().host())).doesNotExist();
  }

  @Test
  void sync_severalSuitesInOneLine_sharedPoolFileFetchedOnce() throws Exception {
    suite("jammy").add("main", deb("hello", "1.0"), deb("world", "1.0"));
    suite("jammy-updates").add("main", deb("hello", "1.0"), deb("world", "1.1"));
    suite("jammy-security").add("main", deb("world", "1.1"));
    world.archive().write();

    SyncReport report =
        world.completes(
            world.list(
                "deb [arch=amd64,src] URL jammy,jammy-updates main",
                "deb [arch=amd64,src] URL jammy-security main"));

    assertThatMirror(world).equalsUpstream();
    assertThat(report.repositories())
        .extracting(SuiteReport::suite)
        .containsExactly("jammy", "jammy-updates", "jammy-security");
    assertThat(world.upstream().count(".*/hello_1.0_amd64.deb")).isEqualTo(1);
    assertThat(world.upstream().count(".*/world_1.1_amd64.deb")).isEqualTo(1);
  }

  @Test
  void sync_everything_mirrorEqualsArchive() throws Exception {
    suite("jammy")
        .architectures("amd64", "arm64")
        .add("main", deb("hello", "1.0"), deb("hello", "1.0", "arm64"), deb("data", "1.0", "all"))
        .add("main", source("hello"))
        .add("universe", deb("extra", "2.0"))
        .add("universe", source("extra"));
    world.archive().write();
    MirrorList list =
        world.list(
            "deb [arch=amd64,arm64] URL jammy main universe", "deb-src URL jammy main universe");

    world.completes(list);

    assertThatMirror(world).equalsUpstream().isSound(list);
  }

  @Test
  void sync_sourcesOnly_noBinaryFiles() throws Exception {
    suite("jammy").add("main", deb("hello", "1.0")).add("main", source("hello"));
    world.archive().write();
    MirrorList list = world.list("deb-src URL jammy main");

    world.completes(list);

    assertThatMirror(world)
        .has(
            "dists/jammy/main/source/Sources.xz",
            "pool/main/h/hello/hello_1.0-1.dsc",
            "pool/main/h/hello/hello_1.0.orig.tar.xz",
            "pool/main/h/hello/hello_1.0-1.debian.tar.xz")
        .lacks("pool/main/h/hello/hello_1.0_amd64.deb")
        .isSound(list);
    assertThat(world.tree().only(".*binary-.*").paths()).isEmpty();
  }

  @Test
  void sync_oneOfTwoArchitecturesAndComponents_othersLeftOut() throws Exception {
    suite("jammy")
        .architectures("amd64", "arm64")
        .add("main", deb("hello", "1.0"), deb("hello", "1.0", "arm64"))
        .add("universe", deb("extra", "1.0", "arm64"));
    world.archive().write();
    MirrorList list = world.list("deb [arch=arm64] URL jammy main");

    world.completes(list);

    assertThatMirror(world)
        .has("pool/main/h/hello/hello_1.0_arm64.deb")
        .lacks("pool/main/h/hello/hello_1.0_amd64.deb", "pool/universe/e/extra/extra_1.0_arm64.deb")
        .isSound(list);
    assertThat(world.tree().only("dists/.*(amd64|universe).*").paths()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ArchitectureAll.class)
  void sync_architectureAll_inEveryStyle(ArchitectureAll style) throws Exception {
    suite("jammy")
        .architectureAll(style, false)
        .add("main", deb("hello", "1.0"), deb("data", "1.0", "all"));
    world.archive().write();

    world.completes(world.jammy());

    assertThatMirror(world).equalsUpstream().isSound(world.jammy());
  }

  @Test
  void sync_noSupportForArchitectureAll_binaryAllLeftOut() throws Exception {
    suite("jammy")
        .architectureAll(ArchitectureAll.IN_EACH_AND_ALL, true)
        .add("main", deb("data", "1.0", "all"));
    world.archive().write();

    world.completes(world.jammy());

    assertThatMirror(world).has("pool/main/d/data/data_1.0_all.deb").isSound(world.jammy());
    assertThat(world.tree().only(".*binary-all.*").paths()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ContentsPlace.class)
  void sync_contents_onlyWhenWanted(ContentsPlace place) throws Exception {
    suite("jammy").contentsPlace(place).add("main", deb("hello", "1.0"));
    world.archive().write();

    world.completes(world.list("set _contents 0", "deb [arch=amd64,src] URL jammy main"));
    assertThat(world.tree().only(".*Contents-.*").paths()).isEmpty();

    world.upstream().clear();
    world.archive().date(ArchiveBuilder.DEFAULT_DATE.plusSeconds(60)).write();
    world.completes(world.jammy());
    assertThat(world.tree().only(".*Contents-amd64.*").paths()).hasSize(2);
  }

  @Test
  void sync_contentsSwitchedOn_areFetchedThoughUpstreamIsUnchanged() throws Exception {
    suite("jammy").contentsPlace(ContentsPlace.COMPONENT).add("main", deb("hello", "1.0"));
    world.archive().write();
    world.completes(world.list("set _contents 0", "deb [arch=amd64,src] URL jammy main"));
    world.upstream().clear();

    world.completes(world.jammy());

    assertThat(world.tree().only(".*Contents-amd64.*").paths()).isNotEmpty();
    assertThat(world.upstream().requests("ubuntu/pool/.*")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void sync_onlyOneForm_mirrorEqualsArchive(Compression form) throws Exception {
    suite("jammy").add("main", deb("hello", "1.0")).add("main", source("hello"));
    world.archive().compressions(form).write();
    MirrorList list = world.jammy();

    world.completes(list);

    assertThatMirror(world).equalsUpstream().isSound(list);
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void sync_onlyOneFormAndPlainNotListed_mirrorEqualsArchive(Compression form) throws Exception {
    suite("jammy").add("main", deb("hello", "1.0"));
    world.archive().compressions(form).plainListed(false).write();

    world.completes(world.jammy());

    assertThatMirror(world).equalsUpstream().isSound(world.jammy());
  }

  @Test
  void sync_noByHash_fetchedByName() throws Exception {
    suite("jammy").add("main", deb("hello", "1.0"));
    world.archive().acquireByHash(false).write();

    world.completes(world.jammy());

    assertThatMirror(world).equalsUpstream().isSound(world.jammy());
    assertThat(world.upstream().count(".*/by-hash/.*")).isZero();
  }

  @Test
  void sync_byHash_indicesNeverFetchedByName() throws Exception {
    suite("jammy").add("main", deb("hello", "1.0"));
    world.archive().write();

    world.completes(world.jammy());

    assertThat(world.upstream().count(".*/Packages.*")).isZero();
    assertThat(world.upstream().count(".*/by-hash/SHA256/.*")).isPositive();
  }

  @Test
  void sync_byHashPartlyThere_restByName() throws Exception {
    suite("jammy").add("main", deb("hello", "1.0"));
    world.archive().write();
    world.upstream().fault(Fault.status(404).on(".*main/binary-amd64/by-hash/.*"));

    world.completes(world.jammy());

    assertThatMirror(world).equalsUpstream().isSound(world.jammy());
    assertThat(world.upstream().count(".*/binary-amd64/Packages.xz")).isEqualTo(1);
    assertThat(world.upstream().count(".*/i18n/Translation-en.xz")).isZero();
  }

  @Test
  void sync_byHashTurnedOffInList_fetchedByName() throws Exception {
    suite("jammy").add("main", deb("hello", "1.0"));
    world.archive().write();

    world.completes(world.list("deb [arch=amd64,src by-hash=no] URL jammy main"));

    assertThatMirror(world).equalsUpstream();
    assertThat(world.upstream().count(".*/by-hash/.*")).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = HashAlgorithm.class,
      names = {"SHA256", "SHA512"})
  void sync_oneDigest_mirrorEqualsArchive(HashAlgorithm algorithm) throws Exception {
    suite("jammy").add("main", deb("hello", "1.0"));
    world.archive().hashes(algorithm).write();

    world.completes(world.jammy());

    assertThatMirror(world).equalsUpstream().isSound(world.jammy());
  }

  @Test
  void sync_inReleaseOnly_noReleasePublished() throws Exception {
    suite("jammy").add("main", deb("hello", "1.0"));
    world.archive().write();
    Path suite = world.archive().root().resolve("dists/jammy");
    Files.delete(suite.resolve("Release"));
    Files.delete(suite.resolve("Release.gpg"));

    world.completes(world.jammy());

    assertThatMirror(world).equalsUpstream().isSound(world.jammy());
  }

  @Test
  void sync_releaseAndSignatureOnly_noInReleasePublished() throws Exception {
    suite("jammy").add("main", deb("hello", "1.0"));
    world.archive().write();
    Files.delete(world.archive().root().resolve("dists/jammy/InRelease"));

    world.completes(world.jammy());

    assertThatMirror(world).equalsUpstream().isSound(world.jammy());
  }

  @Test
  void sync_unsigned_releaseAlone() throws Exception {
    suite("jammy").add("main", deb("hello", "1.0"));
    world.archive().unsigned().write();

    world.completes(world.jammy());

    assertThatMirror(world)
        .equalsUpstream()
        .has("dists/jammy/Release")
        .lacks("dists/jammy/InRelease", "dists/jammy/Release.gpg")
        .isSound(world.jammy());
  }

  @Test
  void sync_flatInRoot_mirrorEqualsArchive() throws Exception {
    FlatBuilder.of(world.archive(), "./").add(deb("hello", "1.0"), deb("data", "1.0", "all"));
    FlatBuilder.of(world.archive(), "./").add(source("hello"));
    world.archive().write();
    MirrorList list = world.list("deb URL ./", "deb-src URL ./");

    world.completes(list);

    assertThatMirror(world).equalsUpstream().isSound(list);
  }

  @Test
  void sync_flatInDirectory_mirrorEqualsArchive() throws Exception {
    FlatBuilder.of(world.archive(), "sub/").add(deb("hello", "1.0"));
    world.archive().write();
    MirrorList list = world.list("deb URL sub/");

    world.completes(list);

    assertThatMirror(world).has("sub/hello_1.0_amd64.deb").equalsUpstream().isSound(list);
  }

  @Test
  void sync_flatBesideSuite_bothPublished() throws Exception {
    suite("jammy").add("main", deb("hello", "1.0"));
    FlatBuilder.of(world.archive(), "sub/").add(deb("world", "1.0"));
    world.archive().write();
    MirrorList list =
        world.list("deb [arch=amd64,src] URL jammy main", "deb URL sub/", "clean URL");

    SyncReport report = world.completes(list);

    assertThatMirror(world).equalsUpstream().isSound(list);
    assertThat(report.removableFiles()).isZero();
  }

  @Test
  void sync_emptySuite_published() throws Exception {
    suite("jammy").components("main");
    world.archive().write();

    world.completes(world.jammy());

    assertThatMirror(world).equalsUpstream().isSound(world.jammy());
  }

  @Test
  void sync_specialCharactersInNames_sentEscaped() throws Exception {
    suite("jammy").add("main", deb("g++-x", "1:2.0+dfsg~rc1-1"));
    world.archive().write();

    world.completes(world.jammy());

    assertThatMirror(world)
        .has("pool/main/g/g++-x/g++-x_2.0+dfsg~rc1-1_amd64.deb")
        .equalsUpstream()
        .isSound(world.jammy());
  }

  @Test
  void sync_basicAuthentication_sentWithTheFirstRequest() throws Exception {
    suite("jammy").add("main", deb("hello", "1.0"));
    world.archive().write();
    world.upstream().requireBasic("bearer", "token");
    MirrorList list =
        world.list("deb [arch=amd64,src] " + world.url("bearer", "token") + " jammy main");

    world.completes(list);

    assertThatMirror(world).equalsUpstream();
    assertThat(world.upstream().requests())
        .allMatch(ReceivedRequest::authorizationSent)
        .allMatch(request -> request.status() == 200);
  }

  @Test
  void sync_missingDep11AndCommands_suitePublishedWithoutButPartial() throws Exception {
    suite("jammy").add("main", deb("hello", "1.0"));
    world.archive().write();
    world.upstream().fault(Fault.status(404).on(".*/dep11/.*"));

    SyncReport report = world.sync(world.jammy());

    assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
    assertThat(report.repositories().get(0).status()).isEqualTo(SuiteReport.Status.PUBLISHED);
    assertThat(report.repositories().get(0).problems())
        .isNotEmpty()
        .allMatch(problem -> problem.contains("dep11/"));
    assertThatMirror(world).has("pool/main/h/hello/hello_1.0_amd64.deb").hasNoTemporaryFiles();
    assertThat(world.tree().only(".*dep11.*").paths()).isEmpty();
  }

  @Test
  void sync_unknownComponentAndArchitecture_namedAndRestPublished() throws Exception {
    suite("jammy").add("main", deb("hello", "1.0"));
    world.archive().write();
    MirrorList list = world.list("deb [arch=amd64,riscv64,src] URL jammy main nosuch");

    SyncReport report = world.sync(list);

    assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
    assertThat(report.repositories().get(0).problems())
        .anyMatch(problem -> problem.contains("no component nosuch"))
        .anyMatch(problem -> problem.contains("no packages for riscv64"));
    assertThatMirror(world).equalsUpstream();
  }

  private SuiteBuilder suite(String name) {
    return world.archive().suite(name);
  }

  private static SourcePackage source(String name) {
    return SourcePackage.named(name, "1.0-1").binaries(name).file("README", name + "\n").build();
  }

  private static long bytesBelow(Path root) throws IOException {
    try (var walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
