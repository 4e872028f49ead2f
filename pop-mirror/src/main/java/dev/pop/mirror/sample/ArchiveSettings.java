package dev.pop.mirror.sample;

import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.io.Compression;
import dev.pop.core.openpgp.SigningKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What holds for every suite of one generation of an archive. */
record ArchiveSettings(
    Optional<SigningKey> key,
    Instant date,
    Optional<Instant> validUntil,
    Set<Compression> written,
    boolean plainListed,
    Set<HashAlgorithm> hashes,
    boolean acquireByHash,
    String origin,
    String label,
    String version) {
  private static final DateTimeFormatter RELEASE_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  boolean lists(Compression form) {
    return written.contains(form) || (form == Compression.NONE && plainListed);
  }

  /** The first fields of every {@code Release}. */
  Stanza whoseStanza() {
    return new Stanza().putUnlessEmpty("Origin", origin).putUnlessEmpty("Label", label);
  }

  /** The fields {@code Date} and {@code Valid-Until}. */
  void putDates(Stanza release) {
    release.put("Date", RELEASE_DATE.format(date));
    validUntil.ifPresent(end -> release.put("Valid-Until", RELEASE_DATE.format(end)));
  }
}
