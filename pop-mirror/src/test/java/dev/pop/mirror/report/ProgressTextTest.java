package dev.pop.mirror.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.FailureKind;
import dev.pop.core.http.FetchException;
import dev.pop.mirror.fixture.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a stage reads: on terminals of many widths, and in a log. */
class ProgressTextTest {
  private static final SuiteId JAMMY =
      new SuiteId("archive.example/ubuntu", "http://archive.example/ubuntu", "jammy");
  private static final long MIB = 1 << 20;

  private final HandClock clock = new HandClock(Instant.ofEpochSecond(1_000));
  private final RunProgress progress = new RunProgress(clock);
  private final ProgressText text = new ProgressText(progress);

  private void second(long files, long bytes) {
    RunProgressTest.second(clock, progress, files, bytes);
  }

  private void retry() {
    progress.retrying(
        Stage.ARCHIVE,
        JAMMY,
        FetchException.Fault.TIMED_OUT,
        new Failure("u", FailureKind.OTHER, "r"),
        Duration.ZERO);
  }

  private List<String> lines(int width) {
    return text.lines(width, words -> words);
  }

  @Test
  void begins_whatIsToDo() {
    progress.stageStarted(Stage.ARCHIVE, 1, 3 * MIB);
    assertThat(text.begins()).contains("archive: 1 file, 3.0 MiB");

    progress.stageStarted(Stage.ARCHIVE, 0, 0);
    assertThat(text.begins()).isEmpty();
    progress.stageStarted(Stage.RELEASE, MirrorEvents.UNKNOWN, MirrorEvents.UNKNOWN);
    assertThat(text.begins()).isEmpty();
    progress.stageStarted(Stage.CLEAN, 3, MirrorEvents.UNKNOWN);
    assertThat(text.begins()).isEmpty();
  }

  @Test
  void standsAndEnds_withTheAverageSpeed() {
    progress.stageStarted(Stage.ARCHIVE, 4, 4 * MIB);
    second(1, MIB);
    assertThat(text.stands()).isEqualTo("archive: 25%, 1 of 4 files, 1.0 MiB, 1.0 MiB/s");

    second(3, 3 * MIB);
    assertThat(text.ends())
        .isEqualTo("archive done: 100%, 4 of 4 files, 4.0 MiB, 2.0 MiB/s in 2.0 s");
  }

  @Test
  void ends_totalsUnknownAndQuick_whatIsThere() {
    progress.stageStarted(Stage.RELEASE, MirrorEvents.UNKNOWN, MirrorEvents.UNKNOWN);
    progress.bytes(Stage.RELEASE, 1000);
    progress.fileDone(Stage.RELEASE, JAMMY, "dists/jammy/InRelease", 1000, 0);

    assertThat(text.ends()).isEqualTo("release done: 1 file, 1000 bytes, 0 bytes/s");
  }

  @Test
  void lines_ofEightyColumns() {
    progress.stageStarted(Stage.ARCHIVE, 2_750, 1_000 * MIB);
    for (int i = 0; i < 45; i++) {
      second(30, 10 * MIB);
    }
    progress.fileStarted(Stage.ARCHIVE, JAMMY, "pool/main/h/hello/hello_2.10-2ubuntu4_amd64.deb");
    progress.fileFailed(Stage.ARCHIVE, JAMMY, new Failure("u", FailureKind.OTHER, "r"));
    retry();
    retry();

    assertThat(lines(79))
        .containsExactly(
            "archive  45 %  [=========>          ]  1350/2750 files  450.0 MiB of 1000.0 MiB",
            "10.0 MiB/s, 55 s left, 1 failed, 2 retries",
            "pool/main/h/hello/hello_2.10-2ubuntu4_amd64.deb");
    assertThat(lines(39))
        .containsExactly(
            "archive  45 %  450.0 MiB of 1000.0 MiB",
            "10.0 MiB/s, 55 s left, 1 failed", ".../hello/hello_2.10-2ubuntu4_amd64.deb");
  }

  @Test
  void lines_ofAnyWidth_fits() {
    progress.stageStarted(Stage.ARCHIVE, 123_456, 987_654 * MIB);
    second(7, 10 * MIB);
    progress.fileStarted(Stage.ARCHIVE, JAMMY, "pool/main/h/hello/hello_2.10-2ubuntu4_amd64.deb");
    retry();
    for (int width = 1; width < 200; width++) {
      assertThat(lines(width)).hasSizeBetween(1, 3);
      for (String line : lines(width)) {
        assertThat(line.length()).isLessThanOrEqualTo(width);
      }
    }
  }

