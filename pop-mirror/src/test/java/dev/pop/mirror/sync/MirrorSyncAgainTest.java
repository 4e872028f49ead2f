package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.sample.ArchiveBuilder;
import dev.pop.mirror.sample.DebFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a mirror that is there already. */
@Timeout(60)
class MirrorSyncAgainTest {
  private static final Instant NEXT_DAY = ArchiveBuilder.DEFAULT_DATE.plusSeconds(86_400);
  private static final String HELLO = "pool/main/h/hello/hello_1.0_amd64.deb";
  private static final String WORLD = "pool/main/w/world/world_1.0_amd64.deb";

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
  void sync_nothingChanged_oneConditionalRequestPerSuite() throws Exception {
    world.archive().suite("jammy-updates").add("main", deb("hello", "1.1"));
    world.archive().write();
    MirrorList list = world.list("deb [arch=amd64,src] URL jammy,jammy-updates main", "clean URL");
    completes(list);
    Tree before = Tree.of(world.base());
    world.upstream().clear();

    SyncReport report = completes(list);

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
    assertThat(Tree.of(world.base()).differencesFrom(before)).containsExactly("differs: var/NEW");
    assertThat(world.var().resolve("NEW")).isEmptyFile();
  }

  @Test
  void sync_nothingChanged_noIndexIsRead() throws Exception {
    completes(world.jammy());
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
    completes(world.jammy());
    world.upstream().clear();

    SyncReport report = completes(world.jammy());

    assertThat(world.upstream().paths()).containsExactly("ubuntu/dists/jammy/InRelease");
    assertThat(report.repositories().get(0).status()).isEqualTo(SuiteReport.Status.UNCHANGED);
  }

  @Test
  void sync_unsignedArchiveUnchanged_noIndexIsAskedFor() throws Exception {
    world.archive().unsigned().write();
    completes(world.jammy());
    world.upstream().clear();

    SyncReport report = completes(world.jammy());

    assertThat(world.upstream().paths())
        .containsExactly("ubuntu/dists/jammy/InRelease", "ubuntu/dists/jammy/Release");
    assertThat(report.repositories().get(0).status()).isEqualTo(SuiteReport.Status.UNCHANGED);
  }

