package dev.pop.mirror.sync;

import com.google.common.primitives.Longs;
import dev.pop.mirror.report.AptMirrorReport;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the sizes in what the Perl program and its clean script print. Safe for two threads. */
final class AptMirrorOutput {
  private static final Map<String, Long> UNITS =
      Map.of("bytes", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

  private static final String SIZE = "([0-9]+(?:\\.[0-9]+)?) (bytes|[KMGT]iB)";
  private static final Pattern ARCHIVE = Pattern.compile(SIZE + " will be downloaded into archive");
  private static final Pattern ARCHIVE_FILES =
      Pattern.compile("Downloading ([0-9]+) archive files using");
  private static final Pattern FREED =
      Pattern.compile(SIZE + " in ([0-9]+) files and ([0-9]+) directories (?:can|will) be freed");
  private static final Pattern REMOVING =
      Pattern.compile("Removing ([0-9]+) unnecessary files \\[" + SIZE + "]");
  private static final Pattern REMOVING_DIRECTORIES =
      Pattern.compile("Removing ([0-9]+) unnecessary directories");

  private long archiveBytes;
  private long archiveFiles;
  private long freedBytes;
  private long freedFiles;
  private long freedDirectories;
  private String last = "";

  synchronized void line(String line) {
    if (!line.isBlank()) {
      last = line.strip();
    }
    find(ARCHIVE, line).ifPresent(it -> archiveBytes = bytes(it.group(1), it.group(2)));
    find(ARCHIVE_FILES, line).ifPresent(it -> number(it.group(1), n -> archiveFiles = n));
    find(FREED, line)
        .ifPresent(
            it -> {
              freedBytes = bytes(it.group(1), it.group(2));
              number(it.group(3), n -> freedFiles = n);
              number(it.group(4), n -> freedDirectories = n);
            });
    find(REMOVING, line)
        .ifPresent(
            it -> {
              number(it.group(1), n -> freedFiles = n);
              freedBytes = bytes(it.group(2), it.group(3));
            });
    find(REMOVING_DIRECTORIES, line)
        .ifPresent(it -> number(it.group(1), n -> freedDirectories = n));
  }

  private static Optional<Matcher> find(Pattern pattern, String line) {
    return Optional.of(pattern.matcher(line)).filter(Matcher::find);
  }

  private static void number(String digits, LongConsumer field) {
    Long number = Longs.tryParse(digits);
    if (number != null) {
      field.accept(number);
    }
  }

  private static long bytes(String number, String unit) {
    return Math.round(Double.parseDouble(number) * UNITS.getOrDefault(unit, 1L));
  }

  /** What was announced so far; zero for what was not. */
  synchronized AptMirrorReport.Sizes sizes() {
    return new AptMirrorReport.Sizes(
        archiveBytes, archiveFiles, freedBytes, freedFiles, freedDirectories);
  }

  /** The last line that is not blank; a program that fails says there why. */
  synchronized String lastLine() {
    return last;
  }
}
