package dev.pop.core.pro;

import com.google.common.base.Splitter;
import dev.pop.core.apt.ArchiveUrl.Credentials;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Some lines of apt's auth file that stay together: an entry, which may go over several lines, or a
 * single line that begins none (a comment, an empty line).
 *
 * @param lines the text as it is
 * @param location the word after {@code machine}; empty when this is no entry, or has none
 */
record AuthBlock(List<String> lines, Optional<String> location) {
  private static final Splitter WORDS =
      Splitter.on(Pattern.compile("\\s+")).omitEmptyStrings().trimResults();

  AuthBlock {
    lines = List.copyOf(lines);
  }

  static List<AuthBlock> split(String text) {
    List<AuthBlock> blocks = new ArrayList<>();
    List<String> pending = new ArrayList<>();
    for (String line : text.lines().toList()) {
      boolean continues = !pending.isEmpty() && isEntry(pending) && continuesEntry(line);
      if (!continues) {
        flush(blocks, pending);
      }
      pending.add(line);
    }
    flush(blocks, pending);
    return blocks;
  }

  private static void flush(List<AuthBlock> blocks, List<String> lines) {
    if (!lines.isEmpty()) {
      blocks.add(of(lines));
      lines.clear();
    }
  }

  static AuthBlock of(List<String> lines) {
    List<String> words = words(lines);
    boolean named = words.size() > 1 && words.get(0).equals("machine");
    return new AuthBlock(lines, named ? Optional.of(words.get(1)) : Optional.empty());
  }

  private static boolean isEntry(List<String> lines) {
    List<String> words = words(lines);
    return !words.isEmpty() && words.get(0).equals("machine");
  }

  private static boolean continuesEntry(String line) {
    List<String> words = words(List.of(line));
    return !words.isEmpty() && !words.get(0).equals("machine");
  }

  /** The words up to a comment. */
  private static List<String> words(List<String> lines) {
    List<String> words = new ArrayList<>();
    for (String line : lines) {
      for (String word : WORDS.split(line)) {
        if (word.startsWith("#")) {
          break;
        }
        words.add(word);
      }
    }
    return words;
  }

  /** The word after {@code keyword}, or null. */
  @Nullable String valueOf(String keyword) {
    List<String> words = words(lines);
    for (int i = 0; i + 1 < words.size(); i += 2) {
      if (words.get(i).equals(keyword)) {
        return words.get(i + 1);
      }
    }
    return null;
  }

  /** Whether user and password are these. */
  boolean gives(Credentials credentials) {
    return credentials.user().equals(valueOf("login"))
        && credentials.password().reveal().equals(valueOf("password"));
  }

  /** Whether apt, which takes the first entry that fits, would take this one for {@code other}. */
  boolean covers(String other) {
    return location.isPresent() && (other.equals(location.get()) || isAbove(other));
  }

  private boolean isAbove(String other) {
    String own = location.orElseThrow();
    return other.startsWith(own) && (own.endsWith("/") || other.charAt(own.length()) == '/');
  }
}
