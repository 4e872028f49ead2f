package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.io.Compression;
import dev.pop.mirror.estimator.SizeEstimate;
import dev.pop.mirror.estimator.SizeEstimator;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.sample.FlatBuilder;
import dev.pop.mirror.sample.IndexKind;
import dev.pop.mirror.sample.SourcePackage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that have no Release at all. */
@Timeout(60)
class WithoutReleaseSuiteTest {
  private static final String HELLO = "pool/main/h/hello/hello_1.0_amd64.deb";
  private static final String PACKAGES = "dists/jammy/main/binary-amd64/Packages";
  private static final String SIGNED = ".*/(InRelease|Release|Release.gpg)";

  @TempDir Path directory;
  private MirrorFixture world;
  private MirrorList list;
  private final RecordedEvents events = new RecordedEvents();

  @BeforeEach
  void start() throws Exception {
    world = MirrorFixture.in(directory);
    world.archive().acquireByHash(false).compressions(Compression.GZIP, Compression.XZ);
    world
        .archive()
        .suite("jammy")
        .indices(IndexKind.SOURCES)
        .add("main", deb("hello", "1.0"), deb("world", "1.0"))
        .add("main", SourcePackage.named("hello", "1.0-1").build());
    FlatBuilder.of(world.archive(), "flat/").add(deb("data", "1.0"));
    write();
    list = world.list("deb [arch=amd64,src] URL jammy main", "clean URL");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void write() throws IOException {
    world.archive().write();
    for (String suite : new String[] {"dists/jammy", "flat"}) {
      for (String name : new String[] {"InRelease", "Release", "Release.gpg"}) {
        Files.delete(upstream(suite + "/" + name));
      }
    }
  }

  private void replaceHello() throws IOException {
    world.archive().suite("jammy").remove("main", "hello").add("main", deb("hello", "2.0"));
    world.archive().date(MirrorFixture.NEXT_DAY);
    write();
  }

  private Path upstream(String path) {
    return world.archive().root().resolve(path);
  }

  private SyncReport run() throws Exception {
    return MirrorSync.of(list).events(events).call();
  }

  private void completes() throws Exception {
    SyncReport report = run();
    assertThat(report.failures()).isEmpty();
    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
  }

  private void fails(String reason) throws Exception {
    SyncReport report = run();
    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.reason()).contains(reason));
  }

  @Test
  void sync_mirrorsEveryFormOfTheIndicesAndSaysThatNothingVouches() throws Exception {
    completes();

    assertThatMirror(world)
        .has(HELLO, PACKAGES + ".gz", PACKAGES + ".xz")
        .has("dists/jammy/main/source/Sources.gz", "dists/jammy/main/source/Sources.xz")
        .lacks("dists/jammy/Release", "dists/jammy/InRelease", PACKAGES)
        .hasNoTemporaryFiles()
        .isSound(list);
    assertThat(world.tree().differencesFrom(world.upstreamTree().only("(dists|pool/main/[hw])/.*")))
        .noneMatch(line -> line.startsWith("differs") || line.startsWith("not expected"));
    assertThat(events.lines("warning"))
        .containsExactly(
            "warning "
                + world.url()
                + " jammy: upstream has no Release, so nothing vouches for its indices; what they"
                + " list is mirrored as it is");
    assertThat(world.var().resolve("ALL")).content().contains(HELLO);
  }

  @Test
  void sync_freshRun_countsEachIndexOnce() throws Exception {
    SyncReport report = run();

    assertThat(report.unchangedFiles()).isZero();
    assertThat(report.downloadedFiles()).isEqualTo(report.repositories().get(0).files());
  }

  @Test
  void sync_nothingChanged_oneConditionalRequestPerForm() throws Exception {
    completes();
    Tree before = Tree.of(world.mirror());
    world.upstream().clear();

    SyncReport report = run();

    assertThat(report.repositories())
        .extracting(SuiteReport::status)
        .containsExactly(SuiteReport.Status.UNCHANGED);
    assertThat(report.downloadedFiles()).isZero();
    assertThat(world.upstream().count("ubuntu/dists/jammy/(InRelease|Release|Release.gpg)"))
        .isEqualTo(3);
    assertThat(world.upstream().requests("ubuntu/dists/.*"))
        .allMatch(request -> request.status() == 304 || request.status() == 404)
        .filteredOn(request -> request.status() == 304)
        .as("one for each file that is published")
        .hasSameSizeAs(before.only(".*/dists/.*").paths());
    assertThat(world.upstream().count("ubuntu/pool/.*")).isZero();
    assertThat(events.lines("warning")).hasSize(2);
    assertThatMirror(world).isAsBefore(before);
  }

  @Test
  void sync_serverThatNamesNoVersion_unchangedByTheBytes() throws Exception {
    world.upstream().withhold("ETag", "Last-Modified");
    completes();

    assertThat(run().repositories())
        .extracting(SuiteReport::status)
        .containsExactly(SuiteReport.Status.UNCHANGED);
  }

  @Test
  void sync_newGeneration_isPublishedAndTheOldOneCleaned() throws Exception {
    completes();
    replaceHello();

    completes();

    assertThatMirror(world).has("pool/main/h/hello/hello_2.0_amd64.deb").isSound(list);
    assertThat(world.cleanScript()).content().contains(HELLO);
  }

  @Test
  void sync_formThatUpstreamDropped_isDropped() throws Exception {
    completes();
    Files.delete(upstream(PACKAGES + ".xz"));

    completes();

    assertThatMirror(world).has(PACKAGES + ".gz").lacks(PACKAGES + ".xz").isSound(list);
    assertThat(world.skeleton().resolve(world.diskPath()).resolve(PACKAGES + ".xz")).doesNotExist();
  }

  @Test
  void sync_plainFormOnly_isMirrored() throws Exception {
    plainOnly();

    completes();

    assertThatMirror(world).has(HELLO, PACKAGES).lacks(PACKAGES + ".gz").isSound(list);
  }

  private void plainOnly() throws IOException {
    try (OutputStream out = Files.newOutputStream(upstream(PACKAGES));
        var in = Compression.GZIP.decode(Files.newInputStream(upstream(PACKAGES + ".gz")))) {
      in.transferTo(out);
    }
    Files.delete(upstream(PACKAGES + ".gz"));
    Files.delete(upstream(PACKAGES + ".xz"));
  }

  @Test
  void sync_flatSuite_isMirrored() throws Exception {
    list = world.list("deb URL flat/", "clean URL");

    completes();

    assertThatMirror(world).has("flat/Packages.gz").lacks("flat/Release").isSound(list);
    assertThat(run().repositories())
        .extracting(SuiteReport::status)
        .containsExactly(SuiteReport.Status.UNCHANGED);
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404})
  void sync_noIndexEither_isNamed(int status) throws Exception {
    world.upstream().fault(Fault.status(status).on("ubuntu/.*"));

    fails(status == 403 ? "403" : "neither InRelease nor Release is there (404), nor any index");

    assertThat(events.lines("warning")).noneMatch(line -> line.contains("no Release"));
    assertThatMirror(world).lacks(HELLO);
  }

  @Test
  void sync_releaseForbiddenButIndicesThere_isMirrored() throws Exception {
    world.upstream().fault(Fault.status(403).on(SIGNED));

    completes();

    assertThatMirror(world).has(HELLO).isSound(list);
  }

  @Test
  void sync_oneIndexOfTwo_isNamedAndNothingPublished() throws Exception {
    list = world.list("deb [arch=amd64,arm64] URL jammy main");

    fails("in no form main/binary-arm64/Packages");

    assertThatMirror(world).lacks(PACKAGES + ".gz");
  }

  @Test
  void sync_signatureWithoutItsRelease_isNamed() throws Exception {
    Files.writeString(upstream("dists/jammy/Release.gpg"), "signature");

    fails("Release.gpg is there, but the Release that it signs is not");
  }

  @Test
  void sync_upstreamChangesBetweenTwoForms_isReadAgain() throws Exception {
    Path old = directory.resolve("upstream-before");
    FileUtils.copyDirectory(directory.resolve("upstream").toFile(), old.toFile());
    replaceHello();
    world.upstream().serve(old);
    world.upstream().serveAfter(1, ".*Packages.xz", directory.resolve("upstream"));

    completes();

    assertThat(world.upstream().count(".*Packages.xz")).isEqualTo(2);
    assertThatMirror(world).has("pool/main/h/hello/hello_2.0_amd64.deb").lacks(HELLO).isSound(list);
  }

  @Test
  void sync_formsThatNeverAgree_areNamedAndThePublishedStays() throws Exception {
    completes();
    Tree before = Tree.of(world.mirror());
    Path stale = directory.resolve("stale.xz");
    Files.copy(upstream(PACKAGES + ".xz"), stale);
    replaceHello();
    Files.move(upstream(PACKAGES + ".xz"), directory.resolve("new.xz"));
    Files.copy(stale, upstream(PACKAGES + ".xz"));

    fails("main/binary-amd64/Packages.xz and main/binary-amd64/Packages.gz have different texts");

    assertThatMirror(world).publishesAsBefore(before).isSound(list);
  }

  @Test
  void sync_releaseThatIsGone_isRefusedAndThePublishedStays() throws Exception {
    world.archive().write();
    completes();
    Tree before = Tree.of(world.mirror());
    replaceHello();

    fails("but the suite was published with one");

    assertThat(events.lines("warning")).noneMatch(line -> line.contains("no Release"));
    assertThatMirror(world).publishesAsBefore(before).isSound(list);
    assertThat(SizeEstimator.of(list).call().problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.toString()).contains("was published with one"));
  }

  @Test
  void sync_releaseOfAnotherProgramsTreeThatIsGone_isRefused() throws Exception {
    world.archive().write();
    FileUtils.copyDirectory(world.archive().root().toFile(), world.root().toFile());
    write();

    fails("but the suite was published with one");
  }

  @Test
  void sync_releaseThatComesLater_isTakenOver() throws Exception {
    completes();
    world.archive().write();

    SyncReport report = run();

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(events.lines("warning")).hasSize(1);
    assertThat(world.upstream().count("ubuntu/" + HELLO)).isEqualTo(1);
    assertThatMirror(world).has("dists/jammy/InRelease", HELLO).isSound(list);
  }

  @Test
  void adoption_noPoolFileIsFetchedAndTheStalePlainFormGoes() throws Exception {
    FileUtils.copyDirectory(world.archive().root().toFile(), world.root().toFile());
    Files.writeString(world.root().resolve(PACKAGES), "Package: stale\n");

    completes();

    assertThat(world.upstream().count("ubuntu/pool/.*")).isZero();
    assertThatMirror(world).has(HELLO).lacks(PACKAGES).isSound(list);
  }

  @Test
  void sync_poolFileGone_isNamedAndTheRunEnds() throws Exception {
    Files.delete(upstream(HELLO));

    SyncReport report = run();

    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(world.upstream().requests("ubuntu/" + PACKAGES + ".gz"))
        .extracting(request -> request.status())
        .containsExactly(200, 304);
  }

  @Test
  void verify_treeOfAnotherProgram_isCheckedByItsIndices() throws Exception {
    FileUtils.copyDirectory(world.archive().root().toFile(), world.root().toFile());
    assertThatMirror(world).isSound(list);
    Files.delete(world.root().resolve(HELLO));

    assertThat(world.verify(list).missing()).containsExactly(world.diskPath() + "/" + HELLO);
  }

  @Test
  void verify_otherBytesThanPublished_areFoundEveryTimeAndMended() throws Exception {
    plainOnly();
    completes();
    Path published = world.root().resolve(PACKAGES);
    FileTime modified = Files.getLastModifiedTime(published);
    Files.writeString(published, Files.readString(published).replace("hello_1.0", "hullo_1.0"));
    Files.setLastModifiedTime(published, modified);

    for (int i = 0; i < 2; i++) {
      VerifyReport report = world.verify(list);
      assertThat(report.corrupt()).containsExactly(world.diskPath() + "/" + PACKAGES);
      assertThat(report.status()).isEqualTo(VerifyReport.Status.DEGRADED);
    }
    completes();

    assertThatMirror(world).isSound(list);
  }

  @Test
  void verify_indexMissing_isNamed() throws Exception {
    completes();
    Files.delete(world.root().resolve(PACKAGES + ".gz"));

    assertThat(world.verify(list).missing())
        .containsExactly(world.diskPath() + "/" + PACKAGES + ".gz");
  }

  @Test
  void estimate_isWhatASyncPublishes() throws Exception {
    SizeEstimate estimate = SizeEstimator.of(list).call();
    assertThat(world.upstream().count("ubuntu/" + PACKAGES + ".gz")).isEqualTo(1);
    assertThat(world.base()).doesNotExist();

    SyncReport report = run();

    assertThat(estimate.problems()).isEmpty();
    assertThat(estimate.totalBytes()).isEqualTo(report.repositories().get(0).bytes());
  }
}
