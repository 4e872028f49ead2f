package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.FailureKind;
import dev.pop.core.http.FetchException;
import dev.pop.mirror.fixture.HandClock;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.RunProgress;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteId;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Counting, speeds and times of a stage, and how they look on terminals of many widths. */
class ProgressPictureTest {
  private static final SuiteId JAMMY =
      new SuiteId("archive.example/ubuntu", "http://archive.example/ubuntu", "jammy");
  private static final long MIB = 1 << 20;

  private final HandClock clock = new HandClock(Instant.ofEpochSecond(1_000));
  private final RunProgress progress = new RunProgress(clock);
  private final ProgressPicture picture = new ProgressPicture(progress, false);

  private void second(long files, long bytes) {
    for (int quarter = 0; quarter < 4; quarter++) {
      clock.pass(250);
      progress.bytes(Stage.ARCHIVE, bytes / 4);
      progress.sample();
    }
    for (int i = 0; i < files; i++) {
      progress.fileDone(Stage.ARCHIVE, JAMMY, "a", bytes / files, 0);
    }
  }

  private void retry() {
    progress.retrying(
        Stage.ARCHIVE,
        JAMMY,
        FetchException.Fault.TIMED_OUT,
        new Failure("u", FailureKind.OTHER, "r"),
        Duration.ZERO);
  }

  @Test
  void steadySpeed_timeLeftIsRight() {
    progress.stageStarted(Stage.ARCHIVE, 100, 1_000 * MIB);
    for (int i = 0; i < 50; i++) {
      second(1, 10 * MIB);
    }

    assertThat(progress.speed()).isCloseTo(10 * MIB, Offset.offset(MIB / 100));
    assertThat(progress.share().orElseThrow()).isEqualTo(0.5);
    assertThat(progress.secondsLeft().orElseThrow()).isCloseTo(50, Offset.offset(6.0));
  }

  @Test
  void speedThatChanges_isFollowedWithoutJumps() {
    progress.stageStarted(Stage.ARCHIVE, 100, 1_000 * MIB);
    for (int i = 0; i < 20; i++) {
      second(1, 10 * MIB);
    }
    second(1, 0);
    assertThat(progress.speed()).isBetween(7 * MIB, 9 * MIB);
    for (int i = 0; i < 30; i++) {
      second(1, MIB);
    }
    assertThat(progress.speed()).isCloseTo(MIB, Offset.offset(MIB / 5));
  }

  @Test
  void largeFilesFirst_theirNumberDoesNotTellTheTime() {
    progress.stageStarted(Stage.ARCHIVE, 1_000, 1_100 * MIB);
    for (int i = 0; i < 10; i++) {
      second(1, 100 * MIB);
    }

    assertThat(progress.secondsLeft().orElseThrow()).isLessThan(2);
  }

  @Test
  void manySmallFilesLeft_theirNumberTellsTheTime() {
    progress.stageStarted(Stage.ARCHIVE, 1_600, 1_999 * MIB + 600_000);
    progress.bytes(Stage.ARCHIVE, 1_999 * MIB);
    clock.pass(1_000);
    progress.sample();
    for (int i = 0; i < 90; i++) {
      second(10, 4_000);
    }

    assertThat(progress.secondsLeft().orElseThrow()).isBetween(65.0, 75.0);
  }

  @Test
  void bytesTakenBack_neverBelowNothing() {
    progress.stageStarted(Stage.ARCHIVE, 1, MIB);
    progress.bytes(Stage.ARCHIVE, 1_000);
    progress.bytes(Stage.ARCHIVE, -2_000);
    clock.pass(1_000);
    progress.sample();

    assertThat(progress.bytes()).isZero();
    assertThat(progress.speed()).isZero();
    assertThat(progress.secondsLeft()).isEmpty();
  }

  @Test
  void resumedBytes_countAsThereAndNotAsSpeed() {
    progress.stageStarted(Stage.ARCHIVE, 1, 4 * MIB);
    clock.pass(1_000);
    progress.bytes(Stage.ARCHIVE, MIB);
    progress.fileDone(Stage.ARCHIVE, JAMMY, "a", 4 * MIB, 3 * MIB);

    assertThat(progress.share().orElseThrow()).isEqualTo(1);
    assertThat(progress.averageSpeed()).isEqualTo(MIB);
  }

  @Test
  void picture_ofEightyColumns() {
    progress.stageStarted(Stage.ARCHIVE, 2_750, 1_000 * MIB);
    for (int i = 0; i < 45; i++) {
      second(30, 10 * MIB);
    }
    progress.fileStarted(Stage.ARCHIVE, JAMMY, "pool/main/h/hello/hello_2.10-2ubuntu4_amd64.deb");
    progress.fileFailed(Stage.ARCHIVE, JAMMY, new Failure("u", FailureKind.OTHER, "r"));
    retry();
    retry();

    assertThat(picture.lines(79))
        .containsExactly(
            "archive  45 %  [=========>          ]  1350/2750 files  450.0 MiB of 1000.0 MiB",
            "10.0 MiB/s, 55 s left, 1 failed, 2 retries",
            "pool/main/h/hello/hello_2.10-2ubuntu4_amd64.deb");
    assertThat(picture.lines(39))
        .containsExactly(
            "archive  45 %  450.0 MiB of 1000.0 MiB",
            "10.0 MiB/s, 55 s left, 1 failed", ".../hello/hello_2.10-2ubuntu4_amd64.deb");
  }

