package dev.pop.mirror.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.HandClock;
import java.time.Instant;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Counting, speeds and times of a stage. */
class RunProgressTest {
  private static final SuiteId JAMMY =
      new SuiteId("archive.example/ubuntu", "http://archive.example/ubuntu", "jammy");
  private static final long MIB = 1 << 20;

  private final HandClock clock = new HandClock(Instant.ofEpochSecond(1_000));
  private final RunProgress progress = new RunProgress(clock);

  private void second(long files, long bytes) {
    second(clock, progress, files, bytes);
  }

  /** A second in which files and bytes come. */
  static void second(HandClock clock, RunProgress progress, long files, long bytes) {
    for (int quarter = 0; quarter < 4; quarter++) {
      clock.pass(250);
      progress.bytes(Stage.ARCHIVE, bytes / 4);
      progress.sample();
    }
    for (int i = 0; i < files; i++) {
      progress.fileDone(Stage.ARCHIVE, JAMMY, "a", bytes / files, 0);
    }
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
}
