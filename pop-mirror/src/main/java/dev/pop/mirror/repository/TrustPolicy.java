package dev.pop.mirror.repository;

import dev.pop.core.apt.FormatException;
import dev.pop.core.openpgp.SignedBy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What must hold of the signed files of a suite before they are taken.
 *
 * @param verify whether signatures are checked
 * @param signedBy the keyrings and fingerprints that the list gives; {@link SignedBy#ANY} for none
 * @param key the key that the list itself has, in ASCII armor
 * @param checkDate whether a {@code Date} in the future is refused
 * @param checkValidUntil whether a {@code Valid-Until} in the past is refused
 * @param checkReleaseInfo whether a Release of another suite is refused, and one whose Origin,
 *     Label, Suite or Codename is not the published one's
 */
public record TrustPolicy(
    GpgVerify verify,
    SignedBy signedBy,
    Optional<String> key,
    boolean checkDate,
    boolean checkValidUntil,
    boolean checkReleaseInfo) {
  static final String SIGNED_BY = "signed-by";
  static final String TRUSTED = "trusted";
  static final String CHECK_DATE = "check-date";
  static final String CHECK_VALID_UNTIL = "check-valid-until";
  static final String CHECK_RELEASE_INFO = "check-release-info";

  private static final String ARMOR = "-----BEGIN PGP PUBLIC KEY BLOCK-----";

  /**
   * Checks options of a line.
   *
   * @throws FormatException if one has a value that cannot be
   */
  static void check(Map<String, String> options) throws FormatException {
    new TrustPolicy(GpgVerify.ON, SignedBy.ANY, Optional.empty(), true, true, true).with(options);
  }

  /** Whether the list names keys. */
  public boolean namesKeys() {
    return key.isPresent() || !signedBy.keyrings().isEmpty() || !signedBy.fingerprints().isEmpty();
  }

  /** Whether a suite without a signature is refused, as far as the list alone says. */
  public boolean requiresSignature() {
    return verify == GpgVerify.FORCE || (verify == GpgVerify.ON && namesKeys());
  }

  /** The policy in one line, for comparing. */
  public String fingerprint() {
    return verify
        + " "
        + signedBy
        + (key.isPresent() ? " " + key.get().hashCode() : "")
        + (checkDate ? "" : " any date")
        + (checkValidUntil ? "" : " any age")
        + (checkReleaseInfo ? "" : " any release info");
  }

  /** The policy that the options of a source line make of this one, as apt reads them. */
  TrustPolicy with(Map<String, String> options) throws FormatException {
    SignedBy by = signedBy;
    Optional<String> own = key;
    String given = options.get(SIGNED_BY);
    if (given != null && given.contains(ARMOR)) {
      own = Optional.of(armor(given));
    } else if (given != null) {
      by = SignedBy.parse(given);
    }
    return new TrustPolicy(
        isYes(options, TRUSTED, false) ? GpgVerify.OFF : verify,
        by,
        own,
        isYes(options, CHECK_DATE, checkDate),
        isYes(options, CHECK_VALID_UNTIL, checkValidUntil),
        isYes(options, CHECK_RELEASE_INFO, checkReleaseInfo));
  }

  /** As it was before it became a field of a stanza, whose lines are indented and never empty. */
  private static String armor(String field) {
    return field
        .lines()
        .map(String::strip)
        .map(line -> line.equals(".") ? "" : line)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static boolean isYes(Map<String, String> options, String name, boolean otherwise) {
    String value = options.get(name);
    return value == null ? otherwise : List.of("yes", "true", "1", "on", "with").contains(value);
  }

  /** Of two lines that speak of one suite, what both want. */
  TrustPolicy and(TrustPolicy other) {
    boolean mine = !signedBy.equals(SignedBy.ANY) || key.isPresent();
    return new TrustPolicy(
        verify.compareTo(other.verify) >= 0 ? verify : other.verify,
        mine ? signedBy : other.signedBy,
        mine ? key : other.key,
        checkDate || other.checkDate,
        checkValidUntil || other.checkValidUntil,
        checkReleaseInfo || other.checkReleaseInfo);
  }
}
