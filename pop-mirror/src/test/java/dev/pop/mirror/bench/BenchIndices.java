package dev.pop.mirror.bench;

import dev.pop.core.apt.HashAlgorithm;
import dev.pop.mirror.sample.SuiteBuilder;
import java.util.List;
import java.util.function.Function;

/** The texts of {@code Packages} and {@code Sources} of packages that are not in memory. */
final class BenchIndices {
  private static final String FIELDS =
      """
      Priority: optional
      Section: misc
      Maintainer: Bench Maintainers <maintainers@example.com>
      """;
  private static final String DEPENDS =
      """
      Installed-Size: 412
      Depends: libc6 (>= 2.34), libgcc-s1 (>= 3.3.1), libstdc++6 (>= 11), zlib1g (>= 1:1.1.4)
      """;

  private final List<BenchSource> sources;
  private final Function<BenchFile, BenchDigests> digests;

  BenchIndices(List<BenchSource> sources, Function<BenchFile, BenchDigests> digests) {
    this.sources = sources;
    this.digests = digests;
  }

  /** Gives a new suite the stanzas of what it lists. */
  void putInto(SuiteBuilder suite, String suiteName) {
    for (String component : BenchArchive.COMPONENTS) {
      List<BenchSource> listed =
          sources.stream()
              .filter(s -> s.component().equals(component) && s.suites().contains(suiteName))
              .toList();
      for (String architecture : BenchArchive.ARCHITECTURES) {
        suite.extraStanza(component, architecture, packages(listed, architecture));
      }
      suite.extraStanza(component, BenchFile.SOURCE, sources(listed));
    }
  }

  /** The text of {@code Packages}. */
  String packages(List<BenchSource> listed, String architecture) {
    StringBuilder text = new StringBuilder();
    for (BenchSource source : listed) {
      for (BenchFile file : source.files()) {
        if (file.isFor(architecture)) {
          putPackage(text, source, file);
        }
      }
    }
    return text.toString();
  }

  private void putPackage(StringBuilder text, BenchSource source, BenchFile file) {
    text.append("Package: ").append(file.packageName());
    text.append("\nArchitecture: ").append(file.architecture());
    text.append("\nVersion: ").append(source.version()).append('\n').append(FIELDS);
    if (!file.packageName().equals(source.name())) {
      text.append("Source: ").append(source.name()).append('\n');
    }
    text.append(DEPENDS).append("Filename: ").append(file.path());
    text.append("\nSize: ").append(file.size()).append('\n');
    BenchDigests hex = digests.apply(file);
    for (HashAlgorithm algorithm : BenchDigests.ALGORITHMS) {
      text.append(algorithm.packagesField()).append(": ").append(hex.hex(algorithm)).append('\n');
    }
    text.append("Description: package ").append(file.packageName()).append(" of a benchmark\n\n");
  }

  private String sources(List<BenchSource> listed) {
    StringBuilder text = new StringBuilder();
    for (BenchSource source : listed) {
      List<BenchFile> files = source.files().stream().filter(BenchFile::isSource).toList();
      String first = files.get(0).path();
      text.append("Package: ").append(source.name());
      text.append("\nFormat: 3.0 (quilt)\nBinary: ").append(source.name());
      text.append("\nArchitecture: any all\nVersion: ").append(source.version()).append('\n');
      text.append(FIELDS).append("Directory: ").append(first, 0, first.lastIndexOf('/'));
      text.append('\n');
      for (HashAlgorithm algorithm : BenchDigests.ALGORITHMS) {
        text.append(algorithm.sourcesField()).append(":\n");
        for (BenchFile file : files) {
          text.append(' ').append(digests.apply(file).hex(algorithm));
          text.append(' ').append(file.size()).append(' ').append(file.name()).append('\n');
        }
      }
      text.append('\n');
    }
    return text.toString();
  }
}
