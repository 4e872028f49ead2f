package dev.pop.core.apt;

import dev.pop.core.Internal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody wrote in a place where it means nothing, for a message. It may be a secret that has
 * slipped there, so only what cannot be one is shown.
 */
@Internal
public final class Redacted {
  /** Shorter than any token. */
  private static final int MAX_LENGTH = 20;

  /** What stands in the place of something that is not shown. */
  private static final String HIDDEN = "(not shown)";

  private static final Pattern TELLING = Pattern.compile("[ \\t:@?=$%&#]");
  private static final Pattern KEYWORD = Pattern.compile("([A-Za-z][A-Za-z_-]{0,19})(?:\\s.*)?");

  private Redacted() {}

  /** {@code text} in quotes when it is short and has no sign that stands beside secrets. */
  public static String quoted(String text) {
    return text.length() > MAX_LENGTH || TELLING.matcher(text).find()
        ? HIDDEN
        : "'" + ArchivePath.printable(text) + "'";
  }

  /** The first word of {@code line} when it looks like a keyword. */
  public static Optional<String> keyword(String line) {
    Matcher keyword = KEYWORD.matcher(line);
    return keyword.matches() ? Optional.of(keyword.group(1)) : Optional.empty();
  }
}
