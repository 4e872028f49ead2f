package dev.pop.core.http;

import dev.pop.core.apt.ArchiveUrl;
import okhttp3.HttpUrl;

/**
 * Where HTTP is spoken to.
 *
 * @param secure whether over TLS
 * @param host without brackets
 */
record Origin(boolean secure, String host, int port) {
  /** What is wrong with a redirect to what {@link #contradicts}. */
  static final String BOTH =
      "the server redirects from plain HTTP to HTTPS at the same port, which cannot be both";

  private static final int PLAIN_PORT = 80;
  private static final int TLS_PORT = 443;

  static Origin of(ArchiveUrl url) {
    String host = url.host();
    boolean bracketed = host.startsWith("[");
    return new Origin(
        url.scheme().equals("https"),
        bracketed ? host.substring(1, host.length() - 1) : host,
        url.effectivePort());
  }

  static Origin of(HttpUrl url) {
    return new Origin(url.isHttps(), url.host(), url.port());
  }

  /** Whether both are one port that would have to speak TLS and not. */
  boolean contradicts(Origin other) {
    return secure != other.secure && port == other.port && host.equals(other.host);
  }

  /** The value of the field {@code Host}. */
  String field() {
    String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return port == (secure ? TLS_PORT : PLAIN_PORT) ? name : name + ":" + port;
  }

  String scheme() {
    return secure ? "https" : "http";
  }

  /** The URL of a target on it, which begins with a slash. */
  String url(String target) {
    return scheme() + "://" + field() + target;
  }
}
