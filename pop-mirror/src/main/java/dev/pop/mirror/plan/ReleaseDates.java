package dev.pop.mirror.plan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pop.core.FailureKind;
import dev.pop.core.apt.ArchivePath;
import dev.pop.core.apt.ClearsignedText;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.ReleaseDate;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.repository.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Judges the {@code Date} and {@code Valid-Until} of Releases as the mirror list says. */
final class ReleaseDates {
  private static final Pattern VALID_UNTIL = Pattern.compile("(?im)^Valid-Until:(.*)");

  /** How far the clocks of an archive and of this machine may differ. */
  private static final Duration SKEW = Duration.ofMinutes(10);

  private final Clock clock;
  private final Consumer<String> warnings;

  /**
   * @param warnings hears of dates that cannot be read
   */
  ReleaseDates(Clock clock, Consumer<String> warnings) {
    this.clock = clock;
    this.warnings = warnings;
  }

  /**
   * Requires dates that the list lets be taken.
   *
   * @throws FormatException if one is in the future, or the Release has expired
   */
  void require(Suite suite, ReleaseFile release) throws FormatException {
    TrustPolicy policy = suite.trust();
    for (String name : release.unreadableDates()) {
      boolean isDate = name.equals("Date");
      if (isDate ? policy.checkDate() : policy.checkValidUntil()) {
        warnings.accept(
            suite
                + ": its "
                + name
                + " cannot be read and is not checked: '"
                + ArchivePath.printable(release.field(name).orElse(""))
                + "'; 'set check_"
                + (isDate ? "date" : "valid_until")
                + " 0' silences this");
      }
    }
    Instant now = clock.instant();
    Optional<Instant> date = release.date();
    if (policy.checkDate() && date.isPresent() && date.get().isAfter(now.plus(SKEW))) {
      throw new FormatException(
          "its Date, "
              + date.get()
              + ", is in the future; is the clock of this machine right? ('set check_date 0' takes"
              + " it)");
    }
    requireValid(policy, release.validUntil());
  }

  /**
   * Refuses a Release that was valid when it was published, and is the present one of upstream.
   *
   * @param file InRelease or Release, as it was verified then
   */
  void requireStillValid(TrustPolicy policy, Path file) throws FormatException, IOException {
    if (!policy.checkValidUntil()) {
      return;
    }
    // The whole text is not parsed: this is asked for in every run that has nothing to do. But it
    // is the signed text: a header above it says what anybody likes, and any line can be escaped.
    byte[] bytes = Files.readAllBytes(file);
    byte[] signed = file.endsWith("InRelease") ? ClearsignedText.split(bytes).text() : bytes;
    Matcher field = VALID_UNTIL.matcher(new String(signed, ISO_8859_1));
    if (field.find()) {
      requireValid(policy, readable(field.group(1).strip()));
    }
  }

  /** What could not be read was named when the file was published. */
  private static Optional<Instant> readable(String date) {
    try {
      return Optional.of(ReleaseDate.read(date));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private void requireValid(TrustPolicy policy, Optional<Instant> until) throws FormatException {
    if (policy.checkValidUntil() && until.isPresent() && until.get().isBefore(clock.instant())) {
      throw new FormatException(
          FailureKind.EXPIRED,
          "it was valid until "
              + until.get()
              + ": upstream is out of date ('set check_valid_until 0' accepts it)");
    }
  }
}
