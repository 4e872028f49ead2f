package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static dev.pop.mirror.fixture.MirrorFixture.largeDeb;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.OperationCancelledException;
import dev.pop.core.PopException;
import dev.pop.core.http.FetchException;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.report.ArchiveReport;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.ReadResult;
import dev.pop.mirror.report.RunReports;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.StageTime;
import dev.pop.mirror.report.SuiteId;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.TransferStats;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every run leaves a report, however it ends, and its numbers are those of what happened. */
@Timeout(60)
class RunRecordTest {
  @TempDir Path directory;
  private MirrorFixture world;

  @BeforeEach
  void start() throws Exception {
    world = MirrorFixture.withJammy(directory);
    world.archive().suite("jammy-updates").add("main", deb("hello", "1.0"), deb("news", "2.0"));
    world.archive().write();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private MirrorList list(String... more) throws Exception {
    List<String> lines =
        new ArrayList<>(List.of("deb URL jammy main", "deb URL jammy-updates main"));
    lines.addAll(List.of(more));
    return world.list(lines.toArray(String[]::new));
  }

  private List<SyncReport> kept() throws Exception {
    ReadResult<SyncReport> found =
        RunReports.in(MirrorLayout.of(list().settings()).reports()).last(100);
    assertThat(found.damaged()).isEmpty();
    return found.entries();
  }

  private static TransferStats traffic(SyncReport report, String suite) {
    return report.repositories().stream()
        .filter(each -> each.suite().equals(suite))
        .findFirst()
        .orElseThrow()
        .traffic();
  }

  @Test
  void run_reportIsKept_asReturned() throws Exception {
    SyncReport report = world.completes(list());

    assertThat(kept()).containsExactly(report);
    assertThat(report.kind()).isEqualTo(SyncReport.Kind.FULL);
  }

  @Test
  void suites_numbersAreThoseOfUpstream() throws Exception {
    SyncReport report = world.completes(list());

    TransferStats jammy = traffic(report, "jammy");
    TransferStats updates = traffic(report, "jammy-updates");
    assertThat(jammy.requestsByStatus().get(200)).isEqualTo(jammy.downloadedFiles());
    assertThat(jammy.requests() + updates.requests()).isEqualTo(world.upstream().requests().size());
    assertThat(updates.stages())
        .filteredOn(time -> time.stage() == Stage.ARCHIVE)
        .as("hello is of both suites and counts for the first")
        .singleElement()
        .extracting(StageTime::files)
        .isEqualTo(1L);
    assertThat(report.archives())
        .singleElement()
        .extracting(ArchiveReport::traffic)
        .extracting(TransferStats::downloadedBytes)
        .isEqualTo(jammy.downloadedBytes() + updates.downloadedBytes());
    assertThat(report.traffic().downloadedFiles())
        .isEqualTo(jammy.downloadedFiles() + updates.downloadedFiles());
  }

  @Test
  void failures_areCountedForTheirSuite() throws Exception {
    world.upstream().fault(Fault.status(503).on(".*/news_2.0_amd64.deb"));

    SyncReport report = world.sync(list("set retry_attempts 2", "set retry_delay 0"));

    assertThat(traffic(report, "jammy-updates").retriesByReason())
        .containsOnlyKeys(FetchException.Fault.UNAVAILABLE)
        .containsValue(1L);
    assertThat(traffic(report, "jammy-updates").requestsByStatus()).containsEntry(503, 2L);
    assertThat(traffic(report, "jammy-updates").failedFiles()).isEqualTo(1);
    assertThat(traffic(report, "jammy").failedFiles()).isZero();
    assertThat(traffic(report, "jammy").errorRate()).isZero();
    assertThat(kept()).containsExactly(report);
  }

  @Test
  void metricsOfBeforeAreDamaged_aWarningAndTheRunGoesOn() throws Exception {
    MirrorList list = list("set metrics_file " + directory.resolve("pop.prom"));
    world.completes(list);
    Path memory = MirrorLayout.of(list.settings()).runMetrics();
    Files.writeString(memory, "\u0000\u0000");
    RecordedEvents events = new RecordedEvents();

    MirrorSync.of(list).events(events).call();

    assertThat(events.lines("warning"))
        .containsExactly(
            "warning " + memory + " is damaged; metrics that cannot be read in it restart at 0");
    assertThat(Files.readString(memory)).contains("pop_runs_total{status=\"complete\"} 1\n");
  }

  @Test
  void nothingChanged_requestsAndNothingElse() throws Exception {
    world.completes(list());

    SyncReport report = world.completes(list());

    assertThat(traffic(report, "jammy").requestsByStatus()).containsOnlyKeys(304);
    assertThat(report.traffic().downloadedFiles()).isZero();
    assertThat(kept()).hasSize(2);
  }

  @Test
  void resumed_bytesOfBeforeAreToldApart() throws Exception {
    world.archive().suite("jammy").add("main", largeDeb("big"));
    world.archive().write();
    world.upstream().fault(Fault.disconnectMidway().on(".*/big_.*").times(1));
    AtomicLong bytes = new AtomicLong();
    MirrorEvents counting =
        new MirrorEvents() {
          @Override
          public void bytes(Stage stage, long count) {
            bytes.addAndGet(count);
          }
        };

    SyncReport report =
        MirrorSync.of(list("set retry_attempts 2", "set retry_delay 0")).events(counting).call();

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(report.traffic().resumedFiles()).isEqualTo(1);
    assertThat(report.traffic().resumedBytes()).isPositive();
    assertThat(bytes).hasValue(report.downloadedBytes());
  }

  @Test
  void autoclean_removedFilesAreCountedForTheArchive() throws Exception {
    world.completes(list("clean URL", "set _autoclean 1"));
    world.archive().suite("jammy-updates").remove("main", "news");
    world.archive().date(MirrorFixture.NEXT_DAY).write();

    SyncReport report = world.completes(list("clean URL", "set _autoclean 1"));

    TransferStats archive = report.archives().get(0).traffic();
    assertThat(archive.removedFiles()).isEqualTo(report.removableFiles()).isPositive();
    assertThat(archive.removedBytes()).isEqualTo(report.removableBytes()).isPositive();
  }

  @Test
  void adopted_filesAreCountedForTheirSuite() throws Exception {
    world.completes(list());
    try (Stream<Path> all = Files.walk(world.var().resolve("pop"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }

    SyncReport report = world.completes(list());

    assertThat(traffic(report, "jammy-updates").adoptedFiles()).isEqualTo(1);
    assertThat(report.traffic().adoptedFiles()).isEqualTo(3);
    assertThat(report.traffic().adoptedBytes()).isPositive();
  }

  @Test
  void interrupted_leavesAReportOfWhatWasDone() throws Exception {
    world.upstream().fault(Fault.stalledAfter(100).on(".*/news_.*"));
    MirrorSync sync = MirrorSync.of(list());
    List<SyncReport> told = new ArrayList<>();
    MirrorEvents cancelling =
        new MirrorEvents() {
          @Override
          public void fileStarted(Stage stage, SuiteId suite, String path) {
            if (path.contains("news_")) {
              sync.cancel();
            }
          }

          @Override
          public void runFinished(SyncReport report) {
            told.add(report);
          }
        };

    PopException cancelled =
        catchThrowableOfType(
            OperationCancelledException.class, () -> sync.events(cancelling).call());

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    SyncReport report = kept().get(0);
    assertThat(cancelled.report(SyncReport.class)).contains(report);
    assertThat(told).containsExactly(report);
    assertThat(report.status()).isEqualTo(SyncReport.Status.INTERRUPTED);
    assertThat(report.error()).contains("the run was interrupted");
    assertThat(report.downloadedFiles()).isPositive();
    assertThat(report.repositories())
        .extracting(SuiteReport::status)
        .containsOnly(SuiteReport.Status.FAILED);
    world.upstream().clearFaults();
    world.completes(list());
  }

  @Test
  void partOfTheSuites_keepsWhatCameForTheOthers() throws Exception {
    Predicate<Suite> jammy = suite -> suite.name().equals("jammy");
    MirrorSync.of(list()).only(jammy).call();
    world.upstream().fault(Fault.disconnectMidway().on(".*/news_.*"));
    assertThat(MirrorSync.of(list()).call().failures()).hasSize(1);
    world.upstream().clearFaults();

    SyncReport part = MirrorSync.of(list()).only(jammy).call();

    assertThat(part.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(world.completes(list()).resumedFiles()).isEqualTo(1);
  }

  @Test
  void noSuiteChosen_isAFailure() {
    assertThatExceptionOfType(PopException.class)
        .isThrownBy(() -> MirrorSync.of(list()).only(suite -> false).call())
        .withMessageContaining("no suite of mirror.list is chosen");
  }

  @Test
  void interruptOfAnother_besideACancel_isNotSwallowed() throws Exception {
    MirrorSync sync = MirrorSync.of(list());
    Thread runner = Thread.currentThread();
    MirrorEvents both =
        new MirrorEvents() {
          @Override
          public void runStarted(String run, Instant started) {
            sync.cancel();
          }

          @Override
          public void runFinished(SyncReport report) {
            runner.interrupt();
          }
        };

    assertThatExceptionOfType(OperationCancelledException.class)
        .isThrownBy(() -> sync.events(both).call());

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void cancelledBefore_doesNotBegin() throws Exception {
    MirrorSync sync = MirrorSync.of(list());
    sync.cancel();

    assertThatExceptionOfType(OperationCancelledException.class).isThrownBy(sync::call);
    assertThat(world.upstream().requests()).isEmpty();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void diskFails_leavesAReportThatSaysWhy() throws Exception {
    MirrorEvents spoiling =
        new MirrorEvents() {
          @Override
          public void stageStarted(Stage stage, long files, long bytes) {
            if (stage == Stage.INDEX) {
              FileUtils.deleteQuietly(world.skeleton().resolve(".pop").toFile());
            }
          }
        };

    PopException failed =
        catchThrowableOfType(
            PopException.class, () -> MirrorSync.of(list()).events(spoiling).call());

    assertThat(failed.report(SyncReport.class)).contains(kept().get(0));

    assertThat(kept().get(0).status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(kept().get(0).error().orElseThrow()).contains("the mirror cannot be written");
  }

  @Test
  void reportCannotBeKept_warningAndNoMore() throws Exception {
    Files.createDirectories(world.var());
    Files.writeString(world.var().resolve("reports"), "in the way");
    RecordedEvents events = new RecordedEvents();

    SyncReport report = MirrorSync.of(list()).events(events).call();

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(events.lines("warning"))
        .singleElement()
        .asString()
        .contains("the report of this run cannot be kept", "reports");
  }

  @Test
  void report_hasNoCredentials() throws Exception {
    world.upstream().requireBasic("bearer", "S3cretToken");
    SyncReport report =
        world.sync(world.list("deb " + world.url("bearer", "S3cretToken") + " jammy main"));
    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    world.upstream().fault(Fault.status(500));
    world.sync(world.list("deb " + world.url("bearer", "S3cretToken") + " jammy main"));

    try (Stream<Path> files = Files.list(world.var().resolve("reports"))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(3);
      for (Path file : all) {
        assertThat(Files.readString(file)).doesNotContain("S3cretToken").contains(world.url());
      }
    }
  }

  @Test
  void listenerThatThrows_runIsCompleteAndOthersAreTold() throws Exception {
    RecordedEvents sound = new RecordedEvents();
    MirrorEvents throwing =
        new MirrorEvents() {
          @Override
          public void runStarted(String run, Instant started) {
            throw new IllegalStateException();
          }

          @Override
          public void fileDone(Stage stage, SuiteId suite, String path, long size, long resumed) {
            throw new IllegalStateException();
          }
        };

    SyncReport report = MirrorSync.of(list()).events(MirrorEvents.all(throwing, sound)).call();

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(sound.lines("warning")).hasSize(1);
    assertThat(sound.lines("done")).isNotEmpty();
  }
}
