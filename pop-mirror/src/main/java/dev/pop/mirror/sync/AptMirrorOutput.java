package dev.pop.mirror.sync;

import com.google.common.primitives.Longs;
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
  private static final Pattern FREED =
      Pattern.compile(SIZE + " in ([0-9]+) files and ([0-9]+) directories (?:can|will) be freed");
  private static final Pattern REMOVING =
      Pattern.compile("Removing ([0-9]+) unnecessary files \\[" + SIZE + "]");
  private static final Pattern REMOVING_DIRECTORIES =
      Pattern.compile("Removing ([0-9]+) unnecessary directories");

  /**
   * The numbers that were printed; 0 for what was not. Bytes are rounded, as they are printed with
   * one decimal.
   *
   * @param archiveBytes bytes of pool files that were to be fetched
   * @param removableBytes what the clean script frees, or has been freed with {@code _autoclean}
   * @param removableFiles number of those files
   * @param removableDirectories number of directories that go with them
   */
  record Sizes(
      long archiveBytes, long removableBytes, long removableFiles, long removableDirectories) {}

  private long archiveBytes;
  private long freedBytes;
  private long freedFiles;
  private long freedDirectories;
  private String last = "";

  synchronized void line(String line) {
    if (!line.isBlank()) {
      last = line.strip();
    }
    find(ARCHIVE, line).ifPresent(it -> archiveBytes = bytes(it.group(1), it.group(2)));
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
  synchronized Sizes sizes() {
    return new Sizes(archiveBytes, freedBytes, freedFiles, freedDirectories);
  }

  /** The last line that is not blank; a program that fails says there why. */
  synchronized String lastLine() {
    return last;
  }
}
