package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static dev.pop.mirror.fixture.MirrorFixture.NEXT_DAY;
import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.sample.DebFile;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs on a mirror that is there already. */
@Timeout(60)
class MirrorSyncAgainTest extends MirrorSyncFixture {
  private static YearMonth month(SyncReport report) {
    return YearMonth.from(report.finished().atOffset(ZoneOffset.UTC));
  }

  @Test
  void sync_nothingChanged_oneConditionalRequestPerSuite() throws Exception {
    world.archive().suite("jammy-updates").add("main", deb("hello", "1.1"));
    world.archive().write();
    MirrorList list = world.list("deb [arch=amd64,src] URL jammy,jammy-updates main", "clean URL");
    world.completes(list);
    Tree before = Tree.of(world.base());
    world.upstream().clear();

    SyncReport report = world.completes(list);

    assertThat(world.upstream().paths())
        .containsExactlyInAnyOrder(
            "ubuntu/dists/jammy/InRelease", "ubuntu/dists/jammy-updates/InRelease");
    assertThat(world.upstream().requests()).allMatch(request -> request.status() == 304);
    assertThat(report.requests()).isEqualTo(2);
    assertThat(report.downloadedFiles()).isZero();
    assertThat(report.downloadedBytes()).isZero();
    assertThat(report.repositories())
        .extracting(SuiteReport::status)
        .containsOnly(SuiteReport.Status.UNCHANGED);
    assertThat(report.unchangedFiles())
        .isEqualTo(report.repositories().stream().mapToLong(SuiteReport::files).sum())
        .isPositive();
    assertThat(Tree.of(world.base()).differencesFrom(before))
        .containsExactlyInAnyOrder(
            "differs: var/NEW",
            "differs: var/reports/days-" + month(report) + ".tsv",
            "not expected: var/reports/" + report.run() + ".json");
    assertThat(world.var().resolve("NEW")).isEmptyFile();
  }

  @Test
  void sync_nothingChanged_noIndexIsRead() throws Exception {
    world.completes(world.jammy());
    RecordedEvents events = new RecordedEvents();

    MirrorSync.of(world.jammy()).events(events).call();

    assertThat(events.lines("started")).containsExactly("started RELEASE -1 -1");
    assertThat(events.lines("suite"))
        .singleElement()
        .asString()
        .contains("status=UNCHANGED", "problems=[]");
  }

  @Test
  void sync_serverWithoutValidators_sameBytesAreUnchangedToo() throws Exception {
    world.upstream().withhold("ETag", "Last-Modified");
    world.completes(world.jammy());
    world.upstream().clear();

    SyncReport report = world.completes(world.jammy());

    assertThat(world.upstream().paths()).containsExactly("ubuntu/dists/jammy/InRelease");
    assertThat(report.repositories().get(0).status()).isEqualTo(SuiteReport.Status.UNCHANGED);
  }

  @Test
  void sync_unsignedArchiveUnchanged_noIndexIsAskedFor() throws Exception {
    world.archive().unsigned().write();
    world.completes(world.jammy());
    world.upstream().clear();

    SyncReport report = world.completes(world.jammy());

    assertThat(world.upstream().paths())
        .containsExactly("ubuntu/dists/jammy/InRelease", "ubuntu/dists/jammy/Release");
    assertThat(report.repositories().get(0).status()).isEqualTo(SuiteReport.Status.UNCHANGED);
  }

