package dev.pop.mirror.sample;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A flat repository: packages, indices and {@code Release} in one directory, without components,
 * under a source line whose suite ends with a slash. For one thread.
 */
public final class FlatBuilder extends ReleaseBuilder<FlatBuilder> {
  private static final String PACKAGES = "Packages";
  private static final String SOURCES = "Sources";

  private final String path;
  private String suiteField;
  private final List<DebFile> debs = new ArrayList<>();
  private final List<SourcePackage> sources = new ArrayList<>();

  private FlatBuilder(String path) {
    checkArgument(path.endsWith("/"), "path of a flat repository without a slash: %s", path);
    if (!path.equals("./")) {
      SampleTar.requireInside(path.substring(0, path.length() - 1));
    }
    this.path = path;
    this.suiteField = path.equals("./") ? "" : path.substring(0, path.length() - 1);
  }

  /**
   * The flat repository in a directory of an archive, made when it is first asked for.
   *
   * @param path ends with a slash; {@code ./} for the root
   */
  public static FlatBuilder of(ArchiveBuilder archive, String path) {
    return archive.release(path, () -> new FlatBuilder(path));
  }

  /**
   * The field {@code Suite}; empty for none. By default it is the path without its slash, and none
   * for {@code ./}, because apt warns of any other.
   */
  public FlatBuilder suiteField(String value) {
    suiteField = value;
    return this;
  }

  /** Adds binary packages of any architecture. */
  public FlatBuilder add(DebFile... more) {
    Collections.addAll(debs, more);
    return this;
  }

  /** Adds source packages; without any there is no {@code Sources}. */
  public FlatBuilder add(SourcePackage... more) {
    Collections.addAll(sources, more);
    return this;
  }

  /** Removes the binary and source packages of that name, in all versions. */
  public FlatBuilder remove(String packageName) {
    debs.removeIf(deb -> deb.name().equals(packageName));
    sources.removeIf(source -> source.name().equals(packageName));
    return this;
  }

  /** Raw text at the end of {@code Packages}, whatever it says. */
  public FlatBuilder extraStanza(String text) {
    addExtraStanza(PACKAGES, text);
    return this;
  }

  @Override
  FlatBuilder self() {
    return this;
  }

  @Override
  String directory() {
    return path;
  }

  @Override
  Stanza releaseFields(ArchiveSettings settings) {
    Stanza release = settings.whoseStanza().putUnlessEmpty("Suite", suiteField);
    release.putUnlessEmpty("Version", settings.version());
    settings.putDates(release);
    if (settings.acquireByHash()) {
      release.put("Acquire-By-Hash", "yes");
    }
    TreeSet<String> architectures = new TreeSet<>();
    debs.forEach(deb -> architectures.add(deb.architecture()));
    return release.putUnlessEmpty("Architectures", String.join(" ", architectures));
  }

  /** {@inheritDoc} Paths in them are relative to the archive's root: apt adds them to its URI. */
  @Override
  SortedMap<String, byte[]> indices(ArchiveSettings settings, Pool pool) {
    SortedMap<String, byte[]> indices = new TreeMap<>();
    List<PooledDeb> pooled =
        debs.stream()
            .map(deb -> new PooledDeb(deb, pool.put(path + deb.fileName(), deb.blob())))
            .toList();
    String packages = PackagesIndex.withDescriptions(pooled);
    indices.put(PACKAGES, withExtraStanzas(PACKAGES, packages));
    if (!sources.isEmpty()) {
      String directory = path.substring(0, path.length() - 1);
      String text = SourcesIndex.of(sources, source -> directory, pool);
      indices.put(SOURCES, text.getBytes(UTF_8));
    }
    return indices;
  }
}
