package dev.pop.mirror.plan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.apt.ArchivePath;
import dev.pop.core.apt.ClearsignedText;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.ReleaseDate;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.io.FileFailure;
import dev.pop.core.openpgp.BadSignature;
import dev.pop.core.openpgp.ReleaseVerifier;
import dev.pop.core.openpgp.TrustedKeys;
import dev.pop.core.openpgp.Verification;
import dev.pop.mirror.repository.GpgVerify;
import dev.pop.mirror.repository.KnownKeyrings;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.repository.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges the signatures and dates of Releases as the list says. The keys of an archive are those
 * that its line names, else those that are known for its place; then its signature must hold. Where
 * neither is known, a signature counts if one of the keys of this system made it, and else there is
 * a warning, or a refusal with {@link GpgVerify#FORCE}.
 *
 * <p>Safe for use by several threads. Keyrings are read once, and not before they are needed.
 */
public final class ReleaseTrust {
  private static final Pattern VALID_UNTIL = Pattern.compile("(?im)^Valid-Until:(.*)");

  /** How far the clocks of an archive and of this machine may differ. */
  private static final Duration SKEW = Duration.ofMinutes(10);

  private final KnownKeyrings keyrings;
  private final Clock clock;
  private final Consumer<String> warnings;
  private final Map<Object, TrustedKeys> keys = new ConcurrentHashMap<>();
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  /**
   * @param keyrings what this system has
   * @param warnings hears, once, of each suite that cannot be checked
   */
  public ReleaseTrust(KnownKeyrings keyrings, Clock clock, Consumer<String> warnings) {
    this.keyrings = keyrings;
    this.clock = clock;
    this.warnings = warnings;
  }

  @FunctionalInterface
  private interface Check {
    Verification with(ReleaseVerifier verifier) throws FormatException;
  }

  /**
   * Requires of an {@code InRelease} what the list wants.
   *
   * @param release what it says
   * @return whether a trusted key has signed it
   * @throws FormatException if it must not be taken; the message says which key or date is wrong
   */
  boolean requireInline(Suite suite, ReleaseFile release, byte[] bytes) throws FormatException {
    requireDates(suite, release);
    return require(suite, verifier -> verifier.verifyInline(bytes));
  }

  /**
   * Requires of a {@code Release} what the list wants.
   *
   * @param signature the {@code Release.gpg}, if there is one
   * @return whether a trusted key has signed it
   * @throws FormatException as {@link #requireInline}
   */
  boolean requireDetached(
      Suite suite, ReleaseFile release, byte[] bytes, Optional<byte[]> signature)
      throws FormatException {
    requireDates(suite, release);
    if (signature.isPresent()) {
      return require(suite, verifier -> verifier.verifyDetached(bytes, signature.get()));
    }
    requireNone(suite, "it is not signed");
    if (suite.trust().verify() != GpgVerify.OFF) {
      warn(suite, "it is not signed");
    }
    return false;
  }

  /**
   * What the signatures of a published {@code InRelease} are worth now, dates left aside.
   *
   * @return empty when the list wants no check, or no key is known to check with
   * @throws FormatException if a keyring or the file cannot be read
   */
  public Optional<Verification> published(Suite suite, byte[] inRelease) throws FormatException {
    TrustPolicy policy = suite.trust();
    if (policy.verify() == GpgVerify.OFF) {
      return Optional.empty();
    }
    TrustedKeys trusted = keysOf(suite);
    return trusted.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ReleaseVerifier(trusted, policy.signedBy(), clock).verifyInline(inRelease));
  }

  /**
   * Requires that a suite need not be signed.
   *
   * @param why what is missing
   * @throws FormatException if it must be
   */
  void requireNone(Suite suite, String why) throws FormatException {
    TrustPolicy policy = suite.trust();
    boolean checks = policy.verify() != GpgVerify.OFF;
    if (checks && (policy.verify() == GpgVerify.FORCE || areKnown(suite))) {
      throw new FormatException(why + ", but its signature is to be checked");
    }
  }

  private boolean require(Suite suite, Check check) throws FormatException {
    TrustPolicy policy = suite.trust();
    if (policy.verify() == GpgVerify.OFF) {
      return false;
    }
    boolean known = areKnown(suite);
    TrustedKeys trusted = known ? keysOf(suite) : keysOfSystem();
    boolean must = known || policy.verify() == GpgVerify.FORCE;
    if (trusted.isEmpty() && !must) {
      warn(suite, "no keyring is known for it");
      return false;
    }
    Verification verification = check.with(new ReleaseVerifier(trusted, policy.signedBy(), clock));
    if (!must && isByUnknownKeys(verification)) {
      warn(suite, verification.toString());
      return false;
    }
    verification.trustedText();
    return true;
  }

  private static boolean isByUnknownKeys(Verification verification) {
    return verification.good().isEmpty()
        && verification.bad().stream()
            .allMatch(signature -> signature.reason() == BadSignature.Reason.NO_KEY);
  }

  /** Once for all files of a suite, and all tries. */
  private void warn(Suite suite, String why) {
    if (warned.add(suite.toString())) {
      warnings.accept(
          suite
              + ": its signature is not checked: "
              + why
              + "; name its keyring with signed-by, or set gpg_verify off");
    }
  }

  /** Whether it is said, or known of the place, whose signature the suite must have. */
  private boolean areKnown(Suite suite) {
    TrustPolicy policy = suite.trust();
    return policy.key().isPresent()
        || !policy.signedBy().keyrings().isEmpty()
        || !policy.signedBy().fingerprints().isEmpty()
        || !keyrings.of(suite.archive()).isEmpty();
  }

  private TrustedKeys keysOf(Suite suite) throws FormatException {
    TrustPolicy policy = suite.trust();
    if (policy.key().isPresent()) {
      String armored = policy.key().get();
      return load(armored, () -> TrustedKeys.of(armored.getBytes(UTF_8)));
    }
    List<Path> named = policy.signedBy().keyrings();
    List<Path> sources = named.isEmpty() ? keyrings.of(suite.archive()) : named;
    return sources.isEmpty() ? keysOfSystem() : load(sources, () -> TrustedKeys.load(sources));
  }

  private TrustedKeys keysOfSystem() throws FormatException {
    List<Path> all = keyrings.ofSystem();
    return load(all, () -> TrustedKeys.load(all));
  }

  @FunctionalInterface
  private interface Loader {
    TrustedKeys load() throws IOException;
  }

  private TrustedKeys load(Object name, Loader loader) throws FormatException {
    TrustedKeys known = keys.get(name);
    if (known != null) {
      return known;
    }
    synchronized (keys) {
      try {
        TrustedKeys loaded = keys.containsKey(name) ? keys.get(name) : loader.load();
        keys.put(name, loaded);
        return loaded;
      } catch (IOException e) {
        throw new FormatException(FileFailure.words(e), e);
      }
    }
  }

  private void requireDates(Suite suite, ReleaseFile release) throws FormatException {
    TrustPolicy policy = suite.trust();
    for (String name : release.unreadableDates()) {
      boolean isDate = name.equals("Date");
      if (isDate ? policy.checkDate() : policy.checkValidUntil()) {
        String warning =
            suite
                + ": its "
                + name
                + " cannot be read and is not checked: '"
                + ArchivePath.printable(release.field(name).orElse(""))
                + "'; 'set check_"
                + (isDate ? "date" : "valid_until")
                + " 0' silences this";
        if (warned.add(warning)) {
          warnings.accept(warning);
        }
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
          "it was valid until "
              + until.get()
              + ": upstream, or what stands in its place, is not kept up to date ('set"
              + " check_valid_until 0' takes it)");
    }
  }
}
