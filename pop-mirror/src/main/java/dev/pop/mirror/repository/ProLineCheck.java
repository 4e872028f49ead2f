package dev.pop.mirror.repository;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.ArchiveUrl.Credentials;
import dev.pop.core.apt.FormatException;
import dev.pop.core.pro.Contract;
import dev.pop.core.pro.ProTokens;
import dev.pop.core.pro.ServiceCatalogue;
import dev.pop.core.pro.TokenFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks lines that name archives of Ubuntu Pro services: path, suite and token. */
final class ProLineCheck {
  private static final String UBUNTU = "/ubuntu";

  /** What examples have where the token goes. */
  private static final Set<String> PLACEHOLDERS = Set.of("TOKEN", "YOUR_TOKEN", "RESOURCE_TOKEN");

  private final Optional<Contract> contract;
  private final ProTokens tokens;
  private final Diagnostics diagnostics;
  private final ProArchives archives;

  ProLineCheck(Optional<Contract> contract, ProTokens tokens, Diagnostics diagnostics) {
    this.contract = contract;
    this.tokens = tokens;
    this.diagnostics = diagnostics;
    this.archives = new ProArchives(contract);
  }

  void check(ParsedList.Line line) {
    ArchiveUrl url = line.address();
    Optional<ProArchives.Service> service = archives.at(url);
    if (service.isPresent()) {
      checkService(line, service.get());
    } else if (archives.isProHost(url)
        || (archives.isContractHost(url) && url.credentials().isPresent())) {
      diagnostics.fault(
          line.position(), url + " is the archive of no Ubuntu Pro service" + hint(url));
    }
  }

  private String hint(ArchiveUrl url) {
    List<String> paths = archives.paths(url);
    String path = url.path();
    String longer = path + UBUNTU;
    String shorter = path.endsWith(UBUNTU) ? path.replaceFirst(UBUNTU + "$", "") : path;
    return paths.stream()
        .filter(known -> known.equals(longer) || known.equals(shorter))
        .findFirst()
        .map(near -> "; its path is " + near)
        .orElseGet(() -> "; known on " + url.hostAndPort() + " are " + String.join(", ", paths));
  }

  private void checkService(ParsedList.Line line, ProArchives.Service service) {
    if (!service.entitled()) {
      diagnostics.fault(line.position(), "the contract does not include " + service.type());
    }
    for (Suite suite : line.suites()) {
      if (!service.suites().isEmpty() && !service.suites().contains(suite.name())) {
        diagnostics.fault(line.position(), noSuite(suite.name(), service));
      }
    }
    checkToken(line, service.type());
  }

  private static String noSuite(String suite, ProArchives.Service service) {
    String series = suite.replaceFirst("[-/].*$", "");
    List<String> near =
        service.suites().stream()
            .filter(known -> known.equals(series) || known.startsWith(series + "-"))
            .toList();
    return service.type()
        + " has no suite "
        + suite
        + (near.isEmpty()
            ? ", nor any other of that series; it has " + String.join(", ", service.suites())
            : "; of that series it has " + String.join(", ", near));
  }

  private void checkToken(ParsedList.Line line, String service) {
    Optional<Credentials> given = line.address().credentials();
    if (given.isEmpty() || given.get().password().isEmpty()) {
      diagnostics.fault(
          line.position(),
          "has no token for " + service + "; in the URL it goes after the user bearer and a colon");
      return;
    }
    if (PLACEHOLDERS.contains(given.get().password().reveal())) {
      diagnostics.fault(
          line.position(), "has a placeholder where the token of " + service + " belongs");
      return;
    }
    try {
      TokenFormat.parse(given.get().password().reveal(), service);
    } catch (FormatException e) {
      diagnostics.fault(line.position(), e.getMessage());
      return;
    }
    if (contract.flatMap(Contract::token).filter(given.get().password()::equals).isPresent()) {
      diagnostics.fault(
          line.position(), "has the contract token in place of the resource token of " + service);
    } else {
      checkOwner(line, service, given.get());
    }
  }

  private void checkOwner(ParsedList.Line line, String service, Credentials given) {
    Optional<Credentials> right = tokens.credentials(service);
    if (right.filter(given::equals).isPresent()) {
      return;
    }
    List<String> owners =
        tokens.services().stream()
            .filter(name -> tokens.credentials(name).filter(given::equals).isPresent())
            .toList();
    if (!owners.isEmpty()) {
      String owner = ServiceCatalogue.find(owners.get(0)).map(s -> s.type()).orElse("another");
      diagnostics.fault(
          line.position(), "has the token of " + owner + " where that of " + service + " belongs");
    } else if (!given.user().equals(TokenFormat.USER)) {
      diagnostics.warn(
          line.position(), "has another user than bearer before the token of " + service);
    } else if (right.isPresent()) {
      diagnostics.warn(
          line.position(), "has another token of " + service + " than the file of resource tokens");
    }
  }
}