  @Test
  void lines_tooNarrow_wholeFieldsGoAndNoneIsCut() {
    progress.stageStarted(Stage.ARCHIVE, 123_456, 987_654 * MIB);
    second(7, 10 * MIB);

    assertThat(lines(52).get(0)).isEqualTo("archive   0 %  7/123456 files  10.0 MiB of 964.5 GiB");
    assertThat(lines(51).get(0)).isEqualTo("archive   0 %  10.0 MiB of 964.5 GiB");
    assertThat(lines(35).get(0)).isEqualTo("archive   0 %  10.0 MiB");
    assertThat(lines(22).get(0)).isEqualTo("archive   0 %");
    assertThat(lines(12).get(0)).isEqualTo("0 %");
    assertThat(lines(2)).containsExactly("");
    assertThat(lines(10)).containsExactly("0 %", "10.0 MiB/s");
    assertThat(lines(9)).containsExactly("0 %");
  }

  @Test
  void lines_nothingComes_saysSoInPlaceOfTimesThatDoNotHold() {
    progress.stageStarted(Stage.ARCHIVE, 10, 100 * MIB);
    second(1, 10 * MIB);
    for (int i = 0; i <= 12; i++) { // the first hears of the file's end
      clock.pass(1_000);
      progress.sample();
    }
    assertThat(lines(79).get(1)).isEqualTo("nothing for 12 s");

    second(1, 10 * MIB);
    assertThat(lines(79).get(1)).contains("/s, ").endsWith(" left");
  }

  @Test
  void lines_fileThatIsDone_givesWayToOneThatIsWaitedFor() {
    progress.stageStarted(Stage.ARCHIVE, 3, -1);
    progress.fileStarted(Stage.ARCHIVE, JAMMY, "pool/a");
    progress.fileStarted(Stage.ARCHIVE, JAMMY, "pool/b");
    assertThat(lines(79)).last().isEqualTo("pool/b");

    progress.fileDone(Stage.ARCHIVE, JAMMY, "pool/b", 1, 0);
    assertThat(lines(79)).last().isEqualTo("pool/a");

    progress.fileFailed(
        Stage.ARCHIVE,
        JAMMY,
        new Failure(JAMMY.repository() + "/pool/a", FailureKind.OTHER, "404: not found"));
    assertThat(lines(79)).last().isEqualTo("1 failed");
  }

  @Test
  void lines_stagesOnceMore_saysSo() {
    progress.runStarted("run", Instant.EPOCH);
    progress.stageStarted(Stage.RELEASE, -1, -1);
    assertThat(lines(79)).containsExactly("release");
    progress.stageStarted(Stage.ARCHIVE, 1, -1);
    progress.stageStarted(Stage.RELEASE, -1, -1);
    assertThat(lines(79)).containsExactly("release again");
    progress.stageStarted(Stage.ARCHIVE, 1, -1);
    assertThat(lines(79).get(0)).startsWith("archive again   0 %  [>").endsWith("0/1 file");
    progress.runStarted("next", Instant.EPOCH);
    progress.stageStarted(Stage.RELEASE, -1, -1);
    assertThat(lines(79)).containsExactly("release");
  }

  @Test
  void lines_totalsUnknown_onlyWhatIsKnown() {
    progress.stageStarted(Stage.RELEASE, -1, -1);
    progress.fileDone(Stage.RELEASE, JAMMY, "dists/jammy/InRelease", 0, 0);

    assertThat(lines(79)).containsExactly("release  1 file");
  }

  @Test
  void lines_pathWithCommandsForTheTerminal_areHarmless() {
    progress.stageStarted(Stage.ARCHIVE, -1, -1);
    progress.fileStarted(Stage.ARCHIVE, JAMMY, "pool/\u001b[2J\u009bevil");

    assertThat(lines(79)).last().isEqualTo("pool/?[2J?evil");
  }

  @Test
  void lines_failures_standOut() {
    progress.stageStarted(Stage.ARCHIVE, 1, -1);
    progress.fileFailed(Stage.ARCHIVE, JAMMY, new Failure("u", FailureKind.OTHER, "r"));

    assertThat(text.lines(79, words -> "<" + words + ">").get(1)).isEqualTo("<1 failed>");
    assertThat(lines(79).get(1)).isEqualTo("1 failed");
  }
}
