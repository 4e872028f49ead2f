package dev.pop.mirror.repository;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the Perl program reads a list, by its own expressions. {@link ListCorpusIT} holds this
 * against the program itself.
 */
final class PerlParser {
  private static final Pattern DEB =
      Pattern.compile(
          "^[\\t ]*(deb-src|deb)(?:-([\\w\\-]+))?[\\t ]+(?:\\[([^\\]]+)\\][\\t ]+)?(\\S+)[\\t ]+(.+)$");
  private static final Pattern SET =
      Pattern.compile("set[\\t ]+(\\S+)[\\t ]+(\"[^\"]+\"|'[^']+'|\\S+)");
  private static final Pattern CLEAN = Pattern.compile("(clean|skip-clean)[\\t ]+(\\S+)");
  private static final Pattern ARCH = Pattern.compile("arch=([\\w\\-]+),*");
  private static final Pattern REFERENCE = Pattern.compile("\\$(\\w+)");

  final Map<String, String> variables = new LinkedHashMap<>();
  final List<String> lines = new ArrayList<>();

  /** The line that the program dies at; 0 when it reads all. */
  int diesAt;

  private PerlParser() {
    variables.put("defaultarch", "amd64");
    variables.put("nthreads", "20");
    variables.put("base_path", "/var/spool/apt-mirror");
    variables.put("mirror_path", "$base_path/mirror");
    variables.put("skel_path", "$base_path/skel");
    variables.put("var_path", "$base_path/var");
    variables.put("cleanscript", "$var_path/clean.sh");
    variables.put("_contents", "1");
  }

  static PerlParser read(Path list) throws IOException {
    PerlParser parser = new PerlParser();
    String[] lines = Files.readString(list, ISO_8859_1).split("\n", -1);
    for (int i = 0; i < lines.length && parser.diesAt == 0; i++) {
      if (!lines[i].isBlank() && !lines[i].matches("(?s)\\s*#.*") && !parser.line(lines[i])) {
        parser.diesAt = i + 1;
      }
    }
    return parser;
  }

  private boolean line(String line) {
    Matcher deb = Pattern.compile(DEB.pattern(), Pattern.UNIX_LINES).matcher(line);
    Matcher set = SET.matcher(line);
    Matcher clean = CLEAN.matcher(line);
    if (deb.find()) {
      String arch = deb.group(2);
      if (deb.group(3) != null) {
        Matcher option = ARCH.matcher(deb.group(3));
        arch = option.find() ? option.group(1) : arch;
      }
      if (deb.group(1).equals("deb")) {
        arch = arch == null ? variable("defaultarch") : arch;
        lines.add("deb " + arch + " " + deb.group(4) + " " + words(deb.group(5)));
      } else {
        lines.add("deb-src " + deb.group(4) + " " + words(deb.group(5)));
      }
    } else if (set.find()) {
      variables.put(
          set.group(1), set.group(2).replaceAll("^'(.*)'$", "$1").replaceAll("^\"(.*)\"$", "$1"));
    } else if (clean.find()) {
      lines.add(
          clean.group(1) + " " + clean.group(2).replaceAll("^\\w+://", "").replaceAll("/$", ""));
    } else {
      return false;
    }
    return true;
  }

  private static String words(String text) {
    return String.join(" ", text.split("\\s+"));
  }

  /** The value with its references replaced. */
  String variable(String key) {
    String value = variables.getOrDefault(key, "");
    for (int i = 0; i < 16 && REFERENCE.matcher(value).find(); i++) {
      value =
          REFERENCE
              .matcher(value)
              .replaceAll(
                  found -> Matcher.quoteReplacement(variables.getOrDefault(found.group(1), "")));
    }
    return value;
  }

  /** Everything that was read, as the harness in {@link ListCorpusIT} prints it. */
  SortedSet<String> everything() {
    SortedSet<String> all = new TreeSet<>(lines);
    variables.keySet().forEach(key -> all.add("set " + key + " " + variable(key)));
    return all;
  }
}
