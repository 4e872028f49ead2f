package dev.pop.cli;

import dev.pop.core.Secret;
import dev.pop.core.io.IoErrors;
import dev.pop.mirror.repository.LogSettings;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The log of one command: on stderr, or in the journal when stderr leads there, and when asked in a
 * file too. Safe for use by several threads.
 *
 * <p>No known secret gets through, whatever a message has in it.
 */
final class Log implements Closeable {
  /** Shorter ones cannot be told from words. */
  private static final int MIN_SECRET = 4;

  private final PrintStream err;
  private final CommonOptions options;
  private final Clock clock;
  private final List<String> secrets = new ArrayList<>();
  private final @Nullable JournalLog journal;
  private LogSettings.Format format;
  private Optional<LogSink> file = Optional.empty();
  private LogLevel shown;
  private Set<String> suppressed = Set.of();
  private String run;

  private Log(
      PrintStream err,
      CommonOptions options,
      Clock clock,
      String run,
      @Nullable JournalLog journal) {
    this.err = err;
    this.options = options;
    this.clock = clock;
    this.run = run;
    this.journal = journal;
    this.shown = options.logLevel;
    this.format = options.logFormat == null ? LogSettings.Format.TEXT : options.logFormat;
  }

  /**
   * Opens the log.
   *
   * @param run tells its lines from those of other runs
   * @param journal instead of {@code err}, if that leads to the journal
   * @throws UsageException if its file cannot be written
   */
  static Log open(
      PrintStream err, CommonOptions options, Clock clock, String run, @Nullable JournalLog journal)
      throws UsageException {
    Log log = new Log(err, options, clock, run, journal);
    if (options.logFile != null) {
      log.append(options.logFile, "--log-file", LogSettings.usual().rotation());
    }
    return log;
  }

  /**
   * Goes on as the mirror list says, where options do not say otherwise.
   *
   * @throws UsageException if the file that it names cannot be written
   */
  synchronized void configure(LogSettings settings) throws UsageException {
    if (options.logFormat == null) {
      format = settings.format();
    }
    Path given = options.logFile;
    if (given != null) {
      append(given, "--log-file", settings.rotation());
    } else if (settings.file().isPresent()) {
      append(settings.file().get(), "'set log_file'", settings.rotation());
    }
  }

  private void append(Path path, String origin, LogSettings.Rotation rotation)
      throws UsageException {
    try {
      LogFile next = new LogFile(path, format, rotation);
      close();
      file = Optional.of(next);
    } catch (IOException e) {
      throw new UsageException(origin + " cannot be written: " + IoErrors.withRemedy(e));
    }
  }

  /** Names the run that later lines are of. */
  synchronized void setRun(String named) {
    run = named;
  }

  /** Replaces these wherever they occur from now on. */
  synchronized void hide(Collection<Secret> found) {
    found.stream()
        .map(Secret::reveal)
        .filter(text -> text.length() >= MIN_SECRET && !secrets.contains(text))
        .forEach(secrets::add);
  }

  /** Shows only what is at least so grave; files and the journal have the rest all the same. */
  synchronized void showFrom(LogLevel grade) {
    shown = grade.compareTo(options.logLevel) < 0 ? grade : options.logLevel;
  }

  private boolean isForPeople() {
    return format == LogSettings.Format.TEXT;
  }

  /** Leaves out these events where people look; files and the journal have them all the same. */
  synchronized void suppress(Set<String> events) {
    suppressed = events;
  }

  /** Whether lines of this grade are written at all. */
  boolean isEnabled(LogLevel grade) {
    return grade.compareTo(options.logLevel) <= 0;
  }

  /** Writes a line, unless the log is set to graver ones only. */
  void write(LogLevel grade, String event, String message) {
    write(grade, event, message, Map.of());
  }

  /**
   * As {@link #write(LogLevel, String, String)}.
   *
   * @param fields numbers, booleans and texts by names in lower case
   */
  synchronized void write(
      LogLevel grade, String event, String message, Map<String, Object> fields) {
    if (!isEnabled(grade)) {
      return;
    }
    Map<String, Object> clean = new LinkedHashMap<>();
    fields.forEach(
        (name, value) -> clean.put(name, value instanceof String text ? redact(text) : value));
    LogLine line = new LogLine(clock.instant(), grade, run, event, redact(message), clean);
    if (journal != null) {
      journal.write(line);
    } else if (grade.compareTo(shown) <= 0 && !(isForPeople() && suppressed.contains(event))) {
      err.println(format == LogSettings.Format.JSON ? line.json() : line.text());
    }
    if (file.isPresent()) {
      try {
        file.get().write(line);
      } catch (IOException e) {
        err.println("warning: the log file cannot be written: " + IoErrors.describe(e));
      }
    }
  }

  /** The text without any known secret. */
  synchronized String redact(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = clean.replace(secret, "***");
    }
    return clean;
  }

  /** Writes why the command did not come to its end. */
  void failure(String message) {
    write(LogLevel.ERROR, LogLine.COMMAND_FAILED, message);
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
