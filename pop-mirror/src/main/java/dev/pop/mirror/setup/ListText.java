package dev.pop.mirror.setup;

import com.google.common.base.Splitter;
import dev.pop.core.apt.ArchiveUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mirror list that setup wrote, its owner edited, and setup writes again: a merge of three texts,
 * line by line. Where this setup changes nothing, the owner's edit stays: an added line or comment
 * in its place, another value of a setting, a {@code set} or {@code clean} line that was deleted,
 * an archive that became a comment. What this setup changes wins over an edit of the same line.
 *
 * <p>Two lines are the same archive whatever their credentials and their {@code signed-by}; both
 * are rewritten, except for a keyring that the owner chose.
 */
final class ListText {
  private static final Pattern TIMESTAMP =
      Pattern.compile("(?m)^# \\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d+$");
  private static final Pattern SET = Pattern.compile("set (\\S+) (.*)");
  private static final Pattern SIGNED_BY = Pattern.compile("\\s*\\bsigned-by=([^]\\s]+)");
  private static final Pattern NO_OPTIONS = Pattern.compile("\\[\\s*]\\s*");
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern COMMENTED_OUT = Pattern.compile("#+\\s*(deb(-src)?\\s.*)");
  private static final Splitter LINES = Splitter.on('\n');

  /**
   * A merged text.
   *
   * @param text with a line feed at its end
   * @param ownLines how many lines of it are the owner's
   */
  record Merged(String text, int ownLines) {}

  /**
   * A line that is not blank.
   *
   * @param text as it is written
   * @param key what it is about
   * @param value of a setting
   */
  private record Line(String text, String key, String value) {
    static Line of(String text) {
      String line = BLANKS.matcher(text.strip()).replaceAll(" ");
      Matcher set = SET.matcher(line);
      if (set.matches()) {
        return new Line(text, "set " + set.group(1), set.group(2));
      }
      if (TIMESTAMP.matcher(line).matches()) {
        return new Line(text, "timestamp", "");
      }
      String bare = SIGNED_BY.matcher(ArchiveUrl.withoutCredentials(line)).replaceAll("");
      return new Line(text, NO_OPTIONS.matcher(bare).replaceFirst(""), "");
    }

    boolean isArchive() {
      return key.startsWith("deb ") || key.startsWith("deb-src ");
    }

    boolean isComment() {
      return key.startsWith("#");
    }

    Optional<String> keyring() {
      Matcher option = SIGNED_BY.matcher(text);
      return isArchive() && option.find() ? Optional.of(option.group(1)) : Optional.empty();
    }
  }

  private final Map<String, Line> before;
  private final Map<String, Line> made;
  private final List<String> out = new ArrayList<>();

  /** For each made line that the owner's text has a place for, how many lines come first. */
  private final Map<String, Integer> placed = new LinkedHashMap<>();

  private int ownLines;

  private ListText(String before, String made) {
    this.before = byKey(before);
    this.made = byKey(made);
  }

  private static Map<String, Line> byKey(String text) {
    Map<String, Line> lines = new LinkedHashMap<>();
    LINES
        .splitToStream(text)
        .filter(line -> !line.isBlank())
        .map(Line::of)
        .forEach(line -> lines.putIfAbsent(line.key, line));
    return lines;
  }

  /** Whether the texts differ in nothing but the time in their header. */
  static boolean isSame(String a, String b) {
    return TIMESTAMP.matcher(a).replaceFirst("").equals(TIMESTAMP.matcher(b).replaceFirst(""));
  }

  /**
   * Merges.
   *
   * @param held the list as it is
   * @param before what the last setup made; empty when that is not known
   * @param made what this setup makes
   */
  static Merged merge(String held, Optional<String> before, String made) {
    if (held.isBlank()) {
      return new Merged(made, 0);
    }
    ListText merge = new ListText(before.orElse(""), made);
    for (String line : LINES.split(held.stripTrailing())) {
      if (line.isBlank()) {
        merge.blank();
      } else {
        merge.held(Line.of(line));
      }
    }
    merge.insertNew(made);
    return new Merged(String.join("\n", merge.out).stripTrailing() + "\n", merge.ownLines);
  }

  /** One, where a line between two is gone. */
  private void blank() {
    if (!out.isEmpty() && !out.get(out.size() - 1).isEmpty()) {
      out.add("");
    }
  }

  private void held(Line line) {
    Optional<Line> commentedOut = commentedOut(line);
    if (commentedOut.isPresent()) {
      own(line, "#" + commentedOut.get().text);
      return;
    }
    @Nullable Line now = made.get(line.key);
    @Nullable Line last = before.get(line.key);
    if (now == null) {
      if (last == null || !line.value.equals(last.value)) {
        own(line, line.text);
      }
      return;
    }
    if (placed.containsKey(line.key) && !line.isComment()) {
      return; // the same archive or setting once more
    }
    if (isOwnValue(line, now, last)) {
      own(line, line.text);
    } else {
      out.add(withKeyring(now, line, last));
    }
    placed.put(line.key, out.size());
  }

  private void own(Line line, String text) {
    out.add(text);
    ownLines++;
    if (made.containsKey(line.key)) {
      placed.put(line.key, out.size());
    }
  }

  /** The archive that a comment keeps out of the list. */
  private Optional<Line> commentedOut(Line line) {
    Matcher comment = COMMENTED_OUT.matcher(line.text.strip());
    if (!comment.matches()) {
      return Optional.empty();
    }
    @Nullable Line archive = made.get(Line.of(comment.group(1)).key);
    if (archive == null || placed.containsKey(archive.key)) {
      return Optional.empty();
    }
    placed.put(archive.key, out.size() + 1);
    return Optional.of(archive);
  }

  private static boolean isOwnValue(Line line, Line now, @Nullable Line last) {
    return last == null
        ? !line.value.equals(now.value)
        : !line.value.equals(last.value) && last.value.equals(now.value);
  }

  /** The made line, with the keyring that the owner chose for it. */
  private static String withKeyring(Line now, Line line, @Nullable Line last) {
    Optional<String> chosen = line.keyring();
    boolean isChoice =
        chosen.isPresent()
            && now.keyring().isPresent()
            && !chosen.equals(now.keyring())
            && (last == null || !chosen.equals(last.keyring()))
            && Files.exists(Path.of(chosen.get()));
    return isChoice ? now.text.replace(now.keyring().get(), chosen.get()) : now.text;
  }

  /** What the owner's text has no place for goes behind what comes before it in the made one. */
  private void insertNew(String text) {
    int at = 0;
    boolean afterBlank = false;
    for (String next : LINES.split(text)) {
      if (next.isBlank()) {
        afterBlank = true;
        continue;
      }
      Line line = Line.of(next);
      if (placed.containsKey(line.key)) {
        at = Math.max(at, placed.get(line.key));
      } else if (line.isArchive() || !before.containsKey(line.key)) {
        if (afterBlank && at > 0 && !out.get(at - 1).isEmpty()) {
          at = insert(at, "");
        }
        at = insert(at, next);
      }
      afterBlank = false;
    }
  }

  private int insert(int at, String line) {
    out.add(at, line);
    placed.replaceAll((key, place) -> place > at ? place + 1 : place);
    return at + 1;
  }
}
