package dev.pop.mirror.plan;

import dev.pop.core.FailureKind;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.io.FallibleFunction;
import dev.pop.core.openpgp.BadSignature;
import dev.pop.core.openpgp.GoodSignature;
import dev.pop.core.openpgp.ReleaseVerifier;
import dev.pop.core.openpgp.TrustedKeys;
import dev.pop.core.openpgp.Verification;
import dev.pop.mirror.report.ReleaseSignature;
import dev.pop.mirror.report.Remedy;
import dev.pop.mirror.repository.GpgVerify;
import dev.pop.mirror.repository.KnownKeyrings;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.repository.TrustPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Judges the signatures and dates of Releases as the list says. The keys of an archive are those
 * that its line names, else those that are known for its place; then its signature must hold. Where
 * neither is known, a suite that was published verified must be signed by the key that signed it
 * then, by one that lies in the same keyring, or by one that was accepted in its stead. For any
 * other suite, a signature counts if one of the keys of this system made it, and else there is a
 * warning, or a refusal with {@link GpgVerify#FORCE}.
 *
 * <p>Safe for use by several threads. Keyrings are read once, and not before they are needed; a
 * warning is given once.
 */
public final class ReleaseTrust {
  private static final String NOT_ASKED_FOR = "the list turns the check off";

  private final SuiteKeys keys;
  private final ReleaseDates dates;
  private final Clock clock;
  private final Consumer<String> warnings;
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  /**
   * @param keyrings what this system has
   * @param warnings hears, once, of each suite that cannot be checked, and of keyrings that cannot
   *     be read
   */
  public ReleaseTrust(KnownKeyrings keyrings, Clock clock, Consumer<String> warnings) {
    this.clock = clock;
    this.warnings = warnings;
    this.keys = new SuiteKeys(keyrings, warning -> warnOnce(warning, warning));
    this.dates = new ReleaseDates(clock, this::warnOnce);
  }

  /**
   * Requires of an {@code InRelease} what the list wants.
   *
   * @param release what it says
   * @throws FormatException if it must not be taken; the message says which key or date is wrong
   */
  ReleaseSignature requireInline(SuiteFetch fetch, ReleaseFile release, byte[] bytes)
      throws FormatException {
    dates.require(fetch.suite(), release);
    return warnUnverified(
        fetch.suite(),
        judge(fetch.suite(), fetch.vouched(), verifier -> verifier.verifyInline(bytes)));
  }

  /**
   * Requires of a {@code Release} what the list wants.
   *
   * @param signature the {@code Release.gpg}, if there is one
   * @throws FormatException as {@link #requireInline}
   */
  ReleaseSignature requireDetached(
      SuiteFetch fetch, ReleaseFile release, byte[] bytes, Optional<byte[]> signature)
      throws FormatException {
    dates.require(fetch.suite(), release);
    return warnUnverified(
        fetch.suite(),
        signature.isEmpty()
            ? requireNone(fetch, "it is not signed")
            : judge(
                fetch.suite(),
                fetch.vouched(),
                verifier -> verifier.verifyDetached(bytes, signature.get())));
  }

  /**
   * Requires that a suite need not be signed.
   *
   * @param why what is missing
   * @throws FormatException if it must be
   */
  ReleaseSignature requireNone(SuiteFetch fetch, String why) throws FormatException {
    Suite suite = fetch.suite();
    GpgVerify verify = suite.trust().verify();
    if (verify == GpgVerify.OFF) {
      return ReleaseSignature.unverified(NOT_ASKED_FOR);
    }
    if (verify == GpgVerify.FORCE || keys.areNamed(suite)) {
      throw new FormatException(
          FailureKind.UNTRUSTED, why + "; the list accepts no unsigned suite here");
    }
    if (fetch.vouched().isPresent()) {
      throw new FormatException(
          FailureKind.UNTRUSTED,
          why
              + ", but the published one is signed by "
              + names(fetch.vouched().get().keys())
              + "; if that is right, add the option trusted=yes to its line");
    }
    return ReleaseSignature.unverified(why);
  }

  /** As {@link ReleaseDates#requireStillValid}. */
  void requireStillValid(TrustPolicy policy, Path file) throws FormatException, IOException {
    dates.requireStillValid(policy, file);
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
    TrustedKeys trusted = keys.of(suite);
    return trusted.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ReleaseVerifier(trusted, policy.signedBy(), clock).verifyInline(inRelease));
  }

  /**
   * Whether what is published of a suite is verified by the keys that the list and this system
   * have.
   *
   * @param vouched what is remembered of its signature, if it was verified
   * @param root of the archive in the mirror
   * @return empty when neither {@code InRelease} nor {@code Release} is there; not verified, with
   *     the reason, where the signature does not hold
   * @throws IOException if a signed file cannot be read from this disk
   */
  public Optional<ReleaseSignature> ofPublished(
      Suite suite, Optional<ReleaseSignature> vouched, Path root) throws IOException {
    PublishedSuite published = new PublishedSuite(suite, root);
    Optional<byte[]> inline = published.bytes(PublishedSuite.IN_RELEASE);
    Optional<byte[]> text = inline.isPresent() ? inline : published.bytes(PublishedSuite.RELEASE);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = text.get();
    try {
      if (inline.isPresent()) {
        return Optional.of(judge(suite, vouched, verifier -> verifier.verifyInline(bytes)));
      }
      Optional<byte[]> by = published.bytes(PublishedSuite.SIGNATURE);
      return Optional.of(
          by.isEmpty()
              ? ReleaseSignature.unverified("it is not signed")
              : judge(
                  suite, vouched, verifier -> verifier.verifyDetached(bytes, by.orElseThrow())));
    } catch (FormatException e) {
      return Optional.of(ReleaseSignature.unverified(String.valueOf(e.getMessage())));
    }
  }

  /** Whether the list wants the signature of the suite to be checked. */
  public static boolean isAskedFor(Suite suite) {
    return suite.trust().verify() != GpgVerify.OFF;
  }

  /** Whether the list names keys to check the suite with, or they are known for its place. */
  public boolean hasKeys(Suite suite) {
    return isAskedFor(suite) && keys.areNamed(suite);
  }

  /**
   * The keyrings of this system that hold a key.
   *
   * @param fingerprint of a primary key, in upper-case hexadecimal digits
   * @throws FormatException if a keyring cannot be read
   */
  public List<Path> keyringsOf(String fingerprint) throws FormatException {
    return keys.ofSystemAnd(List.of()).filesOf(fingerprint);
  }

  private ReleaseSignature judge(
      Suite suite,
      Optional<ReleaseSignature> vouched,
      FallibleFunction<ReleaseVerifier, Verification, FormatException> signed)
      throws FormatException {
    TrustPolicy policy = suite.trust();
    if (policy.verify() == GpgVerify.OFF) {
      return ReleaseSignature.unverified(NOT_ASKED_FOR);
    }
    boolean named = keys.areNamed(suite);
    Optional<ReleaseSignature> before = vouched.filter(it -> !named);
    TrustedKeys trusted =
        named
            ? keys.of(suite)
            : keys.ofSystemAnd(before.map(ReleaseSignature::keyrings).orElse(List.of()));
    boolean must = named || before.isPresent() || policy.verify() == GpgVerify.FORCE;
    if (trusted.isEmpty() && !must) {
      return ReleaseSignature.unverified("no keyring is known for it");
    }
    Verification verification =
        signed.apply(new ReleaseVerifier(trusted, policy.signedBy(), clock));
    if (!must && isByUnknownKeys(verification)) {
      return ReleaseSignature.unverified(verification.toString());
    }
    if (before.isPresent()) {
      requireHeir(suite, before.get(), trusted, verification);
    }
    verification.trustedText();
    return signature(trusted, verification);
  }

  /** Whether it says no more than that nobody here knows the keys. */
  private static boolean isByUnknownKeys(Verification verification) {
    return verification.good().isEmpty()
        && verification.bad().stream()
            .allMatch(signature -> signature.reason() == BadSignature.Reason.NO_KEY);
  }

  private static ReleaseSignature signature(TrustedKeys trusted, Verification verification) {
    List<String> by = verification.good().stream().map(GoodSignature::primary).distinct().toList();
    return ReleaseSignature.by(
        by, by.stream().flatMap(key -> trusted.filesOf(key).stream()).distinct().toList());
  }

  /** One of the keys that signed the published generation, of the same keyring, or accepted. */
  private static void requireHeir(
      Suite suite, ReleaseSignature before, TrustedKeys trusted, Verification verification)
      throws FormatException {
    boolean heir =
        verification.good().stream()
            .map(GoodSignature::primary)
            .anyMatch(
                key ->
                    before.keys().contains(key)
                        || trusted.filesOf(key).stream().anyMatch(before.keyrings()::contains));
    if (heir || (verification.good().isEmpty() && !isByUnknownKeys(verification))) {
      return; // what is wrong with a signature by a known key, the caller says
    }
    Optional<BadSignature> known =
        verification.bad().stream().filter(bad -> isBy(before.keys(), bad)).findFirst();
    if (known.isPresent()) {
      throw new FormatException(
          FailureKind.UNTRUSTED,
          "it is signed by key "
              + known.get().key()
              + ", as the published one, but "
              + (before.keyrings().isEmpty() ? "no keyring" : "none of " + names(before))
              + " has that key any more; install the keyring again, or name another with"
              + " signed-by");
    }
    List<String> others =
        verification.good().isEmpty()
            ? verification.bad().stream().map(BadSignature::key).distinct().toList()
            : verification.good().stream().map(GoodSignature::primary).distinct().toList();
    throw new RefusedReleaseException(
        FailureKind.UNTRUSTED,
        (others.isEmpty() ? "it is not signed" : "it is signed by " + names(others))
            + ", but the published one by "
            + names(before.keys())
            + (before.keyrings().isEmpty() ? "" : " of " + names(before))
            + "; if that is right, name its keyring with signed-by",
        verification.good().isEmpty()
            ? Optional.empty()
            : Optional.of(
                Remedy.of(
                    Remedy.Action.ACCEPT_KEY,
                    suite.archive().location(),
                    suite.name(),
                    others.get(0))));
  }

  /** A signature by an unknown key may name no more than the end of its fingerprint. */
  private static boolean isBy(List<String> keys, BadSignature signature) {
    return signature.reason() == BadSignature.Reason.NO_KEY
        && !signature.key().isEmpty()
        && keys.stream().anyMatch(key -> key.endsWith(signature.key()));
  }

  private static String names(ReleaseSignature signature) {
    return signature.keyrings().stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  private static String names(List<String> keys) {
    return (keys.size() == 1 ? "key " : "keys ") + String.join(", ", keys);
  }

  private ReleaseSignature warnUnverified(Suite suite, ReleaseSignature signature) {
    if (!signature.verified() && isAskedFor(suite)) {
      warnOnce(
          suite
              + ": not verified: "
              + signature.reason().orElse("")
              + "; add signed-by=KEYRING to the line, or set gpg_verify off",
          suite.toString());
    }
    return signature;
  }

  private void warnOnce(String warning) {
    warnOnce(warning, warning);
  }

  /** Once for all files of a suite, and all tries. */
  private void warnOnce(String warning, String about) {
    if (warned.add(about)) {
      warnings.accept(warning);
    }
  }
}
