package dev.pop.mirror.repository;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is wanted of a suite. Whatever chooses among its indices asks this value: a sync, an
 * estimate, a verification, a probe and the file lists agree because of that.
 *
 * @param components what is wanted per component; for a flat suite the one key is the empty string
 * @param contents whether {@code Contents} indices are wanted
 * @param byHash how indices are fetched
 */
public record WantedSuite(
    SortedMap<String, WantedComponent> components, boolean contents, ByHash byHash) {

  /**
   * What is wanted of one component.
   *
   * @param architectures whose binary packages
   * @param sources whether source packages
   */
  public record WantedComponent(SortedSet<String> architectures, boolean sources) {
    public WantedComponent {
      architectures = Collections.unmodifiableSortedSet(new TreeSet<>(architectures));
    }

    WantedComponent and(WantedComponent other) {
      SortedSet<String> all = new TreeSet<>(architectures);
      all.addAll(other.architectures);
      return new WantedComponent(all, sources || other.sources);
    }
  }

  public WantedSuite {
    components = Collections.unmodifiableSortedMap(new TreeMap<>(components));
  }

  /** Every architecture that any component is wanted for. */
  public Set<String> architectures() {
    Set<String> all = new TreeSet<>();
    components.values().forEach(wanted -> all.addAll(wanted.architectures));
    return all;
  }

  /** Whether any component's sources are wanted. */
  public boolean sources() {
    return components.values().stream().anyMatch(WantedComponent::sources);
  }

  /** Of two lines that speak of one suite, what both want. */
  WantedSuite and(WantedSuite other) {
    SortedMap<String, WantedComponent> all = new TreeMap<>(components);
    other.components.forEach((name, wanted) -> all.merge(name, wanted, WantedComponent::and));
    return new WantedSuite(
        all, contents || other.contents, byHash == ByHash.WHERE_OFFERED ? other.byHash : byHash);
  }

  /** The same, with {@code Contents} indices or without. */
  WantedSuite withContents(boolean wanted) {
    return new WantedSuite(components, wanted, byHash);
  }

  /**
   * A text of one line that differs exactly when a sync would choose or fetch other files. Address
   * and credentials of the archive are no part of it.
   */
  public String fingerprint() {
    StringBuilder text = new StringBuilder();
    components.forEach(
        (name, wanted) -> {
          text.append(name).append('=').append(String.join(",", wanted.architectures));
          text.append(wanted.sources ? "+source " : " ");
        });
    text.append("by-hash=").append(byHash.option());
    return text.append(contents ? " contents" : "").toString();
  }
}
