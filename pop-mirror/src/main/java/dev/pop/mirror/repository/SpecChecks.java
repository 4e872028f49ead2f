package dev.pop.mirror.repository;

import dev.pop.core.Diagnostic;
import dev.pop.core.apt.ArchivePath;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.Redacted;
import dev.pop.core.apt.UbuntuSeries;
import dev.pop.core.pro.Entitlement;
import dev.pop.core.pro.ProService;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Checks what a {@link MirrorListSpec} names and collects every fault of it. */
final class SpecChecks {
  private static final int MAX_PORT = 65535;

  private final MirrorListSpec spec;
  private final Clock clock;
  private final List<String> binary = new ArrayList<>();
  private final List<Diagnostic> faults = new ArrayList<>();

  SpecChecks(MirrorListSpec spec, Clock clock) {
    this.spec = spec;
    this.clock = clock;
  }

  /** Checks all but what services and archives are asked about one by one. */
  void check() {
    checkRelease();
    checkArchitectures();
    checkBasePath();
    checkContract();
  }

  private void checkRelease() {
    if (!spec.release().matches("[a-z][a-z0-9]*")) {
      fault(
          "release",
          UbuntuSeries.ofVersion(spec.release())
              .map(name -> "use the code name: " + spec.release() + " is " + name)
              .orElse(quoted(spec.release()) + " is not a code name, such as jammy"));
    } else if (!UbuntuSeries.isKnown(spec.release())
        && spec.contractCheck().filter(ContractCheck::namesRelease).isEmpty()) {
      List<String> nearest = UbuntuSeries.nearest(spec.release());
      fault(
          "release",
          quoted(spec.release())
              + " is not a known series of Ubuntu"
              + (spec.contract().isPresent() ? ", nor does the contract name it" : "")
              + (nearest.isEmpty() ? "" : "; did you mean " + String.join(" or ", nearest) + "?"));
    }
  }

  private void checkArchitectures() {
    if (spec.architectures().isEmpty()) {
      fault("architectures", "none is named");
    }
    for (String architecture : spec.architectures()) {
      if (architecture.equals(MirrorListWriter.SOURCE)) {
        continue;
      }
      if (!UbuntuSeries.ARCHITECTURES.contains(architecture)) {
        fault(
            "architectures",
            quoted(architecture)
                + " is not one of "
                + String.join(", ", UbuntuSeries.ARCHITECTURES)
                + " and source");
      } else if (!UbuntuSeries.has(spec.release(), architecture)) {
        fault("architectures", spec.release() + " has no " + architecture + "; it came with 25.10");
      } else if (!binary.contains(architecture)) {
        binary.add(architecture);
      }
    }
  }

  private void checkBasePath() {
    String path = spec.basePath().toString();
    if (!spec.basePath().isAbsolute() || path.chars().anyMatch(c -> c <= ' ' || c == '$')) {
      fault(
          "base path",
          "'" + ArchivePath.printable(path) + "' must be absolute and without blanks and '$'");
    }
  }

  private void checkContract() {
    spec.contractCheck()
        .map(contract -> contract.faults(clock.instant()))
        .ifPresent(found -> found.forEach(reason -> fault("contract", reason)));
  }

  /** The host that archives are fetched from instead, if one is given. */
  Optional<ArchiveUrl> mirrorHost() {
    if (spec.mirrorHost().isEmpty()) {
      if (spec.mirrorPort().isPresent()) {
        fault("mirror port", "needs a mirror host");
      }
      return Optional.empty();
    }
    String host = spec.mirrorHost().get();
    Optional<Integer> number = spec.mirrorPort();
    if (number.isPresent() && (number.get() < 1 || number.get() > MAX_PORT)) {
      fault("mirror port", number.get() + " is out of range (1 to " + MAX_PORT + ")");
      number = Optional.empty();
    }
    if (host.contains("/") || host.contains("@")) {
      fault("mirror host", "give the name of a host alone, without path, scheme or credentials");
      return Optional.empty();
    }
    if (spec.mirrorPort().isPresent() && host.matches("[^:]*:[0-9]+")) {
      fault("mirror host", "it has a port already");
      return Optional.empty();
    }
    String port = number.map(given -> ":" + given).orElse("");
    try {
      return Optional.of(ArchiveUrl.parse("http://" + host + port));
    } catch (FormatException e) {
      fault("mirror host", e.getMessage());
      return Optional.empty();
    }
  }

  /** What the contract says of a service, if there is a contract and it entitles to it. */
  Optional<Entitlement> entitlement(ProService service) {
    if (spec.contract().isEmpty()) {
      return Optional.empty();
    }
    Optional<Entitlement> found =
        spec.contract()
            .get()
            .entitlement(service.type())
            .map(any -> any.forSeries(spec.release()))
            .filter(Entitlement::entitled);
    if (found.isEmpty()) {
      fault("contract", "it does not entitle to " + service.type());
      return Optional.empty();
    }
    Entitlement entitlement = found.get();
    if (!entitlement.affordances().allowSeries(spec.release())) {
      fault("contract", service.type() + " is not offered for " + spec.release());
    }
    for (String architecture : binary) {
      if (!entitlement.affordances().allowArchitecture(architecture)) {
        fault("contract", service.type() + " is not offered for " + architecture);
      }
    }
    List<String> suites = entitlement.directives().suites().orElse(List.of());
    if (!suites.isEmpty() && entitlement.suites(spec.release()).isEmpty()) {
      fault(
          "contract",
          "it has no suite of "
              + spec.release()
              + " for "
              + service.type()
              + "; those it names are "
              + String.join(", ", suites));
    }
    return found;
  }

  void fault(String what, String reason) {
    faults.add(Diagnostic.of(what, reason));
  }

  /** The architectures of binary packages that {@link #check} found sound; fills with it. */
  List<String> binary() {
    return Collections.unmodifiableList(binary);
  }

  List<Diagnostic> faults() {
    return List.copyOf(faults);
  }

  /** What the user gave. */
  private static String quoted(String given) {
    return Redacted.quoted(given);
  }
}
