package dev.pop.core.http;

import dev.pop.core.Internal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * What a server said about one version of a file, to ask later whether it changed (RFC 9110,
 * section 13.1).
 *
 * @param etag the {@code ETag} header as sent
 * @param lastModified the {@code Last-Modified} header as sent
 */
@Internal
public record Validators(Optional<String> etag, Optional<String> lastModified) {
  /** The form of dates in RFC 9110, section 5.6.7: two digits for the day, always GMT. */
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

  /** No version is known: the file is fetched in any case. */
  public static final Validators NONE = new Validators(Optional.empty(), Optional.empty());

  /** The version that a server says was made at {@code modified}. */
  public static Validators ofLastModified(Instant modified) {
    return new Validators(
        Optional.empty(), Optional.of(HTTP_DATE.format(modified.atOffset(ZoneOffset.UTC))));
  }

  public boolean isEmpty() {
    return etag.isEmpty() && lastModified.isEmpty();
  }
}
