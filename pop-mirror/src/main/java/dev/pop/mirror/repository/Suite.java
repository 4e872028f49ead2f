package dev.pop.mirror.repository;

import dev.pop.core.SourcePosition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One suite of one archive with everything that the list's lines together want of it.
 *
 * @param archive which archive it is of, and where that is fetched from
 * @param name such as {@code jammy-updates}; a flat suite ends in a slash
 * @param components what is wanted per component; for a flat suite the one key is the empty string
 * @param byHash how indices are fetched
 * @param trust what must hold of its signed files
 * @param position the first line of the list that names it, for messages
 */
public record Suite(
    Archive archive,
    String name,
    SortedMap<String, Wanted> components,
    ByHash byHash,
    TrustPolicy trust,
    SourcePosition position) {

  /**
   * What is wanted of one component.
   *
   * @param architectures whose binary packages
   * @param sources whether source packages
   */
  public record Wanted(SortedSet<String> architectures, boolean sources) {
    public Wanted {
      architectures = Collections.unmodifiableSortedSet(new TreeSet<>(architectures));
    }

    Wanted and(Wanted other) {
      SortedSet<String> all = new TreeSet<>(architectures);
      all.addAll(other.architectures);
      return new Wanted(all, sources || other.sources);
    }
  }

  public Suite {
    components = Collections.unmodifiableSortedMap(new TreeMap<>(components));
  }

  /**
   * Whether the archive has no {@code dists}: {@code Release} lies in the suite's own directory.
   */
  public boolean isFlat() {
    return name.endsWith("/");
  }

  /**
   * The directory of {@code Release} below the archive's base, without a slash at its end: {@code
   * dists/NAME}, or the flat suite's directory, empty when that is the base.
   */
  public String directory() {
    if (!isFlat()) {
      return "dists/" + name;
    }
    return name.equals("./") || name.equals("/") ? "" : name.substring(0, name.length() - 1);
  }

  /** {@code path}, relative to {@link #directory}, seen from the archive's base. */
  public String resolve(String path) {
    return directory().isEmpty() ? path : directory() + "/" + path;
  }

  /**
   * Whether it is of a security pocket, or of a service that only has such: what comes first when
   * not everything can come at once.
   */
  public boolean isSecurity() {
    return name.endsWith("-security")
        || name.contains("-security/")
        || archive.address().host().equals("esm.ubuntu.com");
  }

  /** Every architecture that any component is wanted for. */
  public Set<String> architectures() {
    return components.values().stream()
        .flatMap(wanted -> wanted.architectures().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether any component's sources are wanted. */
  public boolean wantsSources() {
    return components.values().stream().anyMatch(Wanted::sources);
  }

  /** What is wanted as source lines, without credentials: components wanted alike share a line. */
  public List<String> sourceLines() {
    Map<Wanted, List<String>> alike = new LinkedHashMap<>();
    components.forEach(
        (component, wanted) ->
            alike.computeIfAbsent(wanted, w -> new ArrayList<>()).add(component));
    List<String> lines = new ArrayList<>();
    alike.forEach(
        (wanted, names) -> {
          String what =
              (archive.location() + " " + name + " " + String.join(" ", names)).stripTrailing();
          if (!wanted.architectures.isEmpty()) {
            lines.add("deb [arch=" + String.join(",", wanted.architectures) + "] " + what);
          }
          if (wanted.sources) {
            lines.add("deb-src " + what);
          }
        });
    return lines;
  }

  /**
   * What is wanted, as a text that differs exactly when a sync would choose or take others. Where
   * it is fetched from is left aside.
   */
  public String selection() {
    return name + " " + byHash + " " + components + " " + trust.fingerprint();
  }

  /** Archive and suite, for messages; without credentials. */
  @Override
  public String toString() {
    return archive.location() + " " + name;
  }
}
