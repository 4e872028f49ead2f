package dev.pop.mirror.sample;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One suite below {@code dists}: its components, architectures and packages. For one thread. */
public final class SuiteBuilder extends ReleaseBuilder<SuiteBuilder> {
  private final String name;
  private final SortedMap<String, ComponentPackages> components = new TreeMap<>();
  private final Set<IndexKind> kinds = EnumSet.allOf(IndexKind.class);
  private List<String> architectures = List.of("amd64");
  private String suiteField;
  private String codename;
  private ArchitectureAll architectureAll = ArchitectureAll.IN_EACH;
  private boolean noSupportForArchitectureAll;
  private ContentsPlace contentsPlace = ContentsPlace.SUITE;

  SuiteBuilder(String name) {
    SampleTar.requireInside(name);
    this.name = name;
    this.suiteField = name;
    this.codename = name.contains("-") ? name.substring(0, name.indexOf('-')) : name;
  }

  /** Declares components, which then have indices even when they are empty. */
  public SuiteBuilder components(String... names) {
    for (String component : names) {
      SampleTar.requireInside(component);
      components.computeIfAbsent(component, c -> new ComponentPackages());
    }
    return this;
  }

  /** The architectures, without {@code all} and {@code source}; amd64 by default. */
  public SuiteBuilder architectures(String... names) {
    architectures = List.of(names);
    checkArgument(
        Collections.disjoint(architectures, Set.of("all", "source")),
        "%s has all or source, which are set otherwise",
        architectures);
    return this;
  }

  /** The field {@code Suite}, if it is not the directory's name. */
  public SuiteBuilder suiteField(String value) {
    suiteField = value;
    return this;
  }

  /** The field {@code Codename}; by default the directory's name up to its first hyphen. */
  public SuiteBuilder codename(String value) {
    codename = value;
    return this;
  }

  /**
   * Where packages of {@code Architecture: all} are listed.
   *
   * @param noSupportField whether {@code Release} has {@code No-Support-for-Architecture-all:
   *     Packages}, by which apt leaves {@code binary-all} alone
   */
  public SuiteBuilder architectureAll(ArchitectureAll place, boolean noSupportField) {
    architectureAll = place;
    noSupportForArchitectureAll = noSupportField;
    return this;
  }

  /** The kinds of index beside {@code Packages}; all of them by default. */
  public SuiteBuilder indices(IndexKind... wanted) {
    kinds.clear();
    Collections.addAll(kinds, wanted);
    return this;
  }

  /** Where {@code Contents-ARCH} lie; {@link ContentsPlace#SUITE} by default. */
  public SuiteBuilder contentsPlace(ContentsPlace place) {
    contentsPlace = place;
    return this;
  }

  /** Adds binary packages to a component, which need not have been declared. */
  public SuiteBuilder add(String component, DebFile... debs) {
    Collections.addAll(packages(component).debs, debs);
    return this;
  }

  /** Adds source packages to a component, which need not have been declared. */
  public SuiteBuilder add(String component, SourcePackage... sources) {
    Collections.addAll(packages(component).sources, sources);
    return this;
  }

  /** Removes the binary and source packages of that name, in all versions. */
  public SuiteBuilder remove(String component, String packageName) {
    packages(component).debs.removeIf(deb -> deb.name().equals(packageName));
    packages(component).sources.removeIf(source -> source.name().equals(packageName));
    return this;
  }

  /**
   * Raw text at the end of a {@code Packages} or {@code Sources}, whatever it says.
   *
   * @param architecture as in {@code binary-ARCH}; {@code source} for {@code Sources}
   */
  public SuiteBuilder extraStanza(String component, String architecture, String text) {
    addExtraStanza(
        architecture.equals("source")
            ? ComponentIndices.sourcesPath(component)
            : ComponentIndices.packagesPath(component, architecture),
        text);
    return this;
  }

  String name() {
    return name;
  }

  String suiteField() {
    return suiteField;
  }

  boolean has(IndexKind kind) {
    return kinds.contains(kind);
  }

  boolean hasContents(ContentsPlace place) {
    return has(IndexKind.CONTENTS) && contentsPlace == place;
  }

  /** The architectures that have a {@code Packages}, {@code all} included if it has one. */
  List<String> indexedArchitectures() {
    List<String> indexed = new ArrayList<>();
    if (architectureAll != ArchitectureAll.IN_EACH) {
      indexed.add("all");
    }
    indexed.addAll(architectures);
    return indexed;
  }

  /** The packages that the index of an architecture lists. */
  List<PooledDeb> listedFor(String architecture, List<PooledDeb> debs) {
    boolean withAll = architectureAll != ArchitectureAll.ONLY_IN_ALL;
    return debs.stream()
        .filter(d -> d.deb().architecture().equals(architecture) || (withAll && d.isForAll()))
        .toList();
  }

  @Override
  SuiteBuilder self() {
    return this;
  }

  @Override
  String directory() {
    return "dists/" + name;
  }

  @Override
  Stanza releaseFields(ArchiveSettings settings) {
    Stanza release = settings.whoseStanza().putUnlessEmpty("Suite", suiteField);
    release.putUnlessEmpty("Version", settings.version()).putUnlessEmpty("Codename", codename);
    settings.putDates(release);
    if (settings.acquireByHash()) {
      release.put("Acquire-By-Hash", "yes");
    }
    if (noSupportForArchitectureAll) {
      release.put("No-Support-for-Architecture-all", "Packages");
    }
    release.put("Architectures", String.join(" ", indexedArchitectures()));
    release.put("Components", String.join(" ", components.keySet()));
    return release.put("Description", "Sample suite " + name);
  }

  @Override
  SortedMap<String, byte[]> indices(ArchiveSettings settings, Pool pool) {
    SortedMap<String, byte[]> indices = new TreeMap<>();
    List<PooledDeb> everywhere = new ArrayList<>();
    for (Map.Entry<String, ComponentPackages> component : components.entrySet()) {
      List<PooledDeb> debs = pooled(component.getKey(), component.getValue(), pool);
      everywhere.addAll(debs);
      new ComponentIndices(this, component.getKey(), settings)
          .putInto(indices, debs, component.getValue().sources, pool);
    }
    if (hasContents(ContentsPlace.SUITE)) {
      for (String architecture : indexedArchitectures()) {
        String contents = FileLists.contents(listedFor(architecture, everywhere));
        indices.put("Contents-" + architecture, Blob.ofText(contents).bytes());
      }
    }
    return indices;
  }

  private List<PooledDeb> pooled(String component, ComponentPackages packages, Pool pool) {
    List<PooledDeb> pooled = new ArrayList<>();
    for (DebFile deb : packages.debs) {
      checkState(
          deb.architecture().equals("all") || architectures.contains(deb.architecture()),
          "%s is of an architecture that suite %s lacks",
          deb,
          name);
      String path = Pool.directory(component, deb.sourceName()) + "/" + deb.fileName();
      pooled.add(new PooledDeb(deb, pool.put(path, deb.blob())));
    }
    return pooled;
  }

  private ComponentPackages packages(String component) {
    SampleTar.requireInside(component);
    return components.computeIfAbsent(component, c -> new ComponentPackages());
  }

  /** The packages of one component, in the order of their adding. */
  private static final class ComponentPackages {
    private final List<DebFile> debs = new ArrayList<>();
    private final List<SourcePackage> sources = new ArrayList<>();
  }
}