  @Test
  void picture_ofAnyWidth_fits() {
    progress.stageStarted(Stage.ARCHIVE, 123_456, 987_654 * MIB);
    second(7, 10 * MIB);
    progress.fileStarted(Stage.ARCHIVE, JAMMY, "pool/main/h/hello/hello_2.10-2ubuntu4_amd64.deb");
    retry();
    for (int width = 1; width < 200; width++) {
      assertThat(picture.lines(width)).hasSizeBetween(1, 3);
      for (String line : picture.lines(width)) {
        assertThat(line.length()).isLessThanOrEqualTo(width);
      }
    }
  }

  @Test
  void picture_tooNarrow_wholeFieldsGoAndNoneIsCut() {
    progress.stageStarted(Stage.ARCHIVE, 123_456, 987_654 * MIB);
    second(7, 10 * MIB);

    assertThat(picture.lines(52).get(0))
        .isEqualTo("archive   0 %  7/123456 files  10.0 MiB of 964.5 GiB");
    assertThat(picture.lines(51).get(0)).isEqualTo("archive   0 %  10.0 MiB of 964.5 GiB");
    assertThat(picture.lines(35).get(0)).isEqualTo("archive   0 %  10.0 MiB");
    assertThat(picture.lines(22).get(0)).isEqualTo("archive   0 %");
    assertThat(picture.lines(12).get(0)).isEqualTo("0 %");
    assertThat(picture.lines(2)).containsExactly("");
    assertThat(picture.lines(10)).containsExactly("0 %", "10.0 MiB/s");
    assertThat(picture.lines(9)).containsExactly("0 %");
  }

  @Test
  void picture_nothingComes_saysSoInPlaceOfTimesThatDoNotHold() {
    progress.stageStarted(Stage.ARCHIVE, 10, 100 * MIB);
    second(1, 10 * MIB);
    for (int i = 0; i <= 12; i++) { // the first hears of the file's end
      clock.pass(1_000);
      progress.sample();
    }
    assertThat(picture.lines(79).get(1)).isEqualTo("nothing for 12 s");

    second(1, 10 * MIB);
    assertThat(picture.lines(79).get(1)).contains("/s, ").endsWith(" left");
  }

  @Test
  void picture_fileThatIsDone_givesWayToOneThatIsWaitedFor() {
    progress.stageStarted(Stage.ARCHIVE, 3, -1);
    progress.fileStarted(Stage.ARCHIVE, JAMMY, "pool/a");
    progress.fileStarted(Stage.ARCHIVE, JAMMY, "pool/b");
    assertThat(picture.lines(79)).last().isEqualTo("pool/b");

    progress.fileDone(Stage.ARCHIVE, JAMMY, "pool/b", 1, 0);
    assertThat(picture.lines(79)).last().isEqualTo("pool/a");

    progress.fileFailed(
        Stage.ARCHIVE,
        JAMMY,
        new Failure(JAMMY.repository() + "/pool/a", FailureKind.OTHER, "404: not found"));
    assertThat(picture.lines(79)).last().isEqualTo("1 failed");
  }

  @Test
  void picture_stagesOnceMore_saysSo() {
    progress.runStarted("run", Instant.EPOCH);
    progress.stageStarted(Stage.RELEASE, -1, -1);
    assertThat(picture.lines(79)).containsExactly("release");
    progress.stageStarted(Stage.ARCHIVE, 1, -1);
    progress.stageStarted(Stage.RELEASE, -1, -1);
    assertThat(picture.lines(79)).containsExactly("release again");
    progress.stageStarted(Stage.ARCHIVE, 1, -1);
    assertThat(picture.lines(79).get(0)).startsWith("archive again   0 %  [>").endsWith("0/1 file");
    progress.runStarted("next", Instant.EPOCH);
    progress.stageStarted(Stage.RELEASE, -1, -1);
    assertThat(picture.lines(79)).containsExactly("release");
  }

  @Test
  void picture_totalsUnknown_onlyWhatIsKnown() {
    progress.stageStarted(Stage.RELEASE, -1, -1);
    progress.fileDone(Stage.RELEASE, JAMMY, "dists/jammy/InRelease", 0, 0);

    assertThat(picture.lines(79)).containsExactly("release  1 file");
  }

  @Test
  void picture_pathWithCommandsForTheTerminal_areHarmless() {
    progress.stageStarted(Stage.ARCHIVE, -1, -1);
    progress.fileStarted(Stage.ARCHIVE, JAMMY, "pool/\u001b[2J\u009bevil");

    assertThat(picture.lines(79)).last().isEqualTo("pool/?[2J?evil");
  }

  @Test
  void picture_coloured_failuresStandOut() {
    progress.stageStarted(Stage.ARCHIVE, 1, -1);
    progress.fileFailed(Stage.ARCHIVE, JAMMY, new Failure("u", FailureKind.OTHER, "r"));

    assertThat(new ProgressPicture(progress, true).lines(79).get(1))
        .isEqualTo("\u001b[31m1 failed\u001b[0m");
    assertThat(picture.lines(79).get(1)).isEqualTo("1 failed");
  }
}
