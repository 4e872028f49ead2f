package dev.pop.cli;

import dev.pop.core.Plural;
import dev.pop.core.io.ByteSize;
import dev.pop.mirror.report.HumanFormat;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.RunProgress;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteId;
import java.time.Clock;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes to the log how far a run has come: lines at the beginning and end of a stage, and one now
 * and then.
 */
final class ProgressLines implements MirrorEvents {
  private static final long INTERVAL_MILLIS = 30_000;

  private final Log log;
  private final Clock clock;
  private final RunProgress progress;
  private final ProgressMode watching;
  private final AtomicLong nextLineMillis = new AtomicLong();

  /**
   * @param progress is told of the events before this
   * @param watching who sees it
   */
  ProgressLines(Log log, Clock clock, RunProgress progress, ProgressMode watching) {
    this.log = log;
    this.clock = clock;
    this.progress = progress;
    this.watching = watching;
  }

  @Override
  public void stageStarted(Stage stage, long count, long size) {
    nextLineMillis.set(clock.millis() + INTERVAL_MILLIS);
    if (watching == ProgressMode.PERIODIC && count > 0 && size > 0) {
      log.write(
          LogLevel.INFO,
          "progress",
          progress.name() + ": " + Plural.count(count, "file") + ", " + ByteSize.iec(size));
    }
  }

  @Override
  public void bytes(Stage stage, long count) {
    now();
  }

  @Override
  public void fileDone(Stage stage, SuiteId suite, String path, long size, long resumed) {
    now();
  }

  /** Writes a line of progress when it is time for one. */
  private void now() {
    if (watching == ProgressMode.PERIODIC) {
      long now = clock.millis();
      long due = nextLineMillis.get();
      if (now >= due && nextLineMillis.compareAndSet(due, now + INTERVAL_MILLIS)) {
        log.write(LogLevel.INFO, "progress", progress.name() + ": " + standing());
      }
    }
  }

  private String standing() {
    OptionalDouble share = progress.share();
    String percent =
        share.isPresent() && progress.totalBytes().isPresent()
            ? (int) (100 * share.getAsDouble()) + "%, " // 100 when nothing is left
            : "";
    OptionalLong total = progress.totalFiles();
    return percent
        + (total.isPresent() ? progress.files() + " of " : "")
        + Plural.count(total.orElse(progress.files()), "file")
        + ", "
        + ByteSize.iec(progress.bytes())
        + ", "
        + ByteSize.iec(progress.averageSpeed())
        + "/s";
  }

  @Override
  public void stageFinished(Stage stage) {
    if (watching != ProgressMode.OFF && progress.bytes() > 0) {
      log.write(
          LogLevel.INFO,
          "progress",
          progress.name()
              + " done: "
              + standing()
              + (progress.seconds() >= 1 ? " in " + HumanFormat.time(progress.seconds()) : ""));
    }
  }
}
