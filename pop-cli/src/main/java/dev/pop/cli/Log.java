package dev.pop.cli;

import dev.pop.core.io.FileFailure;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The log of one command: lines on stderr and, when asked, in a file. Safe for use by several
 * threads.
 */
final class Log implements Closeable {
  private final PrintStream err;
  private final LogLevel level;
  private final LogFormat format;
  private final Clock clock;
  private final @Nullable BufferedWriter file;

  private Log(
      PrintStream err,
      LogLevel level,
      LogFormat format,
      Clock clock,
      @Nullable BufferedWriter file) {
    this.err = err;
    this.level = level;
    this.format = format;
    this.clock = clock;
    this.file = file;
  }

  /**
   * Opens the log.
   *
   * @throws UsageException if its file cannot be written
   */
  static Log open(PrintStream err, CommonOptions options, Clock clock) throws UsageException {
    Path path = options.logFile;
    try {
      BufferedWriter file = path == null ? null : append(path);
      return new Log(err, options.logLevel, options.logFormat, clock, file);
    } catch (IOException e) {
      throw new UsageException("--log-file cannot be written: " + FileFailure.words(e));
    }
  }

  /** A new file is for its owner and group, less what the umask takes; others stay as they are. */
  private static BufferedWriter append(Path path) throws IOException {
    return new BufferedWriter(
        Channels.newWriter(
            Files.newByteChannel(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))),
            StandardCharsets.UTF_8));
  }

  /** Writes a line, unless the log is set to graver ones only. */
  synchronized void write(LogLevel grade, String event, String message) {
    if (grade.compareTo(level) > 0) {
      return;
    }
    String line = format == LogFormat.JSON ? json(grade, event, message) : text(grade, message);
    err.println(line);
    if (file != null) {
      try {
        file.write(format == LogFormat.JSON ? line : clock.instant() + " " + line);
        file.newLine();
        file.flush();
      } catch (IOException e) {
        err.println("warning: the log file cannot be written: " + FileFailure.words(e));
      }
    }
  }

  private static String text(LogLevel grade, String message) {
    return switch (grade) {
      case ERROR -> "error: " + message;
      case WARN -> "warning: " + message;
      case INFO, DEBUG -> message;
    };
  }

  private String json(LogLevel grade, String event, String message) {
    Map<String, String> line = new LinkedHashMap<>();
    line.put("time", clock.instant().toString());
    line.put("level", grade.name().toLowerCase(Locale.ROOT));
    line.put("event", event);
    line.put("message", message);
    return Json.line(line);
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