  @Test
  void sync_publishedReleaseTouched_plannedAnew() throws Exception {
    completes(world.jammy());
    Files.delete(world.root().resolve("dists/jammy/InRelease"));

    completes(world.jammy());

    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void sync_selectionChanged_plannedAnewAndOnlyTheRestFetched() throws Exception {
    world.archive().suite("jammy").add("universe", deb("extra", "1.0"));
    world.archive().write();
    completes(world.jammy());
    world.upstream().clear();

    completes(world.list("deb [arch=amd64,src] URL jammy main universe", "clean URL"));

    assertThatMirror(world).isSound(world.list("deb [arch=amd64,src] URL jammy main universe"));
    assertThat(poolRequests()).containsExactly("ubuntu/pool/universe/e/extra/extra_1.0_amd64.deb");
    assertThat(world.upstream().count(".*/main/.*")).isZero();
  }

  @Test
  void sync_selectionNarrowed_restIsRemovable() throws Exception {
    world.archive().suite("jammy").add("universe", deb("extra", "1.0"));
    world.archive().write();
    completes(world.list("deb [arch=amd64,src] URL jammy main universe", "clean URL"));
    world.upstream().clear();

    SyncReport report = completes(world.jammy());

    assertThat(report.repositories().get(0).status()).isEqualTo(SuiteReport.Status.PUBLISHED);
    assertThat(poolRequests()).isEmpty();
    assertThat(filesInCleanScript()).contains("pool/universe/e/extra/extra_1.0_amd64.deb");
    assertThat(filesInCleanScript()).noneMatch(path -> path.contains("/main/"));
    world.runCleanScript();
    assertThatMirror(world).isSound(world.jammy());
    assertThat(world.tree().only(".*universe.*").paths()).isEmpty();
  }

  @Test
  void sync_nextGeneration_onlyChangedFilesRequested() throws Exception {
    completes(world.jammy());
    world.upstream().clear();
    replaceHello();

    SyncReport report = completes(world.jammy());

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
    completes(list);
    world.upstream().clear();
    replaceHello();

    completes(list);

    assertThat(world.upstream().count(".*/universe/.*")).isZero();
    assertThatMirror(world).isSound(list);
  }

  @Test
  void cleanScript_nextGeneration_namesVanishedFilesAndNothingElse() throws Exception {
    completes(world.jammy());
    Tree first = world.tree();
    replaceHello();

    SyncReport report = completes(world.jammy());

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
    completes(world.jammy());
    replaceHello();
    completes(world.jammy());
    world.runCleanScript();
    world.archive().date(NEXT_DAY.plusSeconds(1)).write();

    completes(world.jammy());

    // The generation in between differs by its date alone: its indices are the present ones.
    assertThat(filesInCleanScript()).isEmpty();
  }

  @Test
  void cleanScript_packageAndDirectoryGone_directoryRemovedToo() throws Exception {
    completes(world.jammy());
    world.archive().suite("jammy").remove("main", "world");
    world.archive().date(NEXT_DAY).write();
    completes(world.jammy());

    world.runCleanScript();

    assertThat(world.root().resolve("pool/main/w")).doesNotExist();
    assertThat(world.root().resolve("pool/main/h/hello")).isDirectory();
  }

  @Test
  void cleanScript_noCleanLine_namesNothing() throws Exception {
    MirrorList list = world.list("deb [arch=amd64,src] URL jammy main");
    completes(list);
    replaceHello();

    SyncReport report = completes(list);

    assertThat(report.removableFiles()).isZero();
    assertThat(filesInCleanScript()).isEmpty();
  }

  @Test
  void cleanScript_credentialsInUrls_keepsEverythingPublished() throws Exception {
    world.upstream().requireBasic("bearer", "token");
    String url = world.url("bearer", "token");
    MirrorList list = world.list("deb [arch=amd64,src] " + url + " jammy main", "clean " + url);
    completes(list);
    replaceHello();
    completes(list);

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
    completes(list);
    write(world.root().resolve("kept/installer.iso"), "mine");
    write(world.root().resolve("stray/it's a \"file\" $(touch evil)\n"), "stray");
    write(world.mirror().resolve("elsewhere.example/file"), "other host");
    replaceHello();
    completes(list);

    world.runCleanScript();

    assertThat(world.root().resolve("kept/installer.iso")).hasContent("mine");
    assertThat(world.mirror().resolve("elsewhere.example/file")).hasContent("other host");
    assertThat(world.root().resolve("stray")).doesNotExist();
    assertThatMirror(world).wroteNothingElsewhere();
  }

  @Test
  void cleanScript_symbolicLinks_neitherFollowedNorRemoved() throws Exception {
    completes(world.jammy());
    Path outside = world.mirror().resolve("outside");
    write(outside.resolve("precious"), "precious");
    Path link = world.root().resolve("pool/main/link");
    Files.createSymbolicLink(link, outside);
    Path fileLink = world.root().resolve("pool/main/h/hello/latest.deb");
    Files.createSymbolicLink(fileLink, Path.of("hello_1.0_amd64.deb"));
    replaceHello();
    completes(world.jammy());

    world.runCleanScript();

    assertThat(link).isSymbolicLink();
    assertThat(fileLink).isSymbolicLink();
    assertThat(outside.resolve("precious")).hasContent("precious");
  }

  @Test
  void sync_suiteRemovedFromList_itsFilesAreRemovable() throws Exception {
    world.archive().suite("jammy-updates").add("main", deb("hello", "1.0"), deb("fresh", "1.0"));
    world.archive().write();
    completes(world.list("deb [arch=amd64,src] URL jammy,jammy-updates main", "clean URL"));

    SyncReport report = completes(world.jammy());

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
  void sync_upstreamDropsInRelease_mirrorDropsItToo() throws Exception {
    completes(world.jammy());
    world.archive().unsigned().date(NEXT_DAY).write();

    completes(world.jammy());

    assertThatMirror(world)
        .has("dists/jammy/Release")
        .lacks("dists/jammy/InRelease", "dists/jammy/Release.gpg")
        .isSound(world.jammy());
  }

  @Test
  void sync_upstreamDropsOneForm_mirrorDropsItToo() throws Exception {
    completes(world.jammy());
    world.archive().date(NEXT_DAY);
    Files.delete(world.archive().root().resolve("dists/jammy/main/binary-amd64/Packages.gz"));
    deleteByHash("main/binary-amd64");
    world.archive().suite("jammy").add("main", deb("third", "1.0"));
    world.archive().write();
    world.upstream().fault(Fault.status(404).on(".*/binary-amd64/(Packages.gz|by-hash/.*)"));

    completes(world.jammy());

    assertThatMirror(world)
        .has("dists/jammy/main/binary-amd64/Packages.xz")
        .lacks("dists/jammy/main/binary-amd64/Packages.gz")
        .isSound(world.jammy());
  }

  @Test
  void sync_sameNameOtherBytes_replacedWhenPublished() throws Exception {
    completes(world.jammy());
    world.archive().suite("jammy").remove("main", "hello");
    world
        .archive()
        .suite("jammy")
        .add("main", DebFile.named("hello", "1.0").file("other", "bytes\n").build());
    world.archive().date(NEXT_DAY).write();

    completes(world.jammy());

    assertThatMirror(world).equalsUpstream().isSound(world.jammy()).hasNoTemporaryFiles();
  }

  @Test
  void sync_rightFilesOfAnotherProgram_adoptedWithoutRequest() throws Exception {
    copyPool();

    SyncReport report = completes(world.jammy());

    assertThat(poolRequests()).isEmpty();
    assertThat(report.unchangedFiles()).isEqualTo(2);
    assertThatMirror(world).equalsUpstream().isSound(world.jammy());
  }

  @Test
  void sync_sameSizeWrongBytes_replaced() throws Exception {
    copyPool();
    flipLastByte(world.root().resolve(HELLO));

    completes(world.jammy());

    assertThat(poolRequests()).containsExactly("ubuntu/" + HELLO);
    assertThatMirror(world).equalsUpstream().hasNoTemporaryFiles();
  }

  @Test
  void sync_otherSize_replaced() throws Exception {
    copyPool();
    write(world.root().resolve(WORLD), "half a file");

    completes(world.jammy());

    assertThat(poolRequests()).containsExactly("ubuntu/" + WORLD);
    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void sync_hardLinkElsewhere_replacedNotWrittenInto() throws Exception {
    copyPool();
    Path snapshot = world.directory().resolve("upstream").resolve("snapshot.deb");
    flipLastByte(world.root().resolve(HELLO));
    Files.createLink(snapshot, world.root().resolve(HELLO));
    byte[] linked = Files.readAllBytes(snapshot);

    completes(world.jammy());

    assertThat(snapshot).hasBinaryContent(linked);
    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void sync_indicesInTheSkeleton_reused() throws Exception {
    SyncReport dry = MirrorSync.of(world.jammy()).extent(MirrorSync.Extent.DRY_RUN).call();
    assertThat(dry.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(dry.pendingFiles()).isEqualTo(2);
    assertThat(Tree.of(world.mirror()).paths()).isEmpty();
    world.upstream().clear();

    completes(world.jammy());

    assertThat(world.upstream().count(".*(by-hash|Packages|Translation|Contents).*")).isZero();
    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void sync_skeletonDeleted_indicesTakenFromTheMirror() throws Exception {
    completes(world.jammy());
    FileUtils.deleteDirectory(world.skeleton().toFile());
    world.archive().date(NEXT_DAY).write();
    world.upstream().clear();

    completes(world.jammy());

    assertThat(world.upstream().count(".*(by-hash|Packages|Translation|Contents|pool).*")).isZero();
    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void sync_damagedIndexInTheSkeleton_fetchedAgain() throws Exception {
    MirrorSync.of(world.jammy()).extent(MirrorSync.Extent.DRY_RUN).call();
    Path index =
        world
            .skeleton()
            .resolve(world.diskPath())
            .resolve("dists/jammy/main/binary-amd64/Packages.xz");
    flipLastByte(index);

    completes(world.jammy());

    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void sync_memoryDamaged_everythingLookedAtAndNothingFetchedTwice() throws Exception {
    completes(world.jammy());
    for (String name : Tree.of(world.var()).only(".*manifest").paths()) {
      write(world.var().resolve(name), "Format: 999\nno field\n");
    }
    world.upstream().clear();

    completes(world.jammy());

    assertThat(poolRequests()).isEmpty();
    assertThatMirror(world).equalsUpstream().isSound(world.jammy());
  }

  @Test
  void metadataOnly_poolFileMissing_notPublishedAndNotFetched() throws Exception {
    completes(world.jammy());
    Tree before = Tree.of(world.mirror());
    replaceHello();
    world.upstream().clear();

    SyncReport report = MirrorSync.of(world.jammy()).extent(MirrorSync.Extent.METADATA_ONLY).call();

    assertThat(report.repositories().get(0).status()).isEqualTo(SuiteReport.Status.PLANNED);
    assertThat(report.pendingFiles()).isEqualTo(1);
    assertThat(poolRequests()).isEmpty();
    assertThatMirror(world).isAsBefore(before).hasNoTemporaryFiles().isSound(world.jammy());
  }

  @Test
  void metadataOnly_noPoolFileMissing_published() throws Exception {
    completes(world.jammy());
    world.archive().suite("jammy").remove("main", "world");
    world.archive().date(NEXT_DAY).write();

    SyncReport report = MirrorSync.of(world.jammy()).extent(MirrorSync.Extent.METADATA_ONLY).call();

    assertThat(report.repositories().get(0).status()).isEqualTo(SuiteReport.Status.PUBLISHED);
    assertThatMirror(world).isSound(world.jammy());
  }

  @Test
  void only_oneSuite_othersNeitherAskedForNorCleaned() throws Exception {
    world.archive().suite("jammy-updates").add("main", deb("fresh", "1.0"));
    world.archive().write();
    MirrorList list = world.list("deb [arch=amd64,src] URL jammy,jammy-updates main", "clean URL");
    completes(list);
    world.archive().suite("jammy-updates").remove("main", "fresh");
    replaceHello();
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
    assertThat(world.verify(world.jammy()).lastUpdate()).isEqualTo(now.toString());
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

  private void replaceHello() throws IOException {
    world.archive().suite("jammy").remove("main", "hello").add("main", deb("hello", "2.0"));
    world.archive().date(NEXT_DAY).write();
  }

  private void deleteByHash(String path) throws IOException {
    FileUtils.deleteDirectory(
        world.archive().root().resolve("dists/jammy").resolve(path).resolve("by-hash").toFile());
  }

  private List<String> poolRequests() {
    return world.upstream().requests("ubuntu/pool/.*").stream()
        .map(request -> request.path())
        .toList();
  }

  /** Files that the clean script removes, below the archive's directory. */
  private List<String> filesInCleanScript() throws IOException {
    return Pattern.compile("rm -f '\\./" + Pattern.quote(world.diskPath()) + "/([^']*)'")
        .matcher(Files.readString(world.cleanScript()))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private void copyPool() throws IOException {
    FileUtils.copyDirectory(
        world.archive().root().resolve("pool").toFile(), world.root().resolve("pool").toFile());
  }

  private static void flipLastByte(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  private SyncReport completes(MirrorList list) throws Exception {
    SyncReport report = world.sync(list);
    assertThat(report.failures()).isEmpty();
    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    return report;
  }
}
