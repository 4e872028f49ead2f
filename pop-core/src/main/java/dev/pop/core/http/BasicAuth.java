package dev.pop.core.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.apt.ArchiveUrl.Credentials;

/** HTTP Basic authentication (RFC 7617). */
final class BasicAuth {
  private BasicAuth() {}

  static String header(Credentials credentials) {
    return okhttp3.Credentials.basic(credentials.user(), credentials.password().reveal(), UTF_8);
  }
}
