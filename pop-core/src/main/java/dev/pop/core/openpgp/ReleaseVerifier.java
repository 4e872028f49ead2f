package dev.pop.core.openpgp;

import dev.pop.core.Internal;
import dev.pop.core.apt.ClearsignedText;
import dev.pop.core.apt.FormatException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/**
 * Verifies the signatures of {@code InRelease} and {@code Release} files as apt and its gpgv do.
 * Immutable, safe for several threads.
 *
 * <p>It differs from apt 2.6 with gpgv 2.2 where that is lax: RSA below 2048 bits and DSA are too
 * weak (as for later releases of apt), a signature from the future or from before its key does not
 * count, damaged armor is no armor, and nothing but signatures may stand among the signatures. And
 * it is more patient: an unknown kind of signature does not keep it from those behind.
 *
 * <p>No class of the OpenPGP library is loaded before the first verification.
 */
@Internal
public final class ReleaseVerifier {
  /** Ten signatures of the longest kind. */
  private static final int MAX_SIGNATURE_BYTES = 64 << 10;

  private static final Armor ARMOR = new Armor("PGP SIGNATURE");

  private final TrustedKeys keys;
  private final SignedBy allowed;
  private final Clock clock;

  /**
   * @param keys that are trusted; the keyrings of {@code allowed} are expected to be in it, if it
   *     names any
   * @param allowed narrows the keys by fingerprints
   */
  public ReleaseVerifier(TrustedKeys keys, SignedBy allowed, Clock clock) {
    this.keys = keys;
    this.allowed = allowed;
    this.clock = clock;
  }

  /**
   * Verifies an {@code InRelease}.
   *
   * @throws FormatException if it is not exactly one clear-signed message, or its signatures cannot
   *     be read at all
   */
  public Verification verifyInline(byte[] inRelease) throws FormatException {
    ClearsignedText message = ClearsignedText.split(inRelease);
    return verify(message.text(), message.signatures());
  }

  /**
   * Verifies a {@code Release} with its {@code Release.gpg}.
   *
   * @param signature in ASCII armor; as for apt, a binary one is none
   * @throws FormatException if the signatures cannot be read at all
   */
  public Verification verifyDetached(byte[] release, byte[] signature) throws FormatException {
    return verify(release, signature);
  }

  private Verification verify(byte[] text, byte[] signatures) throws FormatException {
    if (signatures.length > MAX_SIGNATURE_BYTES) {
      throw new FormatException("its signatures are longer than " + MAX_SIGNATURE_BYTES + " bytes");
    }
    if (signatures.length > 0 && signatures[0] < 0) {
      throw new FormatException("the signature is a binary one, where apt wants ASCII armor");
    }
    String armored = new String(signatures, StandardCharsets.ISO_8859_1);
    return new SignatureCheck(keys, allowed, clock.instant(), text)
        .check(ARMOR.decode(armored, false));
  }
}
