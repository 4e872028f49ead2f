package dev.pop.cli;

import dev.pop.core.Plural;
import dev.pop.core.io.ByteSize;
import dev.pop.mirror.report.HumanFormat;
import dev.pop.mirror.report.RunProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a stage looks on a terminal: as much as fits into its columns. */
final class ProgressPicture {
  private static final int MIN_BAR = 10;
  private static final int MAX_BAR = 30;
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  private final RunProgress progress;
  private final boolean coloured;

  ProgressPicture(RunProgress progress, boolean coloured) {
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

  /** Of the ways to say it, the first that fits. */
  private String counts(int width) {
    OptionalDouble share = progress.share();
    String stage = progress.name();
    String head = stage;
    String percent =
        share.isPresent()
            ? String.format(Locale.ROOT, "%3d %%", (int) (share.getAsDouble() * 100))
            : "";
    if (!percent.isEmpty()) {
      head += " " + percent;
    }
    String all = joined("  ", files(), bytes());
    int room = width - head.length() - all.length() - 6;
    if (share.isPresent() && room >= MIN_BAR) {
      return head + "  [" + bar(share.getAsDouble(), Math.min(MAX_BAR, room)) + "]  " + all;
    }
    return Stream.of(
            joined("  ", head, all),
            joined("  ", head, bytes().isEmpty() ? files() : bytes()),
            joined("  ", head, progress.bytes() > 0 ? ByteSize.iec(progress.bytes()) : ""),
            head,
            percent.strip(),
            stage)
        .filter(words -> words.length() <= width && !words.isEmpty())
        .findFirst()
        .orElse("");
  }

  private String files() {
    if (progress.totalFiles().isPresent()) {
      return progress.files() + "/" + Plural.count(progress.totalFiles().getAsLong(), "file");
    }
    return progress.files() > 0 ? Plural.count(progress.files(), "file") : "";
  }

  private String bytes() {
    if (progress.totalBytes().isPresent()) {
      long total = progress.totalBytes().getAsLong();
      return ByteSize.iec(progress.bytes()) + " of " + ByteSize.iec(total);
    }
    return progress.bytes() > 0 ? ByteSize.iec(progress.bytes()) : "";
  }

  private static String joined(String between, String... parts) {
    return Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(between));
  }

  private static String bar(double share, int length) {
    int done = (int) (share * length);
    return "=".repeat(done) + (done < length ? ">" + " ".repeat(length - done - 1) : "");
  }

  /** What does not fit is left out, the least telling first. */
  private String rates(int width) {
    List<String> parts = new ArrayList<>();
    OptionalDouble stalled = progress.secondsStalled();
    if (stalled.isPresent()) {
      parts.add("nothing for " + seconds(stalled.getAsDouble()));
    } else {
      if (progress.speed() > 0) {
        parts.add(HumanFormat.speed(progress.speed()));
      }
      OptionalDouble left = progress.secondsLeft();
      if (left.isPresent()) {
        parts.add(seconds(Math.ceil(left.getAsDouble())) + " left");
      }
    }
    if (progress.failures() > 0) {
      parts.add(progress.failures() + " failed");
    }
    if (progress.retries() > 0) {
      parts.add(progress.retries() + (progress.retries() == 1 ? " retry" : " retries"));
    }
    while (!parts.isEmpty() && String.join(", ", parts).length() > width) {
      parts.remove(parts.size() - 1);
    }
    String line = String.join(", ", parts);
    String failed = progress.failures() + " failed";
    return coloured && parts.contains(failed) ? line.replace(failed, RED + failed + PLAIN) : line;
  }

  /** Whole ones: tenths that change all the time cannot be read. */
  private static String seconds(double time) {
    return time < 10 ? (long) time + " s" : HumanFormat.time(Math.floor(time));
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
