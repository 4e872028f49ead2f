package dev.pop.mirror.sample;

import java.util.List;
import java.util.Map;

/** Makes the indices of one component of a suite. */
final class ComponentIndices {
  private final SuiteBuilder suite;
  private final String component;
  private final ArchiveSettings settings;

  ComponentIndices(SuiteBuilder suite, String component, ArchiveSettings settings) {
    this.suite = suite;
    this.component = component;
    this.settings = settings;
  }

  static String packagesPath(String component, String architecture) {
    return component + "/binary-" + architecture + "/Packages";
  }

  static String sourcesPath(String component) {
    return component + "/source/Sources";
  }

  void putInto(
      Map<String, byte[]> indices, List<PooledDeb> debs, List<SourcePackage> sources, Pool pool) {
    for (String architecture : suite.indexedArchitectures()) {
      putArchitecture(indices, architecture, suite.listedFor(architecture, debs));
    }
    if (suite.has(IndexKind.SOURCES)) {
      String text = SourcesIndex.of(sources, s -> Pool.directory(component, s.name()), pool);
      String path = sourcesPath(component);
      indices.put(path, suite.withExtraStanzas(path, text));
      indices.put(component + "/source/Release", smallRelease("source"));
    }
    if (suite.has(IndexKind.TRANSLATION)) {
      String text = PackagesIndex.translation(debs);
      indices.put(component + "/i18n/Translation-en", Blob.ofText(text).bytes());
    }
    if (suite.has(IndexKind.DEP11)) {
      indices.put(component + "/dep11/icons-48x48.tar", AppStreamIndex.icons(debs));
    }
  }

  private void putArchitecture(
      Map<String, byte[]> indices, String architecture, List<PooledDeb> debs) {
    String text =
        suite.has(IndexKind.TRANSLATION)
            ? PackagesIndex.withSynopses(debs)
            : PackagesIndex.withDescriptions(debs);
    String path = packagesPath(component, architecture);
    indices.put(path, suite.withExtraStanzas(path, text));
    if (suite.has(IndexKind.BINARY_RELEASE)) {
      String release = component + "/binary-" + architecture + "/Release";
      indices.put(release, smallRelease(architecture));
    }
    if (suite.hasContents(ContentsPlace.COMPONENT)) {
      String contents = component + "/Contents-" + architecture;
      indices.put(contents, Blob.ofText(FileLists.contents(debs)).bytes());
    }
    if (suite.has(IndexKind.COMMANDS) && !architecture.equals("all")) {
      String commands = FileLists.commands(suite.suiteField(), component, architecture, debs);
      indices.put(component + "/cnf/Commands-" + architecture, Blob.ofText(commands).bytes());
    }
    if (suite.has(IndexKind.DEP11) && !architecture.equals("all")) {
      String origin = suite.name() + "-" + component;
      String yaml = AppStreamIndex.components(origin, settings, debs);
      indices.put(
          component + "/dep11/Components-" + architecture + ".yml", Blob.ofText(yaml).bytes());
    }
  }

  private byte[] smallRelease(String architecture) {
    Stanza release = new Stanza().putUnlessEmpty("Archive", suite.suiteField());
    release.putUnlessEmpty("Version", settings.version()).put("Component", component);
    release.putAll(settings.whoseStanza().fields()).put("Architecture", architecture);
    if (settings.acquireByHash()) {
      release.put("Acquire-By-Hash", "yes");
    }
    return Blob.ofText(release.text()).bytes();
  }
}
