package dev.pop.mirror.repository;

import dev.pop.core.SourcePosition;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.SourceLine;
import dev.pop.core.pro.AptCredentials;
import dev.pop.mirror.repository.WantedSuite.WantedComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Joins the source lines that speak of one suite, and the suites that share a directory. */
final class SuiteMerger {
  private final Supplier<String> defaultArchitecture;
  private final Supplier<Optional<AptCredentials>> netrc;
  private final TrustPolicy trust;
  private final ArchiveOptions options;
  private final Diagnostics diagnostics;
  private final Map<String, Map<String, Suite>> byDirectory = new LinkedHashMap<>();

  SuiteMerger(
      Supplier<String> defaultArchitecture,
      Supplier<Optional<AptCredentials>> netrc,
      TrustPolicy trust,
      ArchiveOptions options,
      Diagnostics diagnostics) {
    this.defaultArchitecture = defaultArchitecture;
    this.netrc = netrc;
    this.trust = trust;
    this.options = options;
    this.diagnostics = diagnostics;
  }

  /** Adds a line, and tells what it alone wants. */
  ParsedList.Line add(SourceLine source, SourcePosition position) {
    Archive archive = options.archive(address(source.url()));
    List<Suite> suites =
        source.suites().stream().map(name -> suite(source, archive, position, name)).toList();
    for (Suite suite : suites) {
      byDirectory
          .computeIfAbsent(archive.diskPath(), path -> new LinkedHashMap<>())
          .merge(suite.directory(), suite, (first, second) -> join(first, second, position));
    }
    return new ParsedList.Line(source, position, archive.address(), suites);
  }

  List<Repository> repositories() {
    return byDirectory.values().stream()
        .map(suites -> repository(List.copyOf(suites.values())))
        .toList();
  }

  /** Suites of one directory share its pool, which is fetched as the first of them says. */
  private Repository repository(List<Suite> suites) {
    Suite first = suites.get(0);
    for (Suite other : suites) {
      compareAddresses(first, other, first.position().seenFrom(other.position()));
    }
    return options.repository(first.archive(), suites);
  }

  private void compareAddresses(Suite first, Suite other, String line) {
    ArchiveUrl one = first.archive().address();
    ArchiveUrl two = other.archive().address();
    String place = first.archive().diskPath();
    if (!two.diskPath().equals(one.diskPath())) {
      diagnostics.fault(
          other.position(),
          "names an archive that would lie in " + place + ", as another of " + line + " does");
    } else if (!two.scheme().equals(one.scheme())) {
      diagnostics.fault(
          other.position(),
          "names " + two + ", but " + line + " names " + one + ": use one scheme for both");
    } else if (!two.equals(one)) {
      diagnostics.warn(
          other.position(),
          "names "
              + place
              + " with other credentials than "
              + line
              + "; pool files are fetched as "
              + line
              + " says");
    }
  }

  private Suite suite(SourceLine source, Archive archive, SourcePosition position, String name) {
    Set<String> architectures = new TreeSet<>();
    if (source.binary()) {
      architectures.addAll(source.architecturesOr(defaultArchitecture));
      if (architectures.isEmpty()) {
        diagnostics.fault(position, "leaves no architecture");
      }
    }
    WantedComponent wanted = new WantedComponent(new TreeSet<>(architectures), source.source());
    SortedMap<String, WantedComponent> components = new TreeMap<>();
    for (String component : source.components().isEmpty() ? List.of("") : source.components()) {
      components.put(component, wanted);
    }
    ByHash byHash =
        ByHash.ofOption(source.options().getOrDefault(ByHash.OPTION, "yes"))
            .orElse(ByHash.WHERE_OFFERED);
    WantedSuite all = new WantedSuite(components, false, byHash); // see MirrorList for contents
    return new Suite(archive, name, all, trust(source), position);
  }

  private TrustPolicy trust(SourceLine source) {
    TrustPolicy policy = options.trust(source.url(), trust);
    try {
      return policy.with(source.options());
    } catch (FormatException e) {
      throw new IllegalStateException("it was checked when the line was read", e);
    }
  }

  /** With the credentials that apt has for it, if the list itself has none. */
  private ArchiveUrl address(ArchiveUrl url) {
    if (url.credentials().isPresent() || url.isLocal()) {
      return url;
    }
    return netrc.get().flatMap(known -> known.of(url)).map(url::withCredentials).orElse(url);
  }

  private Suite join(Suite first, Suite second, SourcePosition position) {
    String line = first.position().seenFrom(position);
    if (first.isFlat() != second.isFlat()) {
      diagnostics.fault(
          position,
          "names as "
              + second.name()
              + " the directory that "
              + line
              + " names as "
              + first.name());
    }
    if (!first.archive().address().diskPath().equals(second.archive().address().diskPath())) {
      diagnostics.fault(
          position,
          "names the suite " + second.name() + " in the directory of another archive of " + line);
    } else if (!first.archive().equals(second.archive())) {
      diagnostics.fault(
          position,
          "names the suite "
              + second.name()
              + " with another scheme or other credentials than "
              + line);
    }
    return new Suite(
        first.archive(),
        first.name(),
        first.wanted().and(second.wanted()),
        first.trust().and(second.trust()),
        first.position());
  }
}
