package dev.pop.core.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.apt.ArchiveUrl.Credentials;
import java.util.Base64;

/** HTTP Basic authentication (RFC 7617). */
final class BasicAuth {
  private BasicAuth() {}

  static String header(Credentials credentials) {
    String pair = credentials.user() + ":" + credentials.password().reveal();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }
}
