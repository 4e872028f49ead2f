package dev.pop.mirror.repository;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.ArchiveUrl.Credentials;
import dev.pop.core.apt.Redacted;
import dev.pop.core.apt.UbuntuSeries;
import dev.pop.core.pro.Entitlement;
import dev.pop.core.pro.NotOfferedException;
import dev.pop.core.pro.ProService;
import dev.pop.core.pro.ServiceCatalogue;
import dev.pop.core.pro.UnknownServiceException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Writes the text of a mirror list for a {@link MirrorListSpec}, in the form of the Python program:
 * the same header and settings in the same order and spacing.
 */
final class MirrorListWriter {
  static final String SOURCE = "source";
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS");
  private static final String RELEASE_POCKET = "release";

  private final MirrorListSpec spec;
  private final Clock clock;
  private final Predicate<Path> named;
  private final List<String> binary;
  private final List<String> blocks = new ArrayList<>();
  private final Set<String> cleaned = new LinkedHashSet<>();
  private final SpecChecks checks;

  /**
   * @param named which keyrings the lines name
   */
  MirrorListWriter(MirrorListSpec spec, Clock clock, Predicate<Path> named) {
    this.spec = spec;
    this.clock = clock;
    this.named = named;
    this.checks = new SpecChecks(spec, clock);
    this.binary = checks.binary();
  }

  /**
   * The text, which holds the tokens.
   *
   * @throws MirrorListException if the specification is faulty; every fault is in it
   */
  String text() throws MirrorListException {
    checks.check();
    Optional<ArchiveUrl> host = checks.mirrorHost();
    Set<String> done = new LinkedHashSet<>();
    for (String name : spec.entitlements()) {
      service(name, host, done);
    }
    if (spec.standardRepos()) {
      standardArchives();
    } else if (spec.entitlements().isEmpty()) {
      checks.fault("entitlements", "none is named, and the standard archives are not asked for");
    }
    if (!checks.faults().isEmpty()) {
      throw new MirrorListException(checks.faults());
    }
    StringBuilder text = new StringBuilder(header());
    blocks.forEach(block -> text.append('\n').append(block).append('\n'));
    cleaned.forEach(url -> text.append("\nclean ").append(url).append('\n'));
    return text.toString();
  }

  private String header() {
    return """
    ############# config ##################
    #
    # Created by PoP Configuration Script
    # %s
    #
    set base_path    %s
    set mirror_path  $base_path/mirror
    set skel_path    $base_path/skel
    set var_path     $base_path/var
    set defaultarch  %s
    set run_postmirror 0
    set nthreads     20
    set _tilde 0
    set auth_no_challenge 1
    #
    ############# end config ##############
    """
        .formatted(
            TIMESTAMP.format(LocalDateTime.now(clock)),
            spec.basePath(),
            binary.isEmpty() ? "amd64" : binary.get(0));
  }

  private void service(String name, Optional<ArchiveUrl> host, Set<String> done) {
    try {
      ProService service = ServiceCatalogue.require(name);
      if (!done.add(service.type())) {
        return;
      }
      if (!service.hasArchive()) {
        checks.fault("entitlements", service.type() + " has no apt archive to mirror");
        return;
      }
      Optional<Entitlement> entitlement = checks.entitlement(service);
      Optional<Credentials> credentials = spec.tokens().credentials(service.type());
      if (credentials.isEmpty()) {
        checks.fault("tokens", "there is no token for " + service.type());
      }
      ProService.Archive archive = archive(service, entitlement);
      if (credentials.isEmpty()) {
        return;
      }
      ArchiveUrl base = host.map(mirror -> moved(archive.base(), mirror)).orElse(archive.base());
      String withCredentials = base.withCredentials(credentials.get()).reveal();
      for (String suite : spec.plainSuites() ? List.of(spec.release()) : archive.suites()) {
        lines(
            withCredentials + "/",
            suite,
            ProService.COMPONENT,
            binary,
            wantsSources(),
            service.keyring().map(spec::keyring));
      }
      cleaned.add(base.location() + "/");
    } catch (UnknownServiceException | NotOfferedException e) {
      checks.fault("entitlements", String.valueOf(e.getMessage()));
    }
  }

