package dev.pop.mirror.setup;

import dev.pop.core.apt.ArchiveUrl;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Comparing texts of mirror lists, and carrying over the lines that their owner has written. */
final class ListText {
  private static final Pattern TIMESTAMP =
      Pattern.compile("(?m)^# \\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d+$");

  private ListText() {}

  /** Whether the texts differ in nothing but the time in their header. */
  static boolean isSame(String a, String b) {
    return TIMESTAMP.matcher(a).replaceFirst("").equals(TIMESTAMP.matcher(b).replaceFirst(""));
  }

  /**
   * The lines of {@code text} that {@code made}, as this program once wrote it, does not have.
   * Credentials do not count, so that a renewed token leaves no line behind.
   */
  static List<String> ownLines(String text, String made) {
    Set<String> known = made.lines().map(ListText::bare).collect(Collectors.toUnmodifiableSet());
    return text.lines()
        .filter(line -> !line.isBlank() && !TIMESTAMP.matcher(line).matches())
        .filter(line -> !known.contains(bare(line)))
        .toList();
  }

  private static String bare(String line) {
    return ArchiveUrl.withoutCredentials(line.strip());
  }

  /** {@code text} and after it {@code own}. */
  static String with(String text, List<String> own) {
    return own.isEmpty() ? text : text + "\n" + String.join("\n", own) + "\n";
  }
}
