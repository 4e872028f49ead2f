package dev.pop.mirror.report;

import dev.pop.core.Plural;
import dev.pop.core.io.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far a stage has come, in words: on a line of a log, or on as many columns as there are.
 * Asking is for one thread at a time.
 */
public final class ProgressText {
  private static final int MIN_BAR = 10;
  private static final int MAX_BAR = 30;
  private static final String FAILED = " failed";

  private final RunProgress progress;

  /** The words of {@code progress}, as it is when they are asked for. */
  public ProgressText(RunProgress progress) {
    this.progress = progress;
  }

  /** Such as {@code archive: 20 files, 3.0 GiB}; empty when nothing is to do, or nobody knows. */
  public Optional<String> begins() {
    OptionalLong files = progress.totalFiles();
    OptionalLong bytes = progress.totalBytes();
    return files.orElse(0) > 0 && bytes.isPresent()
        ? Optional.of(
            progress.name()
                + ": "
                + Plural.count(files.getAsLong(), "file")
                + ", "
                + ByteSize.iec(bytes.getAsLong()))
        : Optional.empty();
  }

  /** Such as {@code archive: 50%, 10 of 20 files, 1.5 GiB, 12.3 MiB/s}. */
  public String stands() {
    return progress.name() + ": " + standing();
  }

  /** Such as {@code archive done: 100%, 20 of 20 files, 3.0 GiB, 12.3 MiB/s in 4 min 10 s}. */
  public String ends() {
    return progress.name()
        + " done: "
        + standing()
        + (progress.seconds() >= 1 ? " in " + HumanFormat.time(progress.seconds()) : "");
  }

  private String standing() {
    OptionalDouble share = progress.share();
    String percent =
        share.isPresent() && progress.totalBytes().isPresent()
            ? (int) (100 * share.getAsDouble()) + "%, " // 100 when nothing is left
            : "";
    OptionalLong total = progress.totalFiles();
    return percent
        + (total.isPresent() ? progress.files() + " of " : "")
        + Plural.count(total.orElse(progress.files()), "file")
        + ", "
        + ByteSize.iec(progress.bytes())
        + ", "
        + ByteSize.iec(progress.averageSpeed())
        + "/s";
  }

  /**
   * One to three lines of at most {@code width} columns: as much as fits.
   *
   * @param alarming marks the words about failures, without further columns
   */
  public List<String> lines(int width, UnaryOperator<String> alarming) {
    List<String> lines = new ArrayList<>();
    lines.add(counts(width));
    String rates = rates(width, alarming);
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
  private String rates(int width, UnaryOperator<String> alarming) {
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
      parts.add(progress.failures() + FAILED);
    }
    if (progress.retries() > 0) {
      parts.add(progress.retries() + (progress.retries() == 1 ? " retry" : " retries"));
    }
    while (!parts.isEmpty() && String.join(", ", parts).length() > width) {
      parts.remove(parts.size() - 1);
    }
    parts.replaceAll(part -> part.endsWith(FAILED) ? alarming.apply(part) : part);
    return String.join(", ", parts);
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
