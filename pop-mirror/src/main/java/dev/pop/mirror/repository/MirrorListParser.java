package dev.pop.mirror.repository;

import com.google.common.base.Splitter;
import com.google.common.base.Suppliers;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.Redacted;
import dev.pop.core.apt.SourceLine;
import dev.pop.core.pro.AptCredentials;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text of a mirror list and collects every fault. One object reads one list. */
final class MirrorListParser {
  static final String NO_ARCHIVE = "names no archive: there is no deb or deb-src line";

  private static final Pattern SET =
      Pattern.compile("set\\s+(\\S+)\\s+(\"[^\"]+\"|'[^']+'|\\S+)(.*)");
  private static final Pattern CLEAN = Pattern.compile("(clean|skip-clean)\\s+(\\S+)(.*)");
  private static final Pattern HTTP2_DISABLE = Pattern.compile("http2-disable\\s+(\\S+)(.*)");

  /** Options of apt's sources.list that change nothing about which files a mirror holds. */
  private static final Set<String> CLIENT_OPTIONS =
      Set.of(
          "lang",
          "target",
          "pdiffs",
          "trusted",
          "allow-insecure",
          "allow-weak",
          "allow-downgrade-to-insecure",
          "check-valid-until",
          "valid-until-min",
          "valid-until-max",
          "check-date",
          "date-max-future",
          "inrelease-path",
          "snapshot",
          "signed-by");

  private record NumberedLine(SourceLine line, int number) {}

  private final String origin;
  private final Variables variables =
      new Variables(Suppliers.memoize(Variables::architectureOfSystem));
  private final List<NumberedLine> sources = new ArrayList<>();
  private final List<ListLine> lines = new ArrayList<>();
  private final Map<String, Integer> cleanPaths = new LinkedHashMap<>();
  private final Map<String, Integer> skipCleanPaths = new LinkedHashMap<>();

  /** Locations of archives that HTTP/2 is not spoken with. */
  private final Set<String> http1Only = new LinkedHashSet<>();

  /** Each once, though several settings may meet the same one. */
  private final Set<ListFault> faults = new LinkedHashSet<>();

  private final List<ListFault> warnings = new ArrayList<>();

  private boolean tilde;

  private final SettingReader settings = new SettingReader(variables, this::fault);
  private final TransportReader transport = new TransportReader(settings, variables, this::warn);
  private final Supplier<Optional<AptCredentials>> netrc = Suppliers.memoize(transport::netrc);

  MirrorListParser(String origin) {
    this.origin = origin;
  }

  MirrorList parse(String text) throws MirrorListException {
    ParsedList parsed = read(text);
    if (!parsed.faults().isEmpty()) {
      throw new MirrorListException(parsed.faults());
    }
    return parsed.list();
  }

  /** As {@link #parse}, with what could be read in spite of faults. */
  ParsedList read(String text) {
    int number = 0;
    for (String line : Splitter.on('\n').split(text)) {
      number++;
      String stripped = line.strip();
      if (!stripped.isEmpty() && !stripped.startsWith("#")) {
        try {
          line(stripped, number);
        } catch (FormatException e) {
          fault(number, e.getMessage());
        }
      }
    }
    MirrorSettings read = settings.read(transport.read(http1Only));
    tilde = read.tilde();
    List<Repository> repositories = repositories();
    if (faults.isEmpty() && repositories.isEmpty()) {
      fault(0, NO_ARCHIVE);
    }
    List<String> clean = cleanPaths(repositories);
    variables.warnings(this::warn);
    warnings.sort(Comparator.comparingInt(ListFault::line));
    MirrorList list =
        new MirrorList(
            origin, read, repositories, clean, onDisk(skipCleanPaths.keySet()), warnings);
    Set<Setting> given = EnumSet.noneOf(Setting.class);
    for (Setting setting : Setting.values()) {
      if (variables.line(setting) > 0) {
        given.add(setting);
      }
    }
    List<ListFault> found = new ArrayList<>(faults);
    found.sort(Comparator.comparingInt(ListFault::line));
    return new ParsedList(list, lines, given, found);
  }

  private void line(String line, int number) throws FormatException {
    Matcher set = SET.matcher(line);
    Matcher clean = CLEAN.matcher(line);
    Matcher http2Disable = HTTP2_DISABLE.matcher(line);
    if (set.matches() && hasOpenQuote(set.group(2))) {
      throw new FormatException("has a value with an unbalanced quote");
    } else if (set.matches()) {
      variables.set(set.group(1), unquote(set.group(2)), number);
      checkRest(set.group(3), number);
    } else if (clean.matches()) {
      String path = ArchiveUrl.parse(withScheme(clean.group(2))).diskPath();
      (clean.group(1).equals("clean") ? cleanPaths : skipCleanPaths).putIfAbsent(path, number);
      checkRest(clean.group(3), number);
    } else if (http2Disable.matches()) {
      http1Only.add(ArchiveUrl.parse(http2Disable.group(1)).location());
      checkRest(http2Disable.group(2), number);
    } else if (SourceLine.looksLike(line)) {
      SourceLine source = SourceLine.parse(line);
      checkOptions(source, number);
      sources.add(new NumberedLine(source, number));
    } else {
      throw new FormatException(
          "is no line of a mirror list"
              + Redacted.keyword(line).map(word -> "; it begins with '" + word + "'").orElse(""));
    }
  }

  /** The Perl program cuts the scheme of a clean line off, so lists leave it out. */
  private static String withScheme(String url) {
    return url.contains("://") || url.startsWith("file:") ? url : "http://" + url;
  }

  private static boolean hasOpenQuote(String value) {
    char first = value.charAt(0);
    return (first == '"' || first == '\'') && unquote(value).equals(value);
  }

