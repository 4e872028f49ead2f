package dev.pop.mirror.repository;

import com.google.common.base.Splitter;
import com.google.common.base.Suppliers;
import dev.pop.core.SourcePosition;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.Redacted;
import dev.pop.core.apt.SourceLine;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the lines of a mirror list and collects every fault. One object reads one list. */
final class MirrorListParser {
  static final String NO_ARCHIVE = "names no archive: there is no deb or deb-src line";
  static final String FOREIGN_BYTES = "has characters that are not UTF-8";

  private static final Pattern SET =
      Pattern.compile("(set\\s+(\\S+)\\s+(\"[^\"]+\"|'[^']+'|\\S+))(.*)");
  private static final Pattern COMMENT = Pattern.compile("\\s#.*$");
  private static final Splitter WORDS =
      Splitter.on(Pattern.compile("\\s+")).omitEmptyStrings().trimResults();

  private record NumberedLine(SourceLine line, SourcePosition position) {}

  private final ListFiles files;
  private final Diagnostics diagnostics;
  private final ArchiveOptions options;
  private final Variables variables;
  private final List<NumberedLine> sources = new ArrayList<>();
  private final SettingReader settings;
  private final SecurityChecks refusals;

  MirrorListParser(ListFiles files, Strictness use) {
    this.files = files;
    this.diagnostics = new Diagnostics(files);
    this.options = new ArchiveOptions(diagnostics);
    this.variables =
        new Variables(files.whole(), Suppliers.memoize(Variables::architectureOfSystem));
    this.settings = new SettingReader(variables, diagnostics);
    this.refusals = new SecurityChecks(use, diagnostics);
  }

  MirrorList parse() throws MirrorListException {
    ParsedList parsed = read();
    if (!parsed.faults().isEmpty()) {
      throw new MirrorListException(parsed.faults());
    }
    return parsed.list();
  }

  /** As {@link #parse}, with what could be read in spite of faults. */
  ParsedList read() {
    for (ListFiles.Part part : files.parts()) {
      if (part.isDeb822()) {
        new Deb822Sources(part, new Stanzas(), diagnostics).read();
      } else {
        lines(part);
      }
    }
    TransportReader transport = new TransportReader(settings, refusals);
    MirrorSettings read = settings.read(transport.read(options.http1Only()));
    new UnsupportedSettings(settings).check();
    options.escapeTilde(read.tilde());
    SuiteMerger joiner =
        new SuiteMerger(
            () -> settings.text(Setting.DEFAULTARCH),
            Suppliers.memoize(transport::netrc),
            settings.trust(),
            options,
            diagnostics);
    List<ParsedList.Line> lines =
        sources.stream()
            .flatMap(this::expanded)
            .map(source -> joiner.add(source.line, source.position))
            .toList();
    lines.forEach(line -> refusals.checkTransport(line, read.transport()));
    refusals.checkFiles(files);
    List<Repository> repositories = joiner.repositories();
    if (diagnostics.faults().isEmpty() && repositories.isEmpty()) {
      diagnostics.faultOfList(NO_ARCHIVE);
    }
    List<String> clean = options.cleanPaths(repositories);
    options.checkMentions(repositories);
    variables.warnings(diagnostics);
    MirrorList list =
        new MirrorList(
            files.origin(),
            read,
            repositories,
            clean,
            options.skipCleanPaths(),
            options.ignoredErrors(),
            diagnostics.warnings());
    Set<Setting> given = EnumSet.noneOf(Setting.class);
    for (Setting setting : Setting.values()) {
      if (variables.isSet(setting)) {
        given.add(setting);
      }
    }
    return new ParsedList(list, lines, given, diagnostics.faults());
  }

  private Stream<NumberedLine> expanded(NumberedLine source) {
    return source.line.expanded(() -> settings.text(Setting.DEFAULTARCH)).stream()
        .map(line -> new NumberedLine(line, source.position));
  }

  private void lines(ListFiles.Part part) {
    int number = 0;
    for (String line : part.lines()) {
      SourcePosition position = part.position(++number);
      String stripped = line.strip();
      if (!stripped.isEmpty() && !stripped.startsWith("#") && !stripped.startsWith(";")) {
        try {
          line(stripped, position);
        } catch (FormatException e) {
          diagnostics.fault(position, e.getMessage());
        }
      }
    }
  }

  private void line(String line, SourcePosition position) throws FormatException {
    Matcher set = SET.matcher(line);
    String meant = set.matches() ? set.group(1) : COMMENT.matcher(line).replaceFirst("");
    if (ListFiles.hasForeignBytes(meant)) {
      throw new FormatException(FOREIGN_BYTES);
    }
    List<String> words = WORDS.splitToList(meant);
    if (set.matches()) {
      if (hasOpenQuote(set.group(3))) {
        throw new FormatException("has a value with an unbalanced quote");
      }
      variables.set(set.group(2), unquote(set.group(3)), position);
      checkRest(set.group(4), position);
    } else if (words.size() > 1 && ArchiveOptions.isCommand(words.get(0))) {
      options.add(words.get(0), words.get(1), words.subList(2, words.size()), position);
    } else if (SourceLine.looksLike(meant)) {
      add(SourceLine.parse(meant), position);
    } else {
      throw new FormatException(
          words.get(0).equals("set")
              ? "'set' needs a name and a value"
              : "is not a line of a mirror list"
                  + Redacted.keyword(line)
                      .map(word -> "; it begins with '" + word + "'")
                      .orElse(""));
    }
  }

  private void add(SourceLine source, SourcePosition position) throws FormatException {
    SourceOptions.check(source.options(), position, diagnostics);
    sources.add(new NumberedLine(source, position));
  }

  /** What stanzas say goes where lines go. */
  private final class Stanzas implements Deb822Sources.Sink {
    @Override
    public void source(SourceLine line, SourcePosition position) {
      sources.add(new NumberedLine(line, position));
    }

    @Override
    public void option(String command, String url, List<String> values, SourcePosition position)
        throws FormatException {
      options.add(command, url, values, position);
    }
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

  private void checkRest(String rest, SourcePosition position) {
    if (!rest.isBlank() && !rest.strip().startsWith("#")) {
      diagnostics.warn(
          position, Redacted.quoted(rest.strip()) + " at the end of the line is ignored");
    }
  }
}
