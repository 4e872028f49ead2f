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
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes what happens to the log: stages, failures, suites, and a line of progress now and then.
 */
final class ProgressLines implements MirrorEvents {
  private static final long INTERVAL_MILLIS = 30_000;

  private final Log log;
  private final Clock clock;
  private final StageProgress progress;
  private final Watching watching;
  private final AtomicLong nextLineMillis = new AtomicLong();

  /** Failures that have a line already. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * @param progress is told of the events before this
   * @param watching who sees it
   */
  ProgressLines(Log log, Clock clock, StageProgress progress, Watching watching) {
    this.log = log;
    this.clock = clock;
    this.progress = progress;
    this.watching = watching;
  }

  @Override
  public void stageStarted(Stage stage, long count, long size) {
    nextLineMillis.set(clock.millis() + INTERVAL_MILLIS);
    if (watching == Watching.NOW_AND_THEN && count > 0 && size > 0) {
      log.write(
          LogLevel.INFO,
          "stage_started",
          name(stage) + ": " + count + " files, " + ByteSize.iec(size));
    }
  }

  @Override
  public void bytes(Stage stage, long count) {
    now(stage);
  }

  @Override
  public void fileDone(Stage stage, SuiteId suite, String path, long size, long resumed) {
    log.write(LogLevel.DEBUG, "file_done", name(stage) + ": " + suite.repository() + "/" + path);
    now(stage);
  }

  /** Writes a line of progress when it is time for one. */
  private void now(Stage stage) {
    if (watching == Watching.NOW_AND_THEN) {
      long now = clock.millis();
      long due = nextLineMillis.get();
      if (now >= due && nextLineMillis.compareAndSet(due, now + INTERVAL_MILLIS)) {
        log.write(LogLevel.INFO, "progress", name(stage) + ": " + standing());
      }
    }
  }

  private String standing() {
    OptionalDouble share = progress.share();
    String percent =
        share.isPresent() && progress.totalBytes().isPresent()
            ? String.format(Locale.ROOT, "%.0f%%, ", 100 * share.getAsDouble())
            : "";
    OptionalLong total = progress.totalFiles();
    return percent
        + progress.files()
        + (total.isPresent() ? " of " + total.getAsLong() : "")
        + " files, "
        + ByteSize.iec(progress.bytes())
        + ", "
        + ByteSize.iec(progress.averageSpeed())
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
        watching == Watching.ALL_THE_TIME ? LogLevel.DEBUG : LogLevel.INFO, // it sees them counted
        "retrying",
        failure + String.format(Locale.ROOT, "; tried again in %.1f s", pause.toMillis() / 1000.0));
  }

  @Override
  public void stageFinished(Stage stage) {
    if (watching != Watching.NOBODY && progress.bytes() > 0) {
      log.write(
          LogLevel.INFO,
          "stage_finished",
          name(stage)
              + " done: "
              + standing()
              + (progress.seconds() >= 1 ? " in " + Words.time(progress.seconds()) : ""));
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
    if (watching != Watching.NOBODY) {
      log.write(LogLevel.INFO, "output", line);
    }
  }

  private static String name(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }
}