  @Test
  void sync_publishedReleaseTouched_plannedAnew() throws Exception {
    world.completes(world.jammy());
    Files.delete(world.root().resolve("dists/jammy/InRelease"));

    world.completes(world.jammy());

    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void sync_selectionChanged_plannedAnewAndOnlyTheRestFetched() throws Exception {
    world.archive().suite("jammy").add("universe", deb("extra", "1.0"));
    world.archive().write();
    world.completes(world.jammy());
    world.upstream().clear();

    world.completes(world.list("deb [arch=amd64,src] URL jammy main universe", "clean URL"));

    assertThatMirror(world).isSound(world.list("deb [arch=amd64,src] URL jammy main universe"));
    assertThat(poolRequests()).containsExactly("ubuntu/pool/universe/e/extra/extra_1.0_amd64.deb");
    assertThat(world.upstream().count(".*/main/.*")).isZero();
  }

  @Test
  void sync_nextGeneration_onlyChangedFilesRequested() throws Exception {
    world.completes(world.jammy());
    world.upstream().clear();
    world.replaceHello();

    SyncReport report = world.completes(world.jammy());

    assertThat(poolRequests()).containsExactly("ubuntu/pool/main/h/hello/hello_2.0_amd64.deb");
    assertThat(world.upstream().paths()).doesNotHaveDuplicates();
    assertThat(report.downloadedFiles()).isEqualTo(world.upstream().requests().size());
    assertThatMirror(world).equalsUpstream().isSound(world.jammy());
  }

  @Test
  void sync_nextGeneration_unchangedIndicesNotRequested() throws Exception {
    world.archive().suite("jammy").add("universe", deb("extra", "1.0"));
    world.archive().write();
    MirrorList list = world.list("deb [arch=amd64,src] URL jammy main universe", "clean URL");
    world.completes(list);
    world.upstream().clear();
    world.replaceHello();

    world.completes(list);

    assertThat(world.upstream().count(".*/universe/.*")).isZero();
    assertThatMirror(world).isSound(list);
  }

  @Test
  void sync_upstreamDropsInRelease_mirrorDropsItToo() throws Exception {
    world.completes(world.jammy());
    world.archive().unsigned().date(NEXT_DAY).write();

    world.completes(world.list("deb [arch=amd64,src trusted=yes] URL jammy main", "clean URL"));

    assertThatMirror(world)
        .has("dists/jammy/Release")
        .lacks("dists/jammy/InRelease", "dists/jammy/Release.gpg")
        .isSound(world.jammy());
  }

  @Test
  void sync_inReleaseComesBack_releaseStaysBesideIt() throws Exception {
    world.upstream().fault(Fault.status(404).on(".*/InRelease"));
    world.completes(world.jammy());
    assertThatMirror(world).lacks("dists/jammy/InRelease");
    world.upstream().clearFaults();

    world.completes(world.jammy());

    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void sync_upstreamDropsOneForm_mirrorDropsItToo() throws Exception {
    world.completes(world.jammy());
    world.archive().date(NEXT_DAY);
    Files.delete(world.archive().root().resolve("dists/jammy/main/binary-amd64/Packages.gz"));
    deleteByHash("main/binary-amd64");
    world.archive().suite("jammy").add("main", deb("third", "1.0"));
    world.archive().write();
    world.upstream().fault(Fault.status(404).on(".*/binary-amd64/(Packages.gz|by-hash/.*)"));

    world.completes(world.jammy());

    assertThatMirror(world)
        .has("dists/jammy/main/binary-amd64/Packages.xz")
        .lacks("dists/jammy/main/binary-amd64/Packages.gz")
        .isSound(world.jammy());
  }

  @Test
  void sync_sameNameOtherBytes_replacedWhenPublished() throws Exception {
    world.completes(world.jammy());
    rebuildHello();
    world.archive().write();

    world.completes(world.jammy());

    assertThatMirror(world).equalsUpstream().isSound(world.jammy()).hasNoTemporaryFiles();
  }

  /** Nothing about this is allowed to an archive; it happens all the same. */
  private void rebuildHello() {
    world.archive().suite("jammy").remove("main", "hello");
    world
        .archive()
        .suite("jammy")
        .add("main", DebFile.named("hello", "1.0").file("other", "bytes\n").build());
    world.archive().date(NEXT_DAY);
  }

  @Test
  void sync_sameNameOtherBytesOfASuiteThatFails_theOldOnesStay() throws Exception {
    world.completes(world.jammy());
    Tree published = world.tree();
    rebuildHello();
    world.archive().suite("jammy").add("main", deb("late", "1.0"));
    world.archive().write();
    world.upstream().fault(Fault.status(404).on(".*/late_.*"));

    assertThat(world.sync(world.jammy()).status()).isEqualTo(SyncReport.Status.FAILED);

    assertThat(world.tree().differencesFrom(published)).isEmpty();
    assertThatMirror(world).isSound(world.jammy());
  }

  @Test
  void metadataOnly_poolFileMissing_notPublishedAndNotFetched() throws Exception {
    world.completes(world.jammy());
    Tree before = Tree.of(world.mirror());
    world.replaceHello();
    world.upstream().clear();

    SyncReport report = MirrorSync.of(world.jammy()).kind(SyncReport.Kind.METADATA_ONLY).call();

    assertThat(report.repositories().get(0).status()).isEqualTo(SuiteReport.Status.PLANNED);
    assertThat(report.pendingFiles()).isEqualTo(1);
    assertThat(poolRequests()).isEmpty();
    assertThatMirror(world).isAsBefore(before).hasNoTemporaryFiles().isSound(world.jammy());
  }

  @Test
  void metadataOnly_noPoolFileMissing_published() throws Exception {
    world.completes(world.jammy());
    world.archive().suite("jammy").remove("main", "world");
    world.archive().date(NEXT_DAY).write();

    SyncReport report = MirrorSync.of(world.jammy()).kind(SyncReport.Kind.METADATA_ONLY).call();

    assertThat(report.repositories().get(0).status()).isEqualTo(SuiteReport.Status.PUBLISHED);
    assertThatMirror(world).isSound(world.jammy());
  }

  @Test
  void only_oneSuite_othersNeitherAskedForNorCleaned() throws Exception {
    world.archive().suite("jammy-updates").add("main", deb("fresh", "1.0"));
    world.archive().write();
    MirrorList list = world.list("deb [arch=amd64,src] URL jammy,jammy-updates main", "clean URL");
    world.completes(list);
    world.archive().suite("jammy-updates").remove("main", "fresh");
    world.replaceHello();
    world.upstream().clear();

    SyncReport report = MirrorSync.of(list).only(suite -> suite.name().equals("jammy")).call();

    assertThat(report.repositories()).extracting(SuiteReport::suite).containsExactly("jammy");
    assertThat(world.upstream().count(".*jammy-updates.*")).isZero();
    world.runCleanScript();
    assertThatMirror(world)
        .has("pool/main/f/fresh/fresh_1.0_amd64.deb", "dists/jammy-updates/InRelease")
        .isSound(list);
  }

  @Test
  void report_times_fromTheGivenClock() throws Exception {
    Instant now = Instant.parse("2026-03-04T05:06:07Z");

    SyncReport report = MirrorSync.of(world.jammy()).clock(Clock.fixed(now, ZoneOffset.UTC)).call();

    assertThat(report.started()).isEqualTo(now);
    assertThat(report.finished()).isEqualTo(now);
    assertThat(world.verify(world.jammy()).lastUpdate()).contains(now);
  }

  @Test
  void events_firstRun_stagesInOrderAndNeverOverlapping() throws Exception {
    RecordedEvents events = new RecordedEvents();

    MirrorSync.of(world.jammy()).events(events).call();

    List<String> stages =
        events.lines().stream()
            .filter(line -> line.startsWith("started") || line.startsWith("finished"))
            .map(line -> String.join(" ", List.of(line.split(" ")).subList(0, 2)))
            .toList();
    assertThat(stages)
        .containsExactly(
            "started " + Stage.RELEASE,
            "finished " + Stage.RELEASE,
            "started " + Stage.INDEX,
            "finished " + Stage.INDEX,
            "started " + Stage.ARCHIVE,
            "finished " + Stage.ARCHIVE,
            "started " + Stage.PUBLISH,
            "finished " + Stage.PUBLISH);
    assertThat(events.lines("done ARCHIVE"))
        .containsExactlyInAnyOrder(
            "done ARCHIVE " + world.url() + "/" + HELLO,
            "done ARCHIVE " + world.url() + "/" + WORLD);
    assertThat(events.lines("failed")).isEmpty();
  }

  private void deleteByHash(String path) throws IOException {
    FileUtils.deleteDirectory(
        world.archive().root().resolve("dists/jammy").resolve(path).resolve("by-hash").toFile());
  }

  @Test
  void kind_ofThePerlProgram_isRefused() throws Exception {
    MirrorSync sync = MirrorSync.of(world.jammy());

    assertThatThrownBy(() -> sync.kind(SyncReport.Kind.APT_MIRROR))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
