package dev.pop.core.pro;

import dev.pop.core.apt.ArchiveUrl;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an entry of apt's auth file holds: {@code [scheme://]host[:port][/path]}. Without a scheme
 * it holds over TLS only, without a port for every port.
 *
 * @param path as written; empty for all
 */
record AuthPlace(String scheme, String host, Optional<Integer> port, String path) {
  private static final Pattern FORM =
      Pattern.compile("(?:([a-z+]+)://)?(\\[[0-9A-Fa-f:.]+]|[^/:\\[]+)(?::([0-9]{1,5}))?(/.*)?");

  /** Empty if {@code location} is malformed. */
  static Optional<AuthPlace> parse(String location) {
    Matcher form = FORM.matcher(location);
    if (!form.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new AuthPlace(
            form.group(1) == null ? "https" : form.group(1),
            form.group(2).toLowerCase(Locale.ROOT),
            Optional.ofNullable(form.group(3)).map(Integer::valueOf),
            form.group(4) == null ? "" : form.group(4)));
  }

  /**
   * Whether the credentials are for everything in {@code archive}. A path is a beginning, as for
   * apt: that of {@code /deb} is for {@code /debian} too.
   */
  boolean covers(ArchiveUrl archive) {
    return (archive.path() + "/").startsWith(path)
        && scheme.equals(archive.scheme())
        && host.equals(archive.host().toLowerCase(Locale.ROOT))
        && (port.isEmpty() || port.get() == archive.effectivePort());
  }
}
