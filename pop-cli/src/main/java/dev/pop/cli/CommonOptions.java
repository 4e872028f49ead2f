package dev.pop.cli;

import com.beust.jcommander.Parameter;
import dev.pop.core.PopPaths;
import dev.pop.mirror.repository.LogSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Options that every command has. */
final class CommonOptions {
  @Parameter(
      names = "--pop-dir",
      placeholder = "DIR",
      description = "directory of this PoP (default: /var/lib/pop)",
      order = 90)
  Path popDir = PopPaths.DEFAULT_POP_DIR;

  @Parameter(
      names = "--mirror-list",
      placeholder = "FILE",
      description = "mirror list (default: etc/mirror.list in the pop directory)",
      order = 91)
  @Nullable Path mirrorList;

  @Parameter(names = "--json", description = "print one JSON document on stdout", order = 92)
  boolean json;

  @Parameter(
      names = "--log-level",
      placeholder = "LEVEL",
      description = "error, warn, info or debug (default: info)",
      converter = LogLevelConverter.class,
      order = 93)
  LogLevel logLevel = LogLevel.INFO;

  @Parameter(
      names = "--log-format",
      placeholder = "FORMAT",
      description = "text or json (default: log_format of the mirror list, else text)",
      converter = LogFormatConverter.class,
      order = 94)
  LogSettings.@Nullable Format logFormat;

  @Parameter(
      names = "--log-file",
      placeholder = "FILE",
      description = "also append the log to this file",
      order = 95)
  @Nullable Path logFile;

  @Parameter(names = "--no-progress", description = "print no progress", order = 96)
  boolean noProgress;

  @Parameter(
      names = "--quiet",
      description = "print nothing unless something goes wrong",
      order = 96)
  boolean quiet;

  @Parameter(names = "--stacktrace", description = "print the stack trace of a failure", order = 97)
  boolean stacktrace;

  @Parameter(names = "--help", help = true, description = "print this help", order = 98)
  boolean help;

  @Parameter(names = "--version", description = "print the version", order = 99)
  boolean version;

  Path mirrorListFile() {
    return mirrorList == null ? paths().mirrorList() : mirrorList;
  }

  PopPaths paths() {
    return new PopPaths(popDir);
  }

  /** Reads a level by its name in lower case. */
  static final class LogLevelConverter extends WordConverter<LogLevel> {
    LogLevelConverter(String option) {
      super(option, LogLevel.class);
    }
  }

  /** Reads a format by its name in lower case. */
  static final class LogFormatConverter extends WordConverter<LogSettings.Format> {
    LogFormatConverter(String option) {
      super(option, LogSettings.Format.class);
    }
  }
}
