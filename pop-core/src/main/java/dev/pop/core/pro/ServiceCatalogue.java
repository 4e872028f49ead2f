package dev.pop.core.pro;

import dev.pop.core.Internal;
import dev.pop.core.NearestNames;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.pro.ProService.Archive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Every Ubuntu Pro service that is known, as of canonical/ubuntu-pro-client 9e02305 (August 2026):
 * names, origins and keyrings from {@code uaclient/entitlements}, archives and suites from {@code
 * features}.
 */
@Internal
public final class ServiceCatalogue {
  static final String ANBOX = "anbox-cloud";

  private static final String HOST = "esm.ubuntu.com";
  private static final List<String> XENIAL_ON =
      List.of("xenial", "bionic", "focal", "jammy", "noble", "resolute");

  private static final List<ProService> SERVICES =
      List.of(
          service("esm-infra", "infra")
              .plain("precise")
              .suites("trusty", "-infra-security", "-infra-updates", "-security", "-updates")
              .each(XENIAL_ON, "-infra-security", "-infra-updates")
              .signed("esm-infra", "UbuntuESM"),
          service("esm-apps", "apps")
              .each(XENIAL_ON, "-apps-security", "-apps-updates")
              .signed("esm-apps", "UbuntuESMApps"),
          service("esm-infra-legacy", "infra-legacy")
              .each(List.of("trusty", "xenial"), "-infra-legacy-security", "-infra-legacy-updates")
              .signed("esm-infra-legacy", "UbuntuESM"),
          service("esm-apps-legacy", "apps-legacy")
              .suites("xenial", "-apps-legacy-security", "-apps-legacy-updates")
              .signed("esm-apps-legacy", "UbuntuESMApps"),
          service("fips").plain("xenial", "bionic", "focal").signed("fips", "UbuntuFIPS"),
          service("fips-updates")
              .each(List.of("xenial", "bionic", "focal", "jammy", "noble"), "-updates")
              .signed("fips", "UbuntuFIPSUpdates"),
          service("fips-preview").plain("jammy").signed("fips-preview", "UbuntuFIPSPreview"),
          service("cis", "usg")
              .plain("xenial", "bionic", "focal")
              .path("usg")
              .plain("jammy", "noble")
              .signed("cis", "UbuntuCIS"),
          service("cc-eal", "cc").path("cc").plain("xenial", "bionic").signed("cc-eal", "UbuntuCC"),
          service("ros")
              .each(List.of("xenial", "bionic", "focal"), "-security")
              .signed("ros", "UbuntuROS"),
          service("ros-updates")
              .each(List.of("xenial", "bionic", "focal"), "-updates")
              .signed("ros", "UbuntuROSUpdates"),
          service("realtime-kernel", "realtime")
              .path("realtime")
              .plain("jammy", "noble")
              .signed("realtime-kernel", "UbuntuRealtimeKernel"),
          service(ANBOX, "anbox")
              .at("archive.anbox-cloud.io", "/stable")
              .plain("jammy", "noble")
              .signed("anbox-cloud", "Anbox"),
          service("landscape").withoutArchive(),
          service("livepatch").withoutArchive());

  private ServiceCatalogue() {}

  /** Every service. */
  public static List<ProService> all() {
    return SERVICES;
  }

  /** The service of that name or alias, whatever its case. */
  public static Optional<ProService> find(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return SERVICES.stream().filter(service -> service.names().contains(wanted)).findFirst();
  }

  /**
   * As {@link #find}, for a name that must exist.
   *
   * @throws UnknownServiceException with the nearest names that exist
   */
  public static ProService require(String name) throws UnknownServiceException {
    Optional<ProService> service = find(name);
    if (service.isEmpty()) {
      List<String> all = SERVICES.stream().flatMap(known -> known.names().stream()).toList();
      throw new UnknownServiceException(name, NearestNames.among(all, name), all);
    }
    return service.get();
  }

  /** The service that has its archive at {@code base}, whatever scheme and credentials. */
  public static Optional<ProService> at(ArchiveUrl base) {
    return SERVICES.stream()
        .filter(
            service ->
                service.archives().values().stream()
                    .anyMatch(archive -> archive.base().diskPath().equals(base.diskPath())))
        .findFirst();
  }

  /** {@code name} first, then every other name of the same service, if it is one. */
  static List<String> namesOf(String name) {
    List<String> names = new ArrayList<>(List.of(name));
    find(name).ifPresent(service -> names.addAll(service.names()));
    return names.stream().distinct().toList();
  }

  private static Row service(String type, String... aliases) {
    return new Row(type, List.of(aliases));
  }

  /** One row of the table while it is written down. */
  private static final class Row {
    private final String type;
    private final List<String> aliases;
    private final Map<String, Archive> archives = new LinkedHashMap<>();
    private ArchiveUrl base;

    Row(String type, List<String> aliases) {
      this.type = type;
      this.aliases = aliases;
      this.base = url(HOST, "/" + type.replaceFirst("^esm-", "") + "/ubuntu");
    }

    private static ArchiveUrl url(String host, String path) {
      return new ArchiveUrl("https", host, Optional.empty(), path, Optional.empty());
    }

    /** For the series that follow; not always the service's name. */
    Row path(String name) {
      return at(HOST, "/" + name + "/ubuntu");
    }

    Row at(String host, String path) {
      base = url(host, path);
      return this;
    }

    /** Series whose only suite is named like the series. */
    Row plain(String... series) {
      return each(List.of(series), "");
    }

    Row each(List<String> series, String... endings) {
      series.forEach(name -> suites(name, endings));
      return this;
    }

    Row suites(String series, String... endings) {
      List<String> suites = List.of(endings).stream().map(series::concat).toList();
      archives.put(series, new Archive(base, suites));
      return this;
    }

    ProService signed(String key, String origin) {
      return new ProService(
          type, aliases, archives, Optional.of("ubuntu-pro-" + key + ".gpg"), Optional.of(origin));
    }

    ProService withoutArchive() {
      return new ProService(type, aliases, Map.of(), Optional.empty(), Optional.empty());
    }
  }
}
