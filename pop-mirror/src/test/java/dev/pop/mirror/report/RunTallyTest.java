package dev.pop.mirror.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.FailureKind;
import dev.pop.core.http.FetchException;
import dev.pop.mirror.fixture.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunTallyTest {
  private static final String REPOSITORY = Reports.REPOSITORY;
  private static final SuiteId JAMMY = new SuiteId(Reports.ARCHIVE, REPOSITORY, "jammy");
  private static final SuiteId UPDATES = new SuiteId(Reports.ARCHIVE, REPOSITORY, "jammy-updates");

  private final HandClock clock = new HandClock(Instant.ofEpochSecond(1_000));
  private final RunTally tally = new RunTally(clock);

  private void fetch(Stage stage, SuiteId suite, long takesMillis, long size, long resumed) {
    tally.fileStarted(stage, suite, "a");
    clock.pass(takesMillis);
    tally.answered(stage, suite, 200);
    tally.fileDone(stage, suite, "a", size, resumed);
  }

  @Test
  void suites_haveTheirOwnNumbers_archiveAndRunTheirSum() {
    tally.stageStarted(Stage.ARCHIVE, 3, -1);
    fetch(Stage.ARCHIVE, JAMMY, 1_000, 5_000, 0);
    fetch(Stage.ARCHIVE, UPDATES, 500, 800, 300);
    tally.retrying(
        Stage.ARCHIVE,
        UPDATES,
        FetchException.Fault.UNAVAILABLE,
        new Failure("u", FailureKind.OTHER, "503"),
        Duration.ZERO);
    tally.answered(Stage.ARCHIVE, UPDATES, 503);
    tally.fileFailed(Stage.ARCHIVE, UPDATES, new Failure("u", FailureKind.OTHER, "r"));
    tally.stageFinished(Stage.ARCHIVE);
    tally.stageStarted(Stage.CLEAN, 1, 70);
    tally.fileDone(Stage.CLEAN, SuiteId.ofArchive(Reports.ARCHIVE, REPOSITORY), "old", 70, 0);
    tally.stageFinished(Stage.CLEAN);

    TransferStats updates = tally.of(UPDATES);
    assertThat(updates.downloadedFiles()).isEqualTo(1);
    assertThat(updates.downloadedBytes()).isEqualTo(500);
    assertThat(updates.resumedBytes()).isEqualTo(300);
    assertThat(updates.requestsByStatus()).containsEntry(200, 1L).containsEntry(503, 1L);
    assertThat(updates.retriesByReason()).containsEntry(FetchException.Fault.UNAVAILABLE, 1L);
    assertThat(updates.errorRate()).isEqualTo(2.0 / 3);
    assertThat(updates.bytesPerSecond()).isEqualTo(1_000);
    assertThat(tally.of(JAMMY).stages()).containsExactly(new StageTime(Stage.ARCHIVE, 1, 1, 5_000));
    assertThat(tally.archives())
        .singleElement()
        .satisfies(
            archive -> {
              assertThat(archive.traffic().downloadedBytes()).isEqualTo(5_500);
              assertThat(archive.traffic().removedBytes()).isEqualTo(70);
              assertThat(archive.traffic().stages().get(0))
                  .isEqualTo(new StageTime(Stage.ARCHIVE, 1.5, 2, 5_800));
            });
    assertThat(tally.whole().requests()).isEqualTo(3);
    assertThat(tally.whole().stages())
        .containsExactly(
            new StageTime(Stage.ARCHIVE, 1.5, 2, 5_800), new StageTime(Stage.CLEAN, 0, 1, 70));
  }

  @Test
  void onlyArchive_isAsFastAsTheRun() {
    tally.stageStarted(Stage.ARCHIVE, 1, -1);
    clock.pass(700);
    fetch(Stage.ARCHIVE, JAMMY, 1_000, 5_000, 0);
    clock.pass(300);
    tally.stageFinished(Stage.ARCHIVE);

    assertThat(tally.whole().bytesPerSecond()).isEqualTo(2_500);
    assertThat(tally.archives().get(0).traffic().bytesPerSecond()).isEqualTo(2_500);
  }

  @Test
  void stageThatComesAgain_pauseBetweenDoesNotCount() {
    for (int round = 0; round < 2; round++) {
      tally.stageStarted(Stage.RELEASE, -1, -1);
      fetch(Stage.RELEASE, JAMMY, 100, 10, 0);
      tally.stageFinished(Stage.RELEASE);
      clock.pass(5_000);
    }

    StageTime twice = new StageTime(Stage.RELEASE, 0.2, 2, 20);
    assertThat(tally.of(JAMMY).stages()).containsExactly(twice);
    assertThat(tally.archives().get(0).traffic().stages()).containsExactly(twice);
    assertThat(tally.whole().stages()).containsExactly(twice);
  }

  @Test
  void stageThatBrokeOff_lastsUntilItsLastEvent() {
    tally.stageStarted(Stage.ARCHIVE, 3, -1);
    fetch(Stage.ARCHIVE, JAMMY, 1_000, 5_000, 0);
    fetch(Stage.ARCHIVE, UPDATES, 500, 800, 0);
    clock.pass(9_000);

    assertThat(tally.whole().fetchSeconds()).isEqualTo(1.5);
    assertThat(tally.archives().get(0).traffic().fetchSeconds()).isEqualTo(1.5);
    assertThat(tally.of(UPDATES).fetchSeconds()).isEqualTo(0.5);
  }

  @Test
  void manyThreads_nothingIsLost() {
    IntStream.range(0, 1_000)
        .parallel()
        .forEach(i -> tally.fileDone(Stage.ARCHIVE, i % 2 == 0 ? JAMMY : UPDATES, "a", i, 0));

    assertThat(tally.whole().downloadedFiles()).isEqualTo(1_000);
    assertThat(tally.whole().downloadedBytes()).isEqualTo(499_500);
  }

  @Test
  void suiteOfWhichNothingWasHeard_nothing() {
    assertThat(tally.of(JAMMY)).isEqualTo(TransferStats.NONE);
    assertThat(tally.whole()).isEqualTo(TransferStats.NONE);
  }
}
