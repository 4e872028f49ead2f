package dev.pop.mirror.sync;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which files of a mirror the {@code rm} commands of a clean script remove, whether their names are
 * quoted, absolute or patterns, and also when it is a directory above them.
 */
final class RemovedPaths {
  private static final Pattern REMOVAL = Pattern.compile("(?<![\\w.-])rm\\s");
  private static final Pattern WORD =
      Pattern.compile("(?:'[^']*'|\"[^\"]*\"|\\\\.|[^\\s;&|'\"\\\\])+");
  private static final Pattern QUOTING = Pattern.compile("'([^']*)'|\"([^\"]*)\"|\\\\(.)");
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");

  private final String mirror;

  /**
   * @param mirror {@code mirror_path}, where the script works
   */
  RemovedPaths(Path mirror) {
    this.mirror = mirror + "/";
  }

  /** The first of {@code files}, paths below the mirror, that {@code script} removes. */
  Optional<String> firstOf(Set<String> files, Path script) throws IOException {
    Map<String, String> byName = withDirectories(files);
    try (BufferedReader in = Files.newBufferedReader(script, StandardCharsets.ISO_8859_1)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Matcher removal = REMOVAL.matcher(line);
        if (removal.find()) {
          Matcher word = WORD.matcher(line).region(removal.end(), line.length());
          while (word.find()) {
            Optional<String> lost = lost(word.group(), byName);
            if (lost.isPresent()) {
              return lost;
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The files by their own names and those of the directories above them. */
  private static Map<String, String> withDirectories(Set<String> files) {
    Map<String, String> byName = new HashMap<>();
    for (String file : files) {
      String name = file;
      while (!name.isEmpty()) {
        byName.putIfAbsent(name, file);
        name = name.substring(0, Math.max(0, name.lastIndexOf('/')));
      }
    }
    return byName;
  }

  private Optional<String> lost(String word, Map<String, String> byName) {
    boolean pattern = WILDCARD.matcher(QUOTING.matcher(word).replaceAll("")).find();
    String name =
        QUOTING
            .matcher(word)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        word.substring(found.start(), found.end())
                            .replaceAll("^['\"\\\\]|['\"]$", "")));
    if (name.startsWith(mirror)) {
      name = name.substring(mirror.length());
    }
    name = name.replaceAll("/+", "/").replaceAll("^(\\./)+|/$", "");
    if (!pattern) {
      return Optional.ofNullable(byName.get(name));
    }
    try {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + name);
      return byName.entrySet().stream()
          .filter(entry -> matcher.matches(Path.of(entry.getKey())))
          .map(Map.Entry::getValue)
          .findFirst();
    } catch (PatternSyntaxException e) {
      return Optional.empty(); // the shell takes it for a name as well
    }
  }
}
