package dev.pop.core.pro;

import dev.pop.core.Internal;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.FormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a service is had by apt, as its contract says. Holding one proves that every part of it is
 * one harmless word: no blank, line end or other control character, no credentials, no scheme but
 * {@code http} and {@code https}.
 *
 * @param aptUrl {@code aptURL}: the archive without the {@code /ubuntu} that clients append
 * @param aptKey {@code aptKey}: the fingerprint of the archive's key
 * @param suites {@code suites}, of whatever series
 * @param additionalPackages {@code additionalPackages}: what a client installs with the service
 * @param aptSnapshotUrls where earlier states of the archive are kept
 */
@Internal
public record Directives(
    Optional<ArchiveUrl> aptUrl,
    Optional<String> aptKey,
    Optional<List<String>> suites,
    Optional<List<String>> additionalPackages,
    Optional<List<ArchiveUrl>> aptSnapshotUrls) {

  static final Directives NONE =
      new Directives(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  static Directives read(String service, Optional<DocumentNode> tree) throws FormatException {
    if (tree.isEmpty()) {
      return NONE;
    }
    DocumentNode given = tree.get();
    DirectiveCheck check = new DirectiveCheck(service);
    Optional<ArchiveUrl> aptUrl = Optional.empty();
    Optional<String> url = given.text("aptURL").filter(text -> !text.isEmpty());
    if (url.isPresent()) {
      aptUrl = Optional.of(check.url("aptURL", url.get()));
    }
    Optional<String> aptKey = given.text("aptKey").filter(text -> !text.isEmpty());
    if (aptKey.isPresent()) {
      check.key("aptKey", aptKey.get());
    }
    Optional<List<String>> suites = given.texts("suites");
    if (suites.isPresent()) {
      check.suites("suites", suites.get());
    }
    Optional<List<String>> packages = given.texts("additionalPackages");
    if (packages.isPresent()) {
      check.packages("additionalPackages", packages.get());
    }
    return new Directives(aptUrl, aptKey, suites, packages, snapshots(check, given));
  }

  private static Optional<List<ArchiveUrl>> snapshots(DirectiveCheck check, DocumentNode given)
      throws FormatException {
    Optional<List<String>> texts = given.texts("aptSnapshotURLs");
    if (texts.isEmpty()) {
      return Optional.empty();
    }
    List<ArchiveUrl> urls = new ArrayList<>();
    for (String text : texts.get()) {
      urls.add(check.url("aptSnapshotURLs", text));
    }
    return Optional.of(List.copyOf(urls));
  }

  /** These, with what {@code heavier} gives in place of them. */
  Directives updatedBy(Directives heavier) {
    return new Directives(
        heavier.aptUrl.or(() -> aptUrl),
        heavier.aptKey.or(() -> aptKey),
        heavier.suites.or(() -> suites),
        heavier.additionalPackages.or(() -> additionalPackages),
        heavier.aptSnapshotUrls.or(() -> aptSnapshotUrls));
  }
}
