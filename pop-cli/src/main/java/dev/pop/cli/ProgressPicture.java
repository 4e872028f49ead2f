package dev.pop.cli;

import dev.pop.core.io.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** How a stage looks on a terminal: as much as fits into its columns. */
final class ProgressPicture {
  private static final int MIN_BAR = 10;
  private static final int MAX_BAR = 30;
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  private final StageProgress progress;
  private final boolean coloured;

  ProgressPicture(StageProgress progress, boolean coloured) {
    this.progress = progress;
    this.coloured = coloured;
  }

  /** One to three lines of at most {@code width} columns. */
  List<String> lines(int width) {
    List<String> lines = new ArrayList<>();
    lines.add(counts(width));
    String rates = rates(width);
    if (!rates.isEmpty()) {
      lines.add(rates);
    }
    String current = printable(progress.current());
    if (!current.isEmpty()) {
      lines.add(end(current, width));
    }
    return lines;
  }

  private String counts(int width) {
    OptionalDouble share = progress.share();
    String head = progress.stage().name().toLowerCase(Locale.ROOT);
    if (share.isPresent()) {
      head += String.format(Locale.ROOT, " %3d %%", (int) (share.getAsDouble() * 100));
    }
    String files =
        progress.files()
            + (progress.totalFiles().isPresent() ? "/" + progress.totalFiles().getAsLong() : "")
            + " files";
    String bytes =
        ByteSize.iec(progress.bytes())
            + (progress.totalBytes().isPresent()
                ? " of " + ByteSize.iec(progress.totalBytes().getAsLong())
                : "");
    boolean hasBytes = progress.bytes() > 0 || progress.totalBytes().isPresent();
    String all = hasBytes ? files + "  " + bytes : files;
    int room = width - head.length() - all.length() - 6;
    if (share.isPresent() && room >= MIN_BAR) {
      return head + "  [" + bar(share.getAsDouble(), Math.min(MAX_BAR, room)) + "]  " + all;
    }
    String words = head + "  " + all;
    return words.length() <= width ? words : cut(head + "  " + (hasBytes ? bytes : files), width);
  }

  private static String bar(double share, int length) {
    int done = (int) (share * length);
    return "=".repeat(done) + (done < length ? ">" + " ".repeat(length - done - 1) : "");
  }

  /** What does not fit is left out, the least telling first. */
  private String rates(int width) {
    List<String> parts = new ArrayList<>();
    if (progress.speed() > 0) {
      parts.add(Words.speed(progress.speed()));
    }
    OptionalDouble left = progress.secondsLeft();
    if (left.isPresent()) {
      parts.add(Words.time(Math.ceil(left.getAsDouble())) + " left");
    }
    if (progress.failures() > 0) {
      parts.add(progress.failures() + " failed");
    }
    if (progress.retries() > 0) {
      parts.add(progress.retries() + (progress.retries() == 1 ? " retry" : " retries"));
    }
    while (parts.size() > 1 && String.join(", ", parts).length() > width) {
      parts.remove(parts.size() - 1);
    }
    String line = cut(String.join(", ", parts), width);
    String failed = progress.failures() + " failed";
    return coloured && parts.contains(failed) ? line.replace(failed, RED + failed + PLAIN) : line;
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width);
  }

  /** The end of a path says more than its beginning. */
  private static String end(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    String mark = width > 10 ? "..." : "";
    return mark + text.substring(text.length() - width + mark.length());
  }

  /** What an archive names its files must not reach the terminal as commands. */
  private static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
