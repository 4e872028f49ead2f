package dev.pop.core.apt;

import com.google.common.base.Splitter;
import dev.pop.core.Internal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code sources.list} or {@code mirror.list}: {@code deb}, {@code deb-src} or {@code
 * deb-ARCH}, options in brackets, URL, suites, components.
 *
 * @param binary whether binary packages are meant ({@code deb}, {@code deb-ARCH})
 * @param source whether source packages are meant ({@code deb-src}, or {@code src} or {@code
 *     source} among the architectures)
 * @param architectures binary architectures that the line names; empty for the default ones
 * @param options the other options by name, such as {@code by-hash}, {@code signed-by} and {@code
 *     arch+}
 * @param url the archive's base
 * @param suites one or several; a flat one ends in a slash and, unless it is {@code ./} itself,
 *     does not begin with {@code ./}
 * @param components empty exactly for flat suites
 * @see <a href="https://manpages.debian.org/sources.list">sources.list(5)</a>
 */
@Internal
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

  /** A segment of a flat suite, such as {@code home:} of the Open Build Service. */
  private static final Pattern DIRECTORY_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+.~_:-]*");

  /** Stands for each architecture of the line, in the URL and in suites. */
  private static final String ARCH_VARIABLE = "$(ARCH)";

  private static final Pattern OPTION_WORD =
      Pattern.compile("([^\\s=]+)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|(\\S*))|(\\S+)");
  private static final Pattern ARCHITECTURE = Pattern.compile("[a-z0-9][a-z0-9-]*");
  private static final Pattern OPTION = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*[+-]?");

  /** The option that names architectures, {@link #SOURCE} among them. */
  public static final String ARCH = "arch";

  /** The option that adds architectures to the default one. */
  public static final String ARCH_ADD = "arch+";

  /** Stands for source packages among architectures. */
  public static final String SOURCE = "source";

  private static final String ARCH_REMOVE = "arch-";
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
    ArchiveUrl url = ArchiveUrl.parse(unquoted(form.group(4)));
    List<String> words = form.group(5) == null ? List.of() : WORDS.splitToList(form.group(5));
    if (words.isEmpty()) {
      throw new FormatException("names no suite after the URL");
    }
    Map<String, String> options = options(form.group(3));
    String suffix = form.group(2);
    if (suffix != null) {
      options.putIfAbsent(ARCH, suffix);
    }
    return of(
        form.group(1).equals("deb-src"),
        options,
        url,
        LIST.splitToList(unquoted(words.get(0))),
        words.subList(1, words.size()).stream().map(SourceLine::unquoted).toList());
  }

  /**
   * A line from its parts, such as the fields of a {@code .sources} file.
   *
   * @param source whether it is a {@code deb-src} line
   * @param given the options by name, {@code arch}, {@code arch+} and {@code arch-} among them
   * @throws FormatException if a part is missing or malformed; the message carries no credentials
   */
  public static SourceLine of(
      boolean source,
      Map<String, String> given,
      ArchiveUrl url,
      List<String> suites,
      List<String> components)
      throws FormatException {
    Map<String, String> options = new LinkedHashMap<>(given);
    Set<String> named = architectures(options.remove(ARCH));
    boolean namesSource = removeSource(named);
    Set<String> added = architectures(options.remove(ARCH_ADD));
    boolean addsSource = removeSource(added);
    Set<String> removed = architectures(options.remove(ARCH_REMOVE));
    putUnlessEmpty(options, ARCH_ADD, added);
    putUnlessEmpty(options, ARCH_REMOVE, removed);
    for (String component : components) {
      checkName("component", component, NAME);
    }
    return new SourceLine(
        !source && (!namesSource || !named.isEmpty()),
        source || namesSource || addsSource,
        List.copyOf(named),
        options,
        url,
        suites(suites, components.isEmpty()),
        components);
  }

  private static boolean removeSource(Set<String> architectures) {
    return architectures.removeAll(Set.of("src", SOURCE));
  }

  private static void putUnlessEmpty(
      Map<String, String> options, String name, Set<String> architectures) {
    if (!architectures.isEmpty()) {
      options.put(name, String.join(",", architectures));
    }
  }

  /**
   * The binary architectures that the line means.
   *
   * @param defaultOne the architecture of lines that name none
   */
  public Set<String> architecturesOr(Supplier<String> defaultOne) {
    Set<String> meant = new LinkedHashSet<>(architectures);
    if (meant.isEmpty()) {
      meant.add(defaultOne.get());
    }
    meant.addAll(LIST.splitToList(options.getOrDefault(ARCH_ADD, "")));
    LIST.splitToList(options.getOrDefault(ARCH_REMOVE, "")).forEach(meant::remove);
    return meant;
  }

  private static Set<String> architectures(@Nullable String list) throws FormatException {
    Set<String> names = new LinkedHashSet<>();
    for (String name : list == null ? List.<String>of() : LIST.splitToList(list)) {
      if (!ARCHITECTURE.matcher(name).matches()) {
        throw new FormatException("names a malformed architecture " + Redacted.quoted(name));
      }
      names.add(name);
    }
    return names;
  }

  private static Map<String, String> options(@Nullable String text) throws FormatException {
    Map<String, String> options = new LinkedHashMap<>();
    Matcher words = OPTION_WORD.matcher(text == null ? "" : text);
    while (words.find()) {
      String name = words.group(1);
      String value =
          Stream.of(2, 3, 4).map(words::group).filter(Objects::nonNull).findFirst().orElse("");
      if (name == null || value.isEmpty()) {
        throw new FormatException(
            "has an option that is no 'name=value': " + Redacted.quoted(words.group()));
      }
      if (!OPTION.matcher(name).matches()) {
        throw new FormatException("has a malformed option " + Redacted.quoted(name));
      }
      if (options.put(name, value) != null) {
        throw new FormatException("gives the option " + Redacted.quoted(name) + " twice");
      }
    }
    return options;
  }

  /** {@code word} without double quotes around it. */
  public static String unquoted(String word) {
    boolean quoted = word.length() > 2 && word.startsWith("\"") && word.endsWith("\"");
    return quoted ? word.substring(1, word.length() - 1) : word;
  }

  /**
   * The line, or one for each of its architectures where its URL or a suite has {@code $(ARCH)}.
   *
   * @param defaultOne the architecture of lines that name none
   */
  public List<SourceLine> expanded(Supplier<String> defaultOne) {
    boolean inUrl = url.path().contains(ARCH_VARIABLE);
    if (!inUrl && suites.stream().noneMatch(suite -> suite.contains(ARCH_VARIABLE))) {
      return List.of(this);
    }
    List<SourceLine> lines = new ArrayList<>();
    for (String architecture : architecturesOr(defaultOne)) {
      Map<String, String> others = new LinkedHashMap<>(options);
      others.remove(ARCH_ADD);
      others.remove(ARCH_REMOVE);
      lines.add(
          new SourceLine(
              binary,
              source,
              List.of(architecture),
              others,
              inUrl ? url.withPath(url.path().replace(ARCH_VARIABLE, architecture)) : url,
              suites.stream().map(suite -> suite.replace(ARCH_VARIABLE, architecture)).toList(),
              components));
    }
    return lines;
  }

  private static List<String> suites(List<String> given, boolean flat) throws FormatException {
    List<String> suites = new ArrayList<>();
    for (String suite : given) {
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
        String name = flat ? suite.substring(0, suite.length() - 1) : suite;
        checkName("suite", name, flat ? DIRECTORY_NAME : NAME);
      }
    }
    return suites;
  }

  /**
   * Without components each suite is a directory (apt wants the slash, the Perl program adds it).
   */
  private static String flatSuite(String suite) {
    String directory = (suite + "/").replaceAll("/+", "/");
    return directory.length() > 2 ? directory.replaceFirst("^\\.?/", "") : directory;
  }

  private static void checkName(String what, String name, Pattern form) throws FormatException {
    for (String segment : Splitter.on('/').split(name.replace(ARCH_VARIABLE, "arch"))) {
      if (!form.matcher(segment).matches()) {
        throw new FormatException("names a malformed " + what + " " + Redacted.quoted(name));
      }
    }
  }
}
