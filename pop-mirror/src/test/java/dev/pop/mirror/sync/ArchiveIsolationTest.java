package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.OperationCancelledException;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.HandmadeArchive;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteId;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One archive asks for more than there is; the other is mirrored all the same. */
@Timeout(60)
class ArchiveIsolationTest {
  @TempDir Path directory;
  private MirrorFixture world;
  private HandmadeArchive evil;
  private HandmadeArchive good;

  @BeforeEach
  void start() throws Exception {
    world = MirrorFixture.in(directory);
    evil = HandmadeArchive.at(world.archive().root().resolveSibling("evil"));
    good = HandmadeArchive.at(world.archive().root().resolveSibling("good"));
    good.deb("pool/a.deb", "a").suite("good-security");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private MirrorList list(String... settings) throws Exception {
    List<String> lines = new ArrayList<>(List.of(settings));
    lines.add("deb " + world.upstream().url("evil") + " evil main");
    lines.add("deb " + world.upstream().url("good") + " good-security main");
    return world.list(lines.toArray(String[]::new));
  }

  /** Lists a package of 96 TiB. */
  private void listHuge(HandmadeArchive archive, String suite) throws Exception {
    archive.suiteOf(
        suite,
        HandmadeArchive.stanza("pool/huge.deb", "x")
            .replace("Size: 1\n", "Size: 105553116266496\n"));
  }

  private void onlyTheGoodOne(SyncReport report, String reason) {
    assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
    assertThat(report.failures())
        .extracting(Failure::reason)
        .anySatisfy(text -> assertThat(text).contains(reason));
    assertThat(report.repositories())
        .filteredOn(suite -> suite.status() == SuiteReport.Status.PUBLISHED)
        .extracting(SuiteReport::suite)
        .containsExactly("good-security");
    assertThat(world.root().resolveSibling("good").resolve("pool/a.deb")).hasContent("a");
  }

  @Test
  void sync_archiveThatDoesNotFitTheDisk_isNamedAndTheOtherPublished() throws Exception {
    listHuge(evil, "evil");

    onlyTheGoodOne(world.sync(list()), "not enough disk space: 96.0 TiB needed");
  }

  @Test
  void sync_noArchiveFitsTheDisk_failsBeforeAnythingIsFetched() throws Exception {
    listHuge(evil, "evil");
    listHuge(good, "good-security");

    MirrorList list = list();
    assertThatExceptionOfType(DiskTooSmallException.class).isThrownBy(() -> world.sync(list));

    assertThat(world.upstream().count(".*/pool/.*")).isZero();
  }

  @Test
  void sync_moreFilesThanAllowed_isNamedAndTheOtherPublished() throws Exception {
    for (int i = 0; i < 11; i++) {
      evil.deb("pool/" + i + ".deb", "x");
    }
    evil.suite("evil");

    onlyTheGoodOne(world.sync(list("set max_archive_files 10")), "more than 10 files");
    assertThat(world.sync(list("set max_archive_files 11")).failures()).isEmpty();
  }

  @Test
  void sync_moreBytesThanAllowed_isNamedAndTheOtherPublished() throws Exception {
    evil.deb("pool/1.deb", "x".repeat(600)).deb("pool/2.deb", "y".repeat(600)).suite("evil");

    onlyTheGoodOne(world.sync(list("set max_archive_size 1k")), "more than 1.0 KiB of files");
    assertThat(world.sync(list("set max_archive_size 2k")).failures()).isEmpty();
  }

  @Test
  void sync_limitsCountAllSuitesOfAnArchive() throws Exception {
    evil.deb("pool/1.deb", "1").deb("pool/2.deb", "2").suite("evil");
    evil.deb("pool/2.deb", "2").deb("pool/3.deb", "3").suite("more");
    String url = world.upstream().url("evil");

    SyncReport report =
        world.sync(
            world.list(
                "set max_archive_files 2",
                "deb " + url + " evil main",
                "deb " + url + " more main"));

    assertThat(report.failures())
        .extracting(Failure::reason)
        .singleElement()
        .asString()
        .contains("the archive lists more than 2 files");
    assertThat(report.repositories())
        .extracting(SuiteReport::status)
        .containsExactly(SuiteReport.Status.PUBLISHED, SuiteReport.Status.FAILED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.-1 200 OK", "HTTP/9.99999999999 200 OK"})
  void sync_statusLinesThatBreakTheRules_areFailuresOfTheirArchive(String line) throws Exception {
    evil.deb("pool/a.deb", "a").suite("evil");
    world.upstream().fault(Fault.statusLine(line).on("evil/.*"));

    onlyTheGoodOne(world.sync(list()), "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Thu, 99 Foo 0000 25:61:61 GMT", "999999999999999999999", "-1", "\t~"})
  void sync_datesThatAreNone_areNoHindrance(String date) throws Exception {
    evil.deb("pool/a.deb", "a").suite("evil");
    world.upstream().fault(Fault.headerMissing("ETag").withHeader("Last-Modified", date));

    world.completes(list());
  }

  @Test
  void sync_headerThatDrips_isGivenUpAndTheOtherPublished() throws Exception {
    evil.deb("pool/a.deb", "a").suite("evil");
    world.upstream().fault(Fault.drippingHeader().on("evil/.*"));

    SyncReport report = world.sync(MirrorFixture.impatient(list()));

    onlyTheGoodOne(report, "too slowly");
  }

  /** A large archive far away takes hours; security updates of another must not wait for it. */
  @Test
  void sync_archiveWhoseFilesDoNotCome_theOtherIsPublishedMeanwhile() throws Exception {
    evil.deb("pool/slow.deb", "slow").suite("evil");
    world.upstream().fault(Fault.stalledAfter(1).on("evil/pool/.*"));
    MirrorSync sync = MirrorSync.of(list());
    sync.events(
        new MirrorEvents() {
          @Override
          public void fileDone(Stage stage, SuiteId suite, String path, long size, long resumed) {
            if (stage == Stage.PUBLISH) {
              sync.cancel();
            }
          }
        });

    OperationCancelledException e =
        catchThrowableOfType(OperationCancelledException.class, sync::call);

    SyncReport report = e.report(SyncReport.class).orElseThrow();
    assertThat(report.repositories())
        .filteredOn(suite -> suite.status() == SuiteReport.Status.PUBLISHED)
        .extracting(SuiteReport::suite)
        .containsExactly("good-security");
    assertThat(world.root().resolveSibling("good").resolve("dists/good-security/Release")).exists();
    assertThat(world.root().resolveSibling("evil").resolve("dists")).doesNotExist();
    world.upstream().clearFaults();
    world.completes(list());
    assertThat(world.root().resolveSibling("evil").resolve("pool/slow.deb")).hasContent("slow");
  }

  /** A server that is silent for minutes. */
  @Test
  void sync_archiveThatDoesNotAnswer_comesAfterTheOther() throws Exception {
    evil.deb("pool/slow.deb", "slow").suite("evil");
    world.upstream().fault(Fault.stalledAfter(1).on("evil/dists/.*"));
    MirrorList list =
        list("set retry_attempts 100", "set retry_delay 0", "set write_file_lists on");
    List<String> published = new ArrayList<>();
    MirrorEvents healing =
        new MirrorEvents() {
          @Override
          public void fileDone(Stage stage, SuiteId suite, String path, long size, long resumed) {
            if (stage == Stage.PUBLISH) {
              published.add(path);
              world.upstream().clearFaults();
            }
          }
        };

    SyncReport report =
        MirrorSync.of(MirrorFixture.impatient(list)).grace(Duration.ZERO).events(healing).call();

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(published).containsExactly("dists/good-security", "dists/evil");
    assertThat(world.root().resolveSibling("evil").resolve("pool/slow.deb")).hasContent("slow");
    assertThat(world.var().resolve("NEW"))
        .content()
        .contains("good/pool/a.deb")
        .contains("evil/pool/slow.deb");
  }
}
