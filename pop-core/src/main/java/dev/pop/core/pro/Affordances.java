package dev.pop.core.pro;

import dev.pop.core.Internal;
import dev.pop.core.apt.FormatException;
import java.util.List;
import java.util.Optional;

/**
 * Where a contract lets a service be used.
 *
 * @param architectures empty when the contract does not restrict them
 * @param series empty when the contract does not restrict them
 */
@Internal
public record Affordances(Optional<List<String>> architectures, Optional<List<String>> series) {
  /** No restriction. */
  static final Affordances ANY = new Affordances(Optional.empty(), Optional.empty());

  static Affordances read(Optional<DocumentNode> tree) throws FormatException {
    return tree.isEmpty()
        ? ANY
        : new Affordances(tree.get().texts("architectures"), tree.get().texts("series"));
  }

  /** Whether machines of that architecture may use the service. */
  public boolean allowArchitecture(String architecture) {
    return architectures.isEmpty() || architectures.get().contains(architecture);
  }

  /** Whether that Ubuntu series may use the service. */
  public boolean allowSeries(String name) {
    return series.isEmpty() || series.get().contains(name);
  }

  /** These, with what {@code heavier} gives in place of them. */
  Affordances updatedBy(Affordances heavier) {
    return new Affordances(
        heavier.architectures.or(() -> architectures), heavier.series.or(() -> series));
  }
}
