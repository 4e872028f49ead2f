package dev.pop.core.pro;

import dev.pop.core.Internal;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.FormatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a contract says of one service (an element of {@code resourceEntitlements}). Most of it can
 * differ by series, cloud and variant: ask {@link #forContext} first.
 */
public final class Entitlement {
  private static final String UBUNTU = "/ubuntu";
  private static final Pattern TYPE = Pattern.compile("[a-z0-9][a-z0-9.+-]{0,63}");

  private final String type;
  private final boolean entitled;
  private final Affordances affordances;
  private final Directives directives;
  private final List<EntitlementOverride> overrides;

  private Entitlement(
      String type,
      boolean entitled,
      Affordances affordances,
      Directives directives,
      List<EntitlementOverride> overrides) {
    this.type = type;
    this.entitled = entitled;
    this.affordances = affordances;
    this.directives = directives;
    this.overrides = List.copyOf(overrides);
  }

  static Entitlement read(DocumentNode tree) throws FormatException {
    DocumentNode type = tree.require("type");
    String service = type.text();
    if (!TYPE.matcher(service).matches()) {
      throw type.wrong("is not the name of a service");
    }
    return new Entitlement(
        service,
        tree.flag("entitled").orElse(false),
        Affordances.read(tree.get("affordances")),
        Directives.read(service, tree.get("directives")),
        overrides(service, tree));
  }

  private static List<EntitlementOverride> overrides(String service, DocumentNode tree)
      throws FormatException {
    List<EntitlementOverride> overrides = new ArrayList<>();
    Optional<DocumentNode> blocks = tree.get("series");
    if (blocks.isPresent()) {
      for (Map.Entry<String, DocumentNode> block : blocks.get().members().entrySet()) {
        overrides.add(EntitlementOverride.ofSeries(service, block.getKey(), block.getValue()));
      }
    }
    Optional<DocumentNode> selected = tree.get("overrides");
    if (selected.isPresent()) {
      for (DocumentNode element : selected.get().elements()) {
        overrides.add(EntitlementOverride.ofSelector(service, element));
      }
    }
    return overrides;
  }

  /** The service by the name that contracts use, such as {@code esm-infra}. */
  public String type() {
    return type;
  }

  /** Whether the contract includes the service. */
  public boolean entitled() {
    return entitled;
  }

  @Internal
  public Affordances affordances() {
    return affordances;
  }

  @Internal
  public Directives directives() {
    return directives;
  }

  /** As {@link #forContext}, of a machine that is in no cloud and wants no variant. */
  public Entitlement forSeries(String series) {
    return forContext(series, Optional.empty(), Optional.empty());
  }

  /**
   * This entitlement as it holds for such a machine, by the rules of the Pro client. What applies
   * is put one over the other, the lightest first: a block of {@code series} (1), then {@code
   * overrides} by the sum of what their selectors name (series 2, cloud 3, variant 4), all of which
   * must match. Each member of {@code directives} and {@code affordances} that is given replaces
   * the one before. Of two overrides of equal weight only the later one counts.
   *
   * @param series the name of an Ubuntu release, such as {@code noble}
   * @param cloud such as {@code aws}
   * @param variant such as {@code raspi} of {@code realtime-kernel}
   */
  public Entitlement forContext(String series, Optional<String> cloud, Optional<String> variant) {
    Map<String, String> machine = new HashMap<>();
    machine.put("series", series);
    cloud.ifPresent(name -> machine.put("cloud", name));
    variant.ifPresent(name -> machine.put("variant", name));

    TreeMap<Integer, EntitlementOverride> byWeight = new TreeMap<>();
    for (EntitlementOverride override : overrides) {
      byWeight.put(override.weightFor(machine), override);
    }
    byWeight.remove(0);

    boolean mergedEntitled = entitled;
    Affordances mergedAffordances = affordances;
    Directives mergedDirectives = directives;
    for (EntitlementOverride override : byWeight.values()) {
      mergedEntitled = override.entitled().orElse(mergedEntitled);
      mergedAffordances = mergedAffordances.updatedBy(override.affordances());
      mergedDirectives = mergedDirectives.updatedBy(override.directives());
    }
    return new Entitlement(type, mergedEntitled, mergedAffordances, mergedDirectives, List.of());
  }

  /** The suites of {@link #directives()} that contain the series' name; clients use no others. */
  public List<String> suites(String series) {
    return directives.suites().orElse(List.of()).stream()
        .filter(suite -> suite.contains(series))
        .toList();
  }

  /**
   * The archive that apt asks: {@code aptURL} and {@code /ubuntu} (of {@code anbox-cloud} {@code
   * aptURL} alone). Empty when the service has no archive.
   *
   * <p>An {@code aptURL} that ends in {@code /ubuntu} already, as overrides written by hand do,
   * means the same archive; see {@link #repeatsUbuntu}.
   */
  public Optional<ArchiveUrl> aptBase() {
    return directives.aptUrl().map(this::base);
  }

  /**
   * Whether {@code aptURL} ends in {@code /ubuntu}, to which the Pro client appends another one: a
   * client that is given this contract finds no archive.
   */
  public boolean repeatsUbuntu() {
    return !type.equals(ServiceCatalogue.ANBOX)
        && directives.aptUrl().filter(Entitlement::endsInUbuntu).isPresent();
  }

  private static boolean endsInUbuntu(ArchiveUrl url) {
    return url.path().endsWith(UBUNTU);
  }

  private ArchiveUrl base(ArchiveUrl url) {
    return type.equals(ServiceCatalogue.ANBOX) || endsInUbuntu(url)
        ? url
        : new ArchiveUrl(
            url.scheme(), url.host(), url.port(), url.path() + UBUNTU, url.credentials());
  }

  @Override
  public String toString() {
    return type + (entitled ? "" : " (not entitled)");
  }
}
