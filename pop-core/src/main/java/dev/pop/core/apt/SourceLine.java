package dev.pop.core.apt;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code sources.list} or {@code mirror.list}: {@code deb}, {@code deb-src} or {@code
 * deb-ARCH}, options in brackets, URL, suites, components.
 *
 * @param binary whether binary packages are meant ({@code deb}, {@code deb-ARCH})
 * @param source whether source packages are meant ({@code deb-src}, or {@code src} or {@code
 *     source} among the architectures)
 * @param architectures binary architectures that the line names; empty for the default ones
 * @param options the other options by name, such as {@code by-hash} and {@code signed-by}
 * @param url the archive's base
 * @param suites one or several; a flat one ends in a slash and, unless it is {@code ./} itself,
 *     does not begin with {@code ./}
 * @param components empty exactly for flat suites
 * @see <a href="https://manpages.debian.org/sources.list">sources.list(5)</a>
 */
public record SourceLine(
    boolean binary,
    boolean source,
    List<String> architectures,
    Map<String, String> options,
    ArchiveUrl url,
    List<String> suites,
    List<String> components) {

  private static final Pattern FORM =
      Pattern.compile(
          "(deb-src|deb)(?:-([\\w-]+))?\\s+(?:\\[([^\\]]*)\\]\\s*)?(\\S+)(?:\\s+(\\S.*))?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+.~_-]*");
  private static final Pattern ARCHITECTURE = Pattern.compile("[a-z0-9][a-z0-9-]*");
  private static final Splitter WORDS =
      Splitter.on(Pattern.compile("\\s+")).omitEmptyStrings().trimResults();
  private static final Splitter LIST = Splitter.on(',').omitEmptyStrings().trimResults();

  public SourceLine {
    architectures = List.copyOf(architectures);
    options = Map.copyOf(options);
    suites = List.copyOf(suites);
    components = List.copyOf(components);
  }

  /** Whether {@code line} (without leading blanks) is meant to be a source line. */
  public static boolean looksLike(String line) {
    return line.matches("deb(-[\\w-]+)?(\\s.*)?");
  }

  /**
   * Reads one line. A comment at its end begins with a blank and {@code #}.
   *
   * @throws FormatException if a part is missing or malformed; the message carries no credentials
   */
  public static SourceLine parse(String line) throws FormatException {
    Matcher form = FORM.matcher(line.replaceFirst("\\s#.*$", "").trim());
    if (!form.matches()) {
      throw new FormatException("is no 'deb [options] URL suite components'");
    }
    ArchiveUrl url = ArchiveUrl.parse(form.group(4));
    List<String> words = form.group(5) == null ? List.of() : WORDS.splitToList(form.group(5));
    if (words.isEmpty()) {
      throw new FormatException("names no suite after the URL");
    }
    Map<String, String> options = options(form.group(3));
    Set<String> architectures = new LinkedHashSet<>();
    boolean source = form.group(1).equals("deb-src");
    boolean binary = !source;
    for (String name : architectures(form.group(2), options.remove("arch"))) {
      if (name.equals("src") || name.equals("source")) {
        source = true;
      } else if (ARCHITECTURE.matcher(name).matches()) {
        architectures.add(name);
      } else {
        throw new FormatException("names a malformed architecture " + Redacted.quoted(name));
      }
    }
    binary &= !source || !architectures.isEmpty();
    List<String> components = words.subList(1, words.size());
    List<String> suites = suites(words.get(0), components.isEmpty());
    for (String component : components) {
      checkName("component", component);
    }
    return new SourceLine(
        binary, source, List.copyOf(architectures), options, url, suites, components);
  }

  private static List<String> architectures(@Nullable String suffix, @Nullable String option) {
    List<String> names = new ArrayList<>();
    if (option != null) {
      names.addAll(LIST.splitToList(option));
    } else if (suffix != null) {
      names.add(suffix);
    }
    return names;
  }

  private static Map<String, String> options(@Nullable String text) throws FormatException {
    Map<String, String> options = new LinkedHashMap<>();
    for (String word : text == null ? List.<String>of() : WORDS.splitToList(text)) {
      int equals = word.indexOf('=');
      if (equals <= 0 || equals == word.length() - 1) {
        throw new FormatException(
            "has an option that is no 'name=value': " + Redacted.quoted(word));
      }
      if (options.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
        throw new FormatException(
            "gives the option " + Redacted.quoted(word.substring(0, equals)) + " twice");
      }
    }
    return options;
  }

  private static List<String> suites(String text, boolean flat) throws FormatException {
    List<String> suites = new ArrayList<>();
    for (String suite : LIST.split(text)) {
      suites.add(flat ? flatSuite(suite) : suite);
    }
    if (suites.isEmpty()) {
      throw new FormatException("names no suite after the URL");
    }
    for (String suite : suites) {
      if (!flat && suite.endsWith("/")) {
        throw new FormatException(
            "names components for the flat suite "
                + Redacted.quoted(suite)
                + " (a suite that ends in '/' has none)");
      }
      if (!suite.equals("/") && !suite.equals("./")) {
        checkName("suite", flat ? suite.substring(0, suite.length() - 1) : suite);
      }
    }
    return suites;
  }

  /**
   * Without components each suite is a directory (apt wants the slash, the Perl program adds it).
   */
  private static String flatSuite(String suite) {
    String directory = suite.endsWith("/") ? suite : suite + "/";
    return directory.startsWith("./") && directory.length() > 2
        ? directory.substring(2)
        : directory;
  }

  private static void checkName(String what, String name) throws FormatException {
    for (String segment : Splitter.on('/').split(name)) {
      if (!NAME.matcher(segment).matches()) {
        throw new FormatException("names a malformed " + what + " " + Redacted.quoted(name));
      }
    }
  }
}
