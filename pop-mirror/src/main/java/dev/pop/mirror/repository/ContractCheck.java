package dev.pop.mirror.repository;

import dev.pop.core.pro.Contract;
import dev.pop.core.pro.Entitlement;
import dev.pop.core.pro.ServiceCatalogue;
import dev.pop.core.pro.ServiceClash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at a contract as a whole, for one release and the services that were chosen. */
final class ContractCheck {
  private final Contract contract;
  private final String release;
  private final Set<String> chosen;

  ContractCheck(Contract contract, String release, List<String> entitlements) {
    this.contract = contract;
    this.release = release;
    this.chosen =
        entitlements.stream().map(ContractCheck::type).collect(Collectors.toUnmodifiableSet());
  }

  private static String type(String name) {
    return ServiceCatalogue.find(name).map(service -> service.type()).orElse(name);
  }

  /** Whether a service that the contract opens has a suite of the release. */
  boolean namesRelease() {
    return contract.entitlements().stream()
        .map(entitlement -> entitlement.forSeries(release))
        .filter(Entitlement::entitled)
        .flatMap(entitlement -> entitlement.suites(release).stream())
        .anyMatch(suite -> suite.equals(release) || suite.startsWith(release + "-"));
  }

  /** What keeps a list from being made. */
  List<String> faults(Instant now) {
    List<String> faults = new ArrayList<>();
    if (contract.hasEnded(now)) {
      faults.add("it ended on " + contract.effectiveTo().orElseThrow() + "; renew it");
    }
    for (ServiceClash clash : clashes()) {
      if (isChosen(clash)) {
        faults.add(clash + ", so the list would name that twice; choose one of them");
      }
    }
    return faults;
  }

  /** What a list can be made with all the same, though clients will have trouble. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (ServiceClash clash : clashes()) {
      if (!isChosen(clash)) {
        warnings.add(clash + "; the Pro client refuses to attach to such a contract");
      }
    }
    for (Entitlement entitlement : contract.entitlements()) {
      if (chosen.contains(type(entitlement.type()))
          && entitlement.forSeries(release).repeatsUbuntu()) {
        warnings.add(
            "the aptURL of "
                + entitlement.type()
                + " ends in /ubuntu already; the Pro client appends that once more and finds"
                + " nothing");
      }
    }
    return warnings;
  }

  private List<ServiceClash> clashes() {
    return contract.clashes(release, Optional.empty(), Optional.empty());
  }

  private boolean isChosen(ServiceClash clash) {
    return chosen.contains(type(clash.first())) && chosen.contains(type(clash.second()));
  }
}
