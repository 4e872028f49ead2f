package dev.pop.cli;

import dev.pop.core.io.ByteSize;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteId;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes to the log how far a run has come: lines at the beginning and end of a stage, and one now
 * and then.
 */
final class ProgressLines implements MirrorEvents {
  private static final long INTERVAL_MILLIS = 30_000;

  private final Log log;
  private final Clock clock;
  private final boolean progress;
  private final LongAdder files = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final AtomicLong nextLineMillis = new AtomicLong();

  private volatile long totalFiles;
  private volatile long totalBytes;
  private volatile long startedMillis;

  ProgressLines(Log log, Clock clock, boolean progress) {
    this.log = log;
    this.clock = clock;
    this.progress = progress;
  }

  @Override
  public void stageStarted(Stage stage, long count, long size) {
    files.reset();
    bytes.reset();
    totalFiles = count;
    totalBytes = size;
    startedMillis = clock.millis();
    nextLineMillis.set(startedMillis + INTERVAL_MILLIS);
    if (progress && count > 0 && size > 0) {
      log.write(
          LogLevel.INFO, "progress", name(stage) + ": " + count + " files, " + ByteSize.iec(size));
    }
  }

  @Override
  public void bytes(Stage stage, long count) {
    bytes.add(count);
  }

  @Override
  public void fileDone(Stage stage, SuiteId suite, String path, long size, long resumed) {
    files.increment();
    if (progress) {
      long now = clock.millis();
      long due = nextLineMillis.get();
      if (now >= due && nextLineMillis.compareAndSet(due, now + INTERVAL_MILLIS)) {
        log.write(LogLevel.INFO, "progress", name(stage) + ": " + standing(now));
      }
    }
  }

  private String standing(long now) {
    double seconds = Math.max(0.001, (now - startedMillis) / 1000.0);
    String share =
        totalBytes > 0
            ? String.format(Locale.ROOT, "%.0f%%, ", 100.0 * bytes.sum() / totalBytes)
            : "";
    return share
        + files.sum()
        + (totalFiles < 0 ? "" : " of " + totalFiles)
        + " files, "
        + ByteSize.iec(bytes.sum())
        + ", "
        + ByteSize.iec((long) (bytes.sum() / seconds))
        + "/s";
  }

  @Override
  public void stageFinished(Stage stage) {
    if (progress && bytes.sum() > 0) {
      log.write(LogLevel.INFO, "progress", name(stage) + " done: " + standing(clock.millis()));
    }
  }

  private static String name(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }
}
