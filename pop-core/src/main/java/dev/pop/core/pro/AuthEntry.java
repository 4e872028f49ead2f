package dev.pop.core.pro;

import dev.pop.core.Internal;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.ArchiveUrl.Credentials;

/**
 * The credentials that apt sends to an archive.
 *
 * @param archive the archive; credentials in it are not looked at
 * @param credentials what apt sends
 */
@Internal
public record AuthEntry(ArchiveUrl archive, Credentials credentials) {

  /**
   * Where the credentials are sent, as apt_auth.conf(5) has it: {@code host[:port]/path/}. apt
   * sends them over TLS only, unless {@code http://} stands before it.
   */
  public String location() {
    String scheme = archive.scheme().equals("https") ? "" : archive.scheme() + "://";
    return scheme + archive.diskPath() + "/";
  }

  /** The line of the file. It holds the secret. */
  String line() {
    return "machine "
        + location()
        + " login "
        + credentials.user()
        + " password "
        + credentials.password().reveal();
  }
}
