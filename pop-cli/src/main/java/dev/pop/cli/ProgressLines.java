package dev.pop.cli;

import dev.pop.core.http.FetchException;
import dev.pop.core.io.ByteSize;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteId;
import dev.pop.mirror.report.SuiteReport;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes what happens to the log: stages, failures, suites, and a line of progress now and then.
 */
final class ProgressLines implements MirrorEvents {
  private static final long INTERVAL_MILLIS = 30_000;

  private final Log log;
  private final Clock clock;
  private final boolean progress;
  private final LongAdder files = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final AtomicLong nextLineMillis = new AtomicLong();

  /** Failures that have a line already. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

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
          LogLevel.INFO,
          "stage_started",
          name(stage) + ": " + count + " files, " + ByteSize.iec(size));
    }
  }

  @Override
  public void bytes(Stage stage, long count) {
    bytes.add(count);
  }

  @Override
  public void fileDone(Stage stage, SuiteId suite, String path, long size, long resumed) {
    files.increment();
    log.write(LogLevel.DEBUG, "file_done", name(stage) + ": " + suite.repository() + "/" + path);
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
  public void fileFailed(Stage stage, SuiteId suite, Failure failure) {
    told.add(failure.reason());
    told.add(failure.toString());
    log.write(LogLevel.ERROR, "file_failed", failure.toString());
  }

  @Override
  public void retrying(
      Stage stage, SuiteId suite, FetchException.Kind reason, Failure failure, Duration pause) {
    log.write(
        LogLevel.INFO,
        "retrying",
        failure + String.format(Locale.ROOT, "; tried again in %.1f s", pause.toMillis() / 1000.0));
  }

  @Override
  public void stageFinished(Stage stage) {
    if (progress && bytes.sum() > 0) {
      log.write(
          LogLevel.INFO, "stage_finished", name(stage) + " done: " + standing(clock.millis()));
    }
  }

  @Override
  public void suiteDone(SuiteReport suite) {
    String words = suite.status().name().toLowerCase(Locale.ROOT);
    List<String> news =
        suite.problems().stream().filter(problem -> !told.contains(problem)).toList();
    String how =
        switch (suite.status()) {
          case FAILED -> "failed; it stays as it was";
          case PUBLISHED ->
              suite.problems().isEmpty() ? "published" : "published, but not all of it";
          case UNCHANGED -> "unchanged";
          case PLANNED -> "planned";
        };
    log.write(
        suite.problems().isEmpty() ? LogLevel.INFO : LogLevel.ERROR,
        "suite_" + words,
        suite.repository()
            + " "
            + suite.suite()
            + ": "
            + how
            + (news.isEmpty() ? "" : ": " + String.join("; ", news)));
  }

  @Override
  public void warning(String text) {
    log.write(LogLevel.WARN, "warning", text);
  }

  @Override
  public void output(String line) {
    if (progress) {
      log.write(LogLevel.INFO, "output", line);
    }
  }

  private static String name(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }
}
