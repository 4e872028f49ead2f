package dev.pop.core.pro;

import dev.pop.core.apt.FormatException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Parts of an entitlement that hold for some machines only: a block of {@code series}, or an
 * element of {@code overrides} with its selector.
 *
 * @param block whether it is a block of {@code series}
 * @param selector what a machine must be: {@code series}, {@code cloud}, {@code variant}
 */
record EntitlementOverride(
    boolean block,
    Map<String, String> selector,
    Optional<Boolean> entitled,
    Affordances affordances,
    Directives directives) {

  /** Of a block of {@code series}; lighter than any selector. */
  private static final int BLOCK_WEIGHT = 1;

  /** Of the keys of a selector, which add up (uaclient/contract.py of the Pro client). */
  private static final Map<String, Integer> WEIGHTS = Map.of("series", 2, "cloud", 3, "variant", 4);

  static EntitlementOverride ofSeries(String service, String series, DocumentNode tree)
      throws FormatException {
    return read(service, true, Map.of("series", series), tree);
  }

  static EntitlementOverride ofSelector(String service, DocumentNode tree) throws FormatException {
    Map<String, String> selector = new HashMap<>();
    for (Map.Entry<String, DocumentNode> member : tree.require("selector").members().entrySet()) {
      selector.put(member.getKey(), member.getValue().text());
    }
    return read(service, false, Map.copyOf(selector), tree);
  }

  private static EntitlementOverride read(
      String service, boolean block, Map<String, String> selector, DocumentNode tree)
      throws FormatException {
    return new EntitlementOverride(
        block,
        selector,
        tree.flag("entitled"),
        Affordances.read(tree.get("affordances")),
        Directives.read(service, tree.get("directives")));
  }

  /**
   * How heavy this is for a machine; 0 when it does not apply, that is when any part of the
   * selector differs or is unknown.
   */
  int weightFor(Map<String, String> machine) {
    int weight = 0;
    for (Map.Entry<String, String> wanted : selector.entrySet()) {
      if (!wanted.getValue().equals(machine.get(wanted.getKey()))) {
        return 0;
      }
      weight += WEIGHTS.getOrDefault(wanted.getKey(), 0);
    }
    return block ? BLOCK_WEIGHT : weight;
  }
}
