package dev.pop.core.http;

import dev.pop.core.Internal;
import dev.pop.core.apt.ArchiveUrl;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * What a server said about one version of a file, to ask later whether it changed (RFC 9110,
 * section 13.1). It says nothing of what another server has.
 *
 * @param server the {@link dev.pop.core.apt.ArchiveUrl#server} that said it; empty when unknown
 * @param etag the {@code ETag} header as sent
 * @param lastModified the {@code Last-Modified} header as sent
 */
@Internal
public record Validators(String server, Optional<String> etag, Optional<String> lastModified) {
  /** The form of dates in RFC 9110, section 5.6.7: two digits for the day, always GMT. */
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

  /** No version is known: the file is fetched in any case. */
  public static final Validators NONE = new Validators("", Optional.empty(), Optional.empty());

  /** The version that {@code server} says was made at {@code modified}. */
  public static Validators ofLastModified(String server, Instant modified) {
    return new Validators(
        server, Optional.empty(), Optional.of(HTTP_DATE.format(modified.atOffset(ZoneOffset.UTC))));
  }

  /** What of it may be sent to a server: nothing if another one said it. */
  Validators sentTo(ArchiveUrl archive) {
    return server.equals(archive.server()) ? this : NONE;
  }
}
