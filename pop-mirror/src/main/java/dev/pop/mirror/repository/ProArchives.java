package dev.pop.mirror.repository;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.pro.Contract;
import dev.pop.core.pro.Entitlement;
import dev.pop.core.pro.ProService;
import dev.pop.core.pro.ServiceCatalogue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which Ubuntu Pro service has its archive where, and with which suites: as the contract says where
 * there is one, else as the catalogue does.
 */
final class ProArchives {
  /**
   * A service that has an archive.
   *
   * @param type the name in contracts
   * @param suites all of them, of whatever series; empty when nobody knows
   * @param entitled false only when a contract says so
   */
  record Service(String type, Set<String> suites, boolean entitled) {}

  private final Optional<Contract> contract;
  private final Map<String, Service> byPlace = new LinkedHashMap<>();
  private final Set<String> catalogueHosts = new LinkedHashSet<>();
  private final Set<String> contractHosts = new LinkedHashSet<>();

  ProArchives(Optional<Contract> contract) {
    this.contract = contract;
    Set<String> allSeries = new TreeSet<>();
    for (ProService service : ServiceCatalogue.all()) {
      allSeries.addAll(service.series());
      for (ProService.Archive archive : service.archives().values()) {
        catalogueHosts.add(host(archive.base()));
        byPlace.put(place(archive.base()), service(service.type(), allSeries));
      }
    }
    for (Entitlement entitlement : contract.map(Contract::entitlements).orElse(List.of())) {
      addBase(entitlement, entitlement, allSeries);
      for (String series : allSeries) {
        addBase(entitlement, entitlement.forSeries(series), allSeries);
      }
    }
  }

  private void addBase(Entitlement named, Entitlement merged, Set<String> allSeries) {
    Optional<ArchiveUrl> base = merged.aptBase();
    if (base.isPresent()) {
      contractHosts.add(host(base.get()));
      byPlace.put(place(base.get()), service(named.type(), allSeries));
    }
  }

  private Service service(String type, Set<String> allSeries) {
    Optional<Entitlement> entitlement = contract.flatMap(c -> c.entitlement(type));
    Set<String> suites = new TreeSet<>();
    boolean entitled = entitlement.map(Entitlement::entitled).orElse(true);
    if (entitlement.isPresent()) {
      suites.addAll(entitlement.get().directives().suites().orElse(List.of()));
      for (String series : allSeries) {
        Entitlement merged = entitlement.get().forSeries(series);
        entitled |= merged.entitled();
        suites.addAll(merged.suites(series));
      }
    }
    if (suites.isEmpty()) {
      ServiceCatalogue.find(type)
          .ifPresent(known -> known.archives().values().forEach(a -> suites.addAll(a.suites())));
    }
    return new Service(type, suites, entitled);
  }

  private static String host(ArchiveUrl url) {
    return url.hostAndPort().toLowerCase(Locale.ROOT);
  }

  private static String place(ArchiveUrl url) {
    return host(url) + url.path();
  }

  /** The service that has its archive there, whatever scheme and credentials. */
  Optional<Service> at(ArchiveUrl url) {
    return Optional.ofNullable(byPlace.get(place(url)));
  }

  /** Whether nothing but Pro services lies on that host. */
  boolean isProHost(ArchiveUrl url) {
    return catalogueHosts.contains(host(url));
  }

  /** Whether the contract has a service on that host, perhaps beside other archives. */
  boolean isContractHost(ArchiveUrl url) {
    return contractHosts.contains(host(url));
  }

  /** The paths of every service on that host. */
  List<String> paths(ArchiveUrl url) {
    String host = host(url);
    return byPlace.keySet().stream()
        .filter(place -> place.startsWith(host + "/"))
        .map(place -> place.substring(host.length()))
        .toList();
  }
}
