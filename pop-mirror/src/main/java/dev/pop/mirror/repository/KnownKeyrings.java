package dev.pop.mirror.repository;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.pro.Keyrings;
import dev.pop.core.pro.ProService;
import dev.pop.core.pro.ServiceCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The keyrings that this system has: those that apt trusts for every archive, and those that
 * packages of Debian and Ubuntu bring for archives that are known by their place. A PoP may have
 * copies of the latter, for a machine without these packages.
 *
 * @param trusted {@code etc_trusted}, which need not exist
 * @param trustedParts {@code etc_trusted_parts}, which need not exist
 * @param directory where packages put keyrings
 * @param copies where a PoP keeps its own, which need not exist
 */
public record KnownKeyrings(
    Path trusted, Path trustedParts, Path directory, Optional<Path> copies) {
  private static final Pattern UBUNTU =
      Pattern.compile("(?:.*\\.)?(?:archive|security|ports|old-releases)\\.ubuntu\\.com");
  private static final Pattern DEBIAN =
      Pattern.compile("(?:deb|security|archive|ftp|(?:.*\\.)?ftp\\..*|snapshot)\\.debian\\.org");

  private static final String UBUNTU_FILE = "ubuntu-archive-keyring.gpg";
  private static final String DEBIAN_FILE = "debian-archive-keyring.gpg";

  /** Of archives that are signed with keys of before. */
  private static final Map<String, String> OF_OLD =
      Map.of(
          "old-releases.ubuntu.com", "ubuntu-archive-removed-keys.gpg",
          "archive.debian.org", "debian-archive-removed-keys.gpg");

  static KnownKeyrings of(Path trusted, Path trustedParts) {
    return new KnownKeyrings(trusted, trustedParts, Keyrings.SYSTEM, Optional.empty());
  }

  KnownKeyrings withCopies(Path own) {
    return new KnownKeyrings(trusted, trustedParts, directory, Optional.of(own));
  }

  /**
   * The keyrings of an archive that is known by its place; empty if it is not, or has none here.
   */
  public List<Path> of(ArchiveUrl archive) {
    String host = archive.host().toLowerCase(Locale.ROOT);
    Optional<String> service = ServiceCatalogue.at(archive).flatMap(ProService::keyring);
    if (service.isPresent()) {
      return existing(service.stream()).toList();
    }
    Stream<String> now =
        UBUNTU.matcher(host).matches()
            ? Stream.of(UBUNTU_FILE)
            : DEBIAN.matcher(host).matches() ? Stream.of(DEBIAN_FILE) : Stream.of();
    return existing(Stream.concat(now, Stream.ofNullable(OF_OLD.get(host)))).toList();
  }

  /** Everything that there is: what apt trusts for every archive, and what packages bring. */
  public List<Path> ofSystem() {
    Stream<String> services =
        ServiceCatalogue.all().stream().flatMap(service -> service.keyring().stream());
    return Stream.concat(
            Stream.concat(Stream.of(trusted, trustedParts), copies.stream())
                .filter(Files::isReadable),
            Stream.concat(Stream.of(UBUNTU_FILE, DEBIAN_FILE), services)
                .distinct()
                .map(directory::resolve)
                .filter(Files::isReadable))
        .toList();
  }

  /** Of each name the package's keyring and the copy: either may be the newer one. */
  private Stream<Path> existing(Stream<String> names) {
    return names
        .flatMap(
            name ->
                Stream.concat(Stream.of(directory), copies.stream())
                    .map(place -> place.resolve(name)))
        .filter(Files::isReadable);
  }
}
