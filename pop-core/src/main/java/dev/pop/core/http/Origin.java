package dev.pop.core.http;

import dev.pop.core.apt.ArchiveUrl;
import okhttp3.HttpUrl;

/**
 * Where plain HTTP is spoken to.
 *
 * @param host without brackets
 */
record Origin(String host, int port) {
  private static final int USUAL_PORT = 80;

  static Origin of(ArchiveUrl url) {
    String host = url.host();
    boolean bracketed = host.startsWith("[");
    return new Origin(bracketed ? host.substring(1, host.length() - 1) : host, url.effectivePort());
  }

  static Origin of(HttpUrl url) {
    return new Origin(url.host(), url.port());
  }

  /** The value of the field {@code Host}. */
  String field() {
    String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return port == USUAL_PORT ? name : name + ":" + port;
  }
}
