package dev.pop.core.pro;

import dev.pop.core.Internal;
import dev.pop.core.apt.ArchiveUrl;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of an Ubuntu Pro service without a contract. Where a contract is at hand, its
 * directives win.
 *
 * @param type the name in contracts, such as {@code esm-infra}
 * @param aliases other names that users and contracts have for it
 * @param archives by series, oldest first; empty when the service has no apt archive
 * @param keyring file name below {@code /usr/share/keyrings} of the package {@code
 *     ubuntu-pro-client}
 * @param origin {@code Origin} in the archive's {@code Release}
 */
@Internal
public record ProService(
    String type,
    List<String> aliases,
    Map<String, Archive> archives,
    Optional<String> keyring,
    Optional<String> origin) {

  /**
   * Where a series finds a service.
   *
   * @param base what apt asks, {@code /ubuntu} included
   * @param suites all of them belong to the service
   */
  public record Archive(ArchiveUrl base, List<String> suites) {
    public Archive {
      suites = List.copyOf(suites);
    }
  }

  /** The only component of these archives. */
  public static final String COMPONENT = "main";

  public ProService {
    aliases = List.copyOf(aliases);
    archives = Collections.unmodifiableMap(new LinkedHashMap<>(archives));
  }

  /** Whether the service is had by apt at all; {@code landscape} and {@code livepatch} are not. */
  public boolean hasArchive() {
    return !archives.isEmpty();
  }

  /** The series that are known to have the service, oldest first. */
  public List<String> series() {
    return List.copyOf(archives.keySet());
  }

  /**
   * The suites of the service for {@code series}.
   *
   * @throws NotOfferedException if the series is not known to have the service; it lists those that
   *     are
   */
  public List<String> suites(String series) throws NotOfferedException {
    return archive(series).suites();
  }

  /**
   * Where {@code series} finds the service.
   *
   * @throws NotOfferedException as {@link #suites}
   */
  public Archive archive(String series) throws NotOfferedException {
    Archive archive = archives.get(series);
    if (archive == null) {
      throw new NotOfferedException(this, series);
    }
    return archive;
  }

  /** Type and aliases. */
  public List<String> names() {
    return Stream.concat(Stream.of(type), aliases.stream()).toList();
  }
}