  private static String unquote(String value) {
    char first = value.charAt(0);
    return value.length() > 1
            && (first == '"' || first == '\'')
            && value.charAt(value.length() - 1) == first
        ? value.substring(1, value.length() - 1)
        : value;
  }

  private void checkRest(String rest, int number) {
    if (!rest.isBlank() && !rest.strip().startsWith("#")) {
      warn(number, Redacted.quoted(rest.strip()) + " at the end of the line is ignored");
    }
  }

  private void checkOptions(SourceLine source, int number) throws FormatException {
    for (Map.Entry<String, String> option : source.options().entrySet()) {
      if (option.getKey().equals("by-hash")) {
        if (ByHash.ofOption(option.getValue()).isEmpty()) {
          throw new FormatException(
              "has by-hash with "
                  + Redacted.quoted(option.getValue())
                  + "; yes, no and force are known");
        }
      } else if (CLIENT_OPTIONS.contains(option.getKey())) {
        warn(
            number, "the option " + option.getKey() + " has no effect on a mirror in this version");
      } else {
        throw new FormatException("has the unknown option " + Redacted.quoted(option.getKey()));
      }
    }
  }

  /** Joins the lines that speak of one suite, and the suites that share a directory. */
  private List<Repository> repositories() {
    Map<String, Map<String, Suite>> byDirectory = new LinkedHashMap<>();
    for (NumberedLine source : sources) {
      ListLine line =
          new ListLine(
              source.line,
              source.number,
              source.line.suites().stream().map(name -> suite(source, name)).toList());
      lines.add(line);
      for (Suite suite : line.suites()) {
        byDirectory
            .computeIfAbsent(
                Repository.onDisk(suite.archive().diskPath(), tilde), path -> new LinkedHashMap<>())
            .merge(suite.directory(), suite, this::join);
      }
    }
    return byDirectory.entrySet().stream()
        .map(entry -> repository(entry.getKey(), List.copyOf(entry.getValue().values())))
        .toList();
  }

  /** Suites of one directory share its pool, which is fetched as the first of them says. */
  private Repository repository(String diskPath, List<Suite> suites) {
    Suite first = suites.get(0);
    for (Suite other : suites) {
      if (!other.archive().equals(first.archive())) {
        warn(
            other.line(),
            "names "
                + diskPath
                + " with another scheme or other credentials than line "
                + first.line()
                + "; pool files are fetched as line "
                + first.line()
                + " says");
      }
    }
    return new Repository(diskPath, suites, tilde);
  }

  private Suite suite(NumberedLine source, String name) {
    SourceLine line = source.line;
    Set<String> architectures = new TreeSet<>(line.architectures());
    if (line.binary() && architectures.isEmpty()) {
      architectures.add(settings.text(Setting.DEFAULTARCH));
    }
    Suite.Wanted wanted =
        new Suite.Wanted(
            line.binary() ? new TreeSet<>(architectures) : new TreeSet<>(), line.source());
    SortedMap<String, Suite.Wanted> components = new TreeMap<>();
    for (String component : line.components().isEmpty() ? List.of("") : line.components()) {
      components.put(component, wanted);
    }
    ByHash byHash =
        ByHash.ofOption(line.options().getOrDefault("by-hash", "yes")).orElse(ByHash.WHERE_OFFERED);
    return new Suite(archive(line.url()), name, components, byHash, source.number);
  }

  /** With the credentials that apt has for it, if the list itself has none. */
  private ArchiveUrl archive(ArchiveUrl url) {
    if (url.credentials().isPresent() || url.isLocal()) {
      return url;
    }
    return netrc.get().flatMap(known -> known.of(url)).map(url::withCredentials).orElse(url);
  }

  private Suite join(Suite first, Suite second) {
    if (first.isFlat() != second.isFlat()) {
      fault(
          second.line(),
          "names as "
              + second.name()
              + " the directory that line "
              + first.line()
              + " names as "
              + first.name());
    }
    if (!first.archive().equals(second.archive())) {
      fault(
          second.line(),
          "names the suite "
              + second.name()
              + " with another scheme or other credentials than line "
              + first.line());
    }
    SortedMap<String, Suite.Wanted> components = new TreeMap<>(first.components());
    second
        .components()
        .forEach((name, wanted) -> components.merge(name, wanted, Suite.Wanted::and));
    ByHash byHash = first.byHash() == ByHash.WHERE_OFFERED ? second.byHash() : first.byHash();
    return new Suite(first.archive(), first.name(), components, byHash, first.line());
  }

  /** A clean line works only on archives that the list mirrors: on others it could only wipe. */
  private List<String> cleanPaths(List<Repository> repositories) {
    List<String> result = new ArrayList<>();
    cleanPaths.forEach(
        (given, number) -> {
          String path = Repository.onDisk(given, tilde);
          boolean mirrored =
              repositories.stream()
                  .map(Repository::diskPath)
                  .anyMatch(root -> isWithin(root, path) || isWithin(path, root));
          if (mirrored) {
            result.add(path);
          } else {
            warn(
                number,
                "'clean " + path + "' names no archive of this list; nothing is cleaned there");
          }
        });
    return result;
  }

  private List<String> onDisk(Set<String> paths) {
    return paths.stream().map(path -> Repository.onDisk(path, tilde)).toList();
  }

  private static boolean isWithin(String path, String directory) {
    return path.equals(directory) || path.startsWith(directory + "/");
  }

  private void fault(int line, String reason) {
    faults.add(new ListFault(origin, line, ArchiveUrl.withoutCredentials(reason)));
  }

  private void warn(int line, String reason) {
    warnings.add(new ListFault(origin, line, ArchiveUrl.withoutCredentials(reason)));
  }
}
