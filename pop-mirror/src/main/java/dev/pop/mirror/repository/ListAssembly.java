package dev.pop.mirror.repository;

import com.google.common.base.Suppliers;
import dev.pop.core.SourcePosition;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.SourceLine;
import dev.pop.core.http.TransportOptions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Makes a list of settings, source lines and what is said of single archives, whoever gives them: a
 * text or a program. It checks them as a whole; each of the givers has its own form. One object
 * makes one list.
 */
final class ListAssembly implements Deb822Sources.Sink {
  static final String NO_ARCHIVE = "names no archive: there is no deb or deb-src line";

  private record Source(SourceLine line, SourcePosition position) {}

  private final Diagnostics diagnostics;
  private final ArchiveOptions options;
  private final Variables variables;
  private final SettingReader settings;
  private final SecurityChecks security;
  private final List<Source> sources = new ArrayList<>();
  private UnaryOperator<TransportOptions> transport = read -> read;

  ListAssembly(Strictness use, Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    this.options = new ArchiveOptions(diagnostics);
    this.variables =
        new Variables(diagnostics.whole(), Suppliers.memoize(Variables::architectureOfSystem));
    this.settings = new SettingReader(variables, diagnostics);
    this.security = new SecurityChecks(use, diagnostics);
  }

  /** What a list may not be worked with for. */
  SecurityChecks security() {
    return security;
  }

  /** Takes a setting or a variable of the user's own; the last one of a name counts. */
  void set(String key, String text, SourcePosition position) {
    variables.set(key, text, position);
  }

  /** Takes what no setting says of how files are fetched. */
  void transport(UnaryOperator<TransportOptions> change) {
    transport = change;
  }

  @Override
  public void source(SourceLine line, SourcePosition position) {
    sources.add(new Source(line, position));
  }

  @Override
  public void option(String command, String url, List<String> values, SourcePosition position)
      throws FormatException {
    options.add(command, url, values, position);
  }

  /** The settings alone. */
  MirrorSettings settings() {
    TransportReader reader = new TransportReader(settings, security);
    MirrorSettings read = settings(reader);
    settings.trust();
    reader.netrc();
    return read;
  }

  private MirrorSettings settings(TransportReader reader) {
    MirrorSettings read = settings.read(transport.apply(reader.read(options.http1Only())));
    new UnsupportedSettings(settings).check();
    return read;
  }

  /** The list, with what is wrong with it. */
  ParsedList finish() {
    TransportReader reader = new TransportReader(settings, security);
    MirrorSettings read = settings(reader);
    options.escapeTilde(read.tilde());
    SuiteMerger merger =
        new SuiteMerger(
            () -> settings.text(Setting.DEFAULTARCH),
            Suppliers.memoize(reader::netrc),
            settings.trust(),
            options,
            diagnostics);
    List<ParsedList.Line> lines =
        sources.stream()
            .flatMap(this::expanded)
            .map(source -> merger.add(source.line, source.position))
            .toList();
    lines.forEach(line -> security.checkTransport(line, read.transport()));
    List<Repository> repositories = merger.repositories();
    if (diagnostics.faults().isEmpty() && repositories.isEmpty()) {
      diagnostics.faultOfList(NO_ARCHIVE);
    }
    List<String> clean = options.cleanPaths(repositories);
    options.checkMentions(repositories);
    variables.warnings(diagnostics);
    MirrorList list =
        new MirrorList(
            diagnostics.whole().origin(),
            read,
            repositories,
            clean,
            options.skipCleanPaths(),
            options.ignoredErrors(),
            diagnostics.warnings());
    return new ParsedList(list, lines, given(), diagnostics.faults());
  }

  private Set<Setting> given() {
    Set<Setting> given = EnumSet.noneOf(Setting.class);
    for (Setting setting : Setting.values()) {
      if (variables.isSet(setting)) {
        given.add(setting);
      }
    }
    return given;
  }

  private Stream<Source> expanded(Source source) {
    return source.line.expanded(() -> settings.text(Setting.DEFAULTARCH)).stream()
        .map(line -> new Source(line, source.position));
  }
}