  /** The contract's directives win; where it gives none, the catalogue serves. */
  private ProService.Archive archive(ProService service, Optional<Entitlement> entitlement)
      throws NotOfferedException {
    Optional<ArchiveUrl> base = entitlement.flatMap(Entitlement::aptBase);
    List<String> suites =
        entitlement.map(directives -> directives.suites(spec.release())).orElse(List.of());
    if (base.isPresent() && !suites.isEmpty()) {
      return new ProService.Archive(base.get(), suites);
    }
    ProService.Archive known = service.archive(spec.release());
    return new ProService.Archive(
        base.orElse(known.base()), suites.isEmpty() ? known.suites() : suites);
  }

  private static ArchiveUrl moved(ArchiveUrl url, ArchiveUrl host) {
    return new ArchiveUrl(host.scheme(), host.host(), host.port(), url.path(), Optional.empty());
  }

  private boolean wantsSources() {
    return spec.architectures().contains(SOURCE);
  }

  private void standardArchives() {
    for (String component : spec.components()) {
      if (!UbuntuSeries.COMPONENTS.contains(component)) {
        checks.fault(
            "components",
            Redacted.quoted(component)
                + " is not one of "
                + String.join(", ", UbuntuSeries.COMPONENTS));
      }
    }
    if (spec.components().isEmpty()) {
      checks.fault("components", "none is named");
    }
    if (spec.pockets().isEmpty()) {
      checks.fault("pockets", "none is named");
    }
    Map<String, List<String>> byArchive = new LinkedHashMap<>();
    for (String architecture : binary) {
      byArchive
          .computeIfAbsent(
              UbuntuSeries.archive(spec.release(), architecture), a -> new ArrayList<>())
          .add(architecture);
    }
    if (wantsSources()) {
      byArchive.computeIfAbsent(
          UbuntuSeries.archive(spec.release(), SOURCE), a -> new ArrayList<>());
    }
    for (String pocket : new LinkedHashSet<>(spec.pockets())) {
      if (!UbuntuSeries.POCKETS.contains(pocket)) {
        checks.fault(
            "pockets",
            Redacted.quoted(pocket) + " is not one of " + String.join(", ", UbuntuSeries.POCKETS));
        continue;
      }
      String ending = pocket.equals(RELEASE_POCKET) ? "" : "-" + pocket;
      byArchive.forEach(
          (url, architectures) ->
              lines(
                  url,
                  spec.release() + ending,
                  String.join(" ", new LinkedHashSet<>(spec.components())),
                  architectures,
                  wantsSources() && url.equals(UbuntuSeries.archive(spec.release(), SOURCE)),
                  Optional.of(spec.standardKeyring())));
    }
    cleaned.addAll(byArchive.keySet());
  }

  private void lines(
      String url,
      String suite,
      String components,
      List<String> architectures,
      boolean sources,
      Optional<Path> keyring) {
    String what = url + " " + suite + " " + components;
    Optional<String> signedBy =
        keyring
            .filter(named)
            .map(Path::toString)
            .filter(path -> path.chars().noneMatch(c -> c <= ' ' || c == ',' || c == ']'))
            .map(path -> TrustPolicy.SIGNED_BY + "=" + path);
    if (!architectures.isEmpty()) {
      String arch = "arch=" + String.join(",", architectures);
      blocks.add("deb [" + arch + signedBy.map(by -> " " + by).orElse("") + "] " + what);
    }
    if (sources) {
      blocks.add("deb-src " + signedBy.map(by -> "[" + by + "] ").orElse("") + what);
    }
  }
}
