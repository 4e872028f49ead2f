package dev.pop.mirror.report;

import dev.pop.core.http.FetchException;
import dev.pop.core.io.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes what happens to the log of the program that PoP runs in, by way of SLF4J: a message for
 * people, and as key-value pairs {@code event}, {@code run} and what can be searched for.
 *
 * <p>Safe for use by several threads.
 */
public final class EventLog implements MirrorEvents {
  private static final Logger LOG = LoggerFactory.getLogger("dev.pop.mirror");

  /** So many problems of a suite are in its line. */
  private static final int NAMED = 3;

  /** What names the rest. */
  private static final Optional<Remedy> MORE = Optional.of(Remedy.of(Remedy.Action.READ_REPORT));

  /** Failures that have a line already, or will have one at the end of their stage. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  private final FailureGroups failures = new FailureGroups();

  private final Function<Remedy, String> advice;

  private volatile String run = "";

  /** A log whose lines say what is wrong. */
  public EventLog() {
    this(remedy -> "");
  }

  /**
   * A log whose lines also say what helps.
   *
   * @param advice what is added to a sentence for a remedy, with the punctuation before it
   */
  public EventLog(Function<Remedy, String> advice) {
    this.advice = advice;
  }

  private String advice(Optional<Remedy> remedy) {
    return remedy.map(advice).orElse("");
  }

  private LoggingEventBuilder line(Level level, String event) {
    LoggingEventBuilder line = LOG.atLevel(level).addKeyValue("event", event);
    return run.isEmpty() ? line : line.addKeyValue("run", run);
  }

  private LoggingEventBuilder line(Level level, String event, Stage stage) {
    return line(level, event).addKeyValue("stage", name(stage));
  }

  private LoggingEventBuilder line(Level level, String event, Stage stage, SuiteId suite) {
    LoggingEventBuilder line = line(level, event, stage);
    if (!suite.repository().isEmpty()) {
      line =
          line.addKeyValue("archive", suite.archive())
              .addKeyValue("repository", suite.repository());
    }
    return suite.suite().isEmpty() ? line : line.addKeyValue("suite", suite.suite());
  }

  private static String name(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void runStarted(String name, Instant started) {
    run = name;
    told.clear();
    line(Level.INFO, "run_started").log("run " + name + " begins");
  }

  @Override
  public void stageStarted(Stage stage, long files, long bytes) {
    if (LOG.isDebugEnabled()) {
      line(Level.DEBUG, "stage_started", stage)
          .addKeyValue("files", files)
          .addKeyValue("bytes", bytes)
          .log(name(stage) + " begins");
    }
  }

  @Override
  public void fileDone(Stage stage, SuiteId suite, String path, long size, long resumed) {
    if (LOG.isDebugEnabled()) {
      line(Level.DEBUG, "file_done", stage, suite)
          .addKeyValue("path", path)
          .addKeyValue("bytes", size)
          .log(name(stage) + ": " + path);
    }
  }

  @Override
  public void fileFailed(Stage stage, SuiteId suite, Failure failure) {
    told.add(failure.reason());
    told.add(failure.toString());
    synchronized (failures) {
      failures.add(stage, suite, failure);
    }
    if (LOG.isDebugEnabled()) {
      line(Level.DEBUG, "file_failed", stage, suite)
          .addKeyValue("url", failure.url())
          .addKeyValue("reason", failure.reason())
          .log(name(stage) + " failed: " + failure);
    }
  }

  /** A line for the failures of each kind, which are held back until their stage ends. */
  private void logFailures() {
    List<FailureGroups.Group> groups;
    synchronized (failures) {
      groups = failures.take();
    }
    for (FailureGroups.Group group : groups) {
      Failure first = group.named().get(0);
      line(
              Level.ERROR,
              group.count() == 1 ? "file_failed" : "files_failed",
              group.stage(),
              group.suite())
          .addKeyValue("url", first.url())
          .addKeyValue("reason", first.reason())
          .addKeyValue("count", group.count())
          .log(group.text(advice(first.remedy()), advice(MORE)));
    }
  }

  @Override
  public void retrying(
      Stage stage, SuiteId suite, FetchException.Fault reason, Failure failure, Duration pause) {
    double seconds = pause.toMillis() / 1000.0;
    line(Level.INFO, "retrying", stage, suite)
        .addKeyValue("url", failure.url())
        .addKeyValue("reason", name(reason))
        .addKeyValue("pause_seconds", seconds)
        .log(failure + String.format(Locale.ROOT, "; retrying in %.1f s", seconds));
  }

  @Override
  public void stageFinished(Stage stage) {
    logFailures();
    line(Level.DEBUG, "stage_finished", stage).log(name(stage) + " done");
  }

  @Override
  public void suiteDone(SuiteReport suite) {
    logFailures();
    List<String> news =
        suite.problems().stream().filter(problem -> !told.contains(problem)).toList();
    String how =
        switch (suite.status()) {
          case FAILED ->
              suite.files() == 0
                  ? "failed; nothing is published yet"
                  : "failed; its previous state stays published";
          case PUBLISHED ->
              suite.problems().isEmpty() ? "published" : "published, but not all of it";
          case UNCHANGED -> "unchanged";
          case PLANNED -> "planned";
        };
    line(suite.problems().isEmpty() ? Level.INFO : Level.ERROR, "suite_" + name(suite.status()))
        .addKeyValue("archive", suite.archive())
        .addKeyValue("repository", suite.repository())
        .addKeyValue("suite", suite.suite())
        .addKeyValue("files", suite.files())
        .addKeyValue("bytes", suite.bytes())
        .log(
            suite.repository()
                + " "
                + suite.suite()
                + ": "
                + how
                + (news.isEmpty() ? "" : ": " + some(news)));
  }

  private String some(List<String> problems) {
    return problems.stream().limit(NAMED).collect(Collectors.joining("; "))
        + (problems.size() > NAMED
            ? "; and " + (problems.size() - NAMED) + " more" + advice(MORE)
            : "");
  }

  @Override
  public void warning(String text) {
    line(Level.WARN, "warning").log(text);
  }

  @Override
  public void warning(Problem problem) {
    warning(problem.text() + advice(problem.remedy()));
  }

  @Override
  public void output(String text) {
    line(Level.INFO, "output").log(text);
  }

  @Override
  public void runFinished(SyncReport report) {
    logFailures();
    line(Level.INFO, "run_finished")
        .addKeyValue("status", name(report.status()))
        .addKeyValue("seconds", Duration.between(report.started(), report.finished()).toSeconds())
        .addKeyValue("files", report.downloadedFiles())
        .addKeyValue("bytes", report.downloadedBytes())
        .addKeyValue("retries", report.retries())
        .addKeyValue("requests", report.requests())
        .log(
            "run "
                + report.run()
                + " ended "
                + name(report.status())
                + ": "
                + report.downloadedFiles()
                + (report.downloadedFiles() == 1 ? " file, " : " files, ")
                + ByteSize.iec(report.downloadedBytes())
                + " fetched, "
                + report.failures().size()
                + (report.failures().size() == 1 ? " failure" : " failures"));
  }
}
