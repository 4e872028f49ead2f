package dev.pop.core.http;

import java.util.Optional;

/**
 * What a server said about one version of a file, to ask later whether it changed (RFC 9110,
 * section 13.1).
 *
 * @param etag the {@code ETag} header as sent
 * @param lastModified the {@code Last-Modified} header as sent
 */
public record Validators(Optional<String> etag, Optional<String> lastModified) {
  /** No version is known: the file is fetched in any case. */
  public static final Validators NONE = new Validators(Optional.empty(), Optional.empty());

  public boolean isEmpty() {
    return etag.isEmpty() && lastModified.isEmpty();
  }
}
