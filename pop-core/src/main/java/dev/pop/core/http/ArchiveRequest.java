package dev.pop.core.http;

import com.google.common.collect.ImmutableList;
import com.google.common.escape.Escaper;
import com.google.common.net.PercentEscaper;
import dev.pop.core.apt.ArchiveUrl;
import java.util.List;

/**
 * What is asked of an archive's server, whatever it is sent over.
 *
 * @param archive whose file it is
 * @param method {@code GET} or {@code HEAD}
 * @param target the file on its host, percent-encoded; begins with a slash
 * @param fields of the header, but {@code Host}
 */
record ArchiveRequest(ArchiveUrl archive, String method, String target, List<Field> fields) {
  /**
   * Leaves what RFC 3986, section 3.3, allows in a path, but for {@code +}, as apt asks: object
   * stores take a plain one for a blank, and no server minds the escape.
   */
  private static final Escaper PATH = new PercentEscaper("-._~!$&'()*,;=:@/", false);

  /** The field that holds the credentials for the archive. */
  static final String AUTHORIZATION = "Authorization";

  /** One line of a header. */
  record Field(String name, String value) {
    boolean is(String other) {
      return name.equalsIgnoreCase(other);
    }

    /** The line, without credentials. */
    @Override
    public String toString() {
      return name + ": " + (is(AUTHORIZATION) ? "***" : value);
    }
  }

  /** Asks for the file at {@code path} of {@code archive}, which is not percent-encoded. */
  static ArchiveRequest get(ArchiveUrl archive, String path, List<Field> fields) {
    return new ArchiveRequest(archive, "GET", archive.path() + "/" + PATH.escape(path), fields);
  }

  /** The same request with one more field. */
  ArchiveRequest with(String name, String value) {
    List<Field> more =
        ImmutableList.<Field>builderWithExpectedSize(fields.size() + 1)
            .addAll(fields)
            .add(new Field(name, value))
            .build();
    return new ArchiveRequest(archive, method, target, more);
  }

  /**
   * The same request, redirected.
   *
   * @param sameHost whether it may keep its credentials
   */
  ArchiveRequest at(String otherTarget, boolean sameHost) {
    List<Field> kept =
        sameHost ? fields : fields.stream().filter(field -> !field.is(AUTHORIZATION)).toList();
    return new ArchiveRequest(archive, method, otherTarget, kept);
  }

  /** Whether somebody who reads it learns a secret. */
  boolean hasCredentials() {
    for (Field field : fields) {
      if (field.is(AUTHORIZATION)) {
        return true;
      }
    }
    return false;
  }

  /** The same request, for the header of the response alone. */
  ArchiveRequest head() {
    return new ArchiveRequest(archive, "HEAD", target, fields);
  }
}
