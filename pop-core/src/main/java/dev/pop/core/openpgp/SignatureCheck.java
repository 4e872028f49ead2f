package dev.pop.core.openpgp;

import com.google.common.base.CharMatcher;
import dev.pop.core.apt.FormatException;
import dev.pop.core.openpgp.BadSignature.Reason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.sig.IssuerFingerprint;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;

/** One check of one text: which of its signatures hold, and by which keys. */
final class SignatureCheck {
  /** Debian signs with three keys. Each signature costs a digest over the text. */
  private static final int MAX_SIGNATURES = 32;

  /** How far two clocks may differ. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  /** The digests that apt takes; of the weak ones, those that gpgv verifies at all. */
  private static final Map<Integer, String> DIGESTS =
      Map.of(
          HashAlgorithmTags.SHA1, "SHA1",
          HashAlgorithmTags.RIPEMD160, "RIPEMD160",
          HashAlgorithmTags.SHA224, "SHA224",
          HashAlgorithmTags.SHA256, "SHA256",
          HashAlgorithmTags.SHA384, "SHA384",
          HashAlgorithmTags.SHA512, "SHA512");

  private final TrustedKeys keys;
  private final SignedBy allowed;
  private final Instant now;
  private final byte[] text;
  private final List<GoodSignature> good = new ArrayList<>();
  private final List<BadSignature> bad = new ArrayList<>();

  SignatureCheck(TrustedKeys keys, SignedBy allowed, Instant now, byte[] text) {
    this.keys = keys;
    this.allowed = allowed;
    this.now = now;
    this.text = text;
  }

  /**
   * Checks the signatures in blocks of packets.
   *
   * @throws FormatException if there is something else than signatures, or too many of them
   */
  Verification check(List<byte[]> blocks) throws FormatException {
    for (byte[] block : blocks) {
      Packet.Row row = Packet.walk(block, MAX_SIGNATURES);
      for (Packet packet : row.packets()) {
        if (packet.tag() == Packet.SIGNATURE) {
          check(packet.whole(block));
          if (bad.stream().anyMatch(signature -> signature.reason().isFatal())) {
            return new Verification(text, good, bad); // nothing can mend it: do no more work
          }
        } else if (packet.tag() != Packet.MARKER) {
          throw new FormatException("OpenPGP packet " + packet.tag() + " is not a signature");
        }
      }
      if (row.rest() < block.length) {
        bad.add(new BadSignature("", Reason.MALFORMED, "it is damaged or cut"));
      }
    }
    return new Verification(text, good, bad);
  }

  private void check(byte[] packet) throws FormatException {
    if (good.size() + bad.size() >= MAX_SIGNATURES) {
      throw new FormatException("it has more than " + MAX_SIGNATURES + " signatures");
    }
    String issuer = "";
    try {
      PGPSignature signature = read(packet);
      issuer = issuer(signature);
      check(signature, issuer);
    } catch (SignatureRejection e) {
      bad.add(new BadSignature(e.key().orElse(issuer), e.reason(), e.detail()));
    } catch (IOException | PGPException | RuntimeException e) {
      // The library answers damaged packets with whatever exception comes first.
      String words = Objects.requireNonNullElse(e.getMessage(), "it cannot be read");
      bad.add(
          new BadSignature(
              issuer,
              Reason.MALFORMED,
              "it cannot be read: " + CharMatcher.javaIsoControl().replaceFrom(words, '?')));
    }
  }

  private static PGPSignature read(byte[] packet) throws IOException, SignatureRejection {
    if (new BcPGPObjectFactory(packet).nextObject() instanceof PGPSignatureList list
        && list.size() == 1) {
      PGPSignature signature = list.get(0);
      if (signature.getVersion() == 4 || signature.getVersion() == 6) {
        return signature;
      }
      throw new SignatureRejection(
          Reason.UNSUPPORTED, "it is of version " + signature.getVersion());
    }
    throw new SignatureRejection(Reason.UNSUPPORTED, "it is of a version that is not known");
  }

  /** The fingerprint or else the key id that a signature names; empty if it names none. */
  private static String issuer(PGPSignature signature) {
    for (PGPSignatureSubpacketVector part :
        List.of(signature.getHashedSubPackets(), signature.getUnhashedSubPackets())) {
      IssuerFingerprint fingerprint = part.getIssuerFingerprint();
      if (fingerprint != null) {
        return KeyFinder.hex(fingerprint.getFingerprint());
      }
    }
    return signature.getKeyID() == 0 ? "" : String.format("%016X", signature.getKeyID());
  }

  private void check(PGPSignature signature, String issuer)
      throws SignatureRejection, PGPException {
    requireReadable(signature);
    Instant created = signature.getHashedSubPackets().getSignatureCreationTime().toInstant();
    List<SigningKeyStatus> candidates = KeyFinder.find(keys, signature, issuer);
    if (candidates.isEmpty()) {
      throw new SignatureRejection(Reason.NO_KEY, "no trusted keyring has the key");
    }
    SigningKeyStatus key = maker(signature, candidates);
    try {
      key.requireSound(now);
      requireCurrent(signature, created, key);
      if (!allowed.allows(key.fingerprint(), key.primary())) {
        throw new SignatureRejection(Reason.NOT_ALLOWED, "Signed-By names other keys");
      }
    } catch (SignatureRejection e) {
      throw e.of(key.fingerprint());
    }
    String digest = DIGESTS.getOrDefault(signature.getHashAlgorithm(), "");
    good.add(
        new GoodSignature(
            key.fingerprint(), key.primary(), key.userId(), digest, created, key.expires(now)));
  }

  private static void requireReadable(PGPSignature signature) throws SignatureRejection {
    int type = signature.getSignatureType();
    if (type != PGPSignature.BINARY_DOCUMENT && type != PGPSignature.CANONICAL_TEXT_DOCUMENT) {
      throw new SignatureRejection(
          Reason.MALFORMED, String.format("it is of type 0x%02X, which signs no document", type));
    }
    if (!signature.getHashedSubPackets().hasSubpacket(SignatureSubpacketTags.CREATION_TIME)) {
      throw new SignatureRejection(Reason.MALFORMED, "it has no date");
    }
    int digest = signature.getHashAlgorithm();
    if (digest == HashAlgorithmTags.MD5) {
      throw new SignatureRejection(Reason.WEAK_DIGEST, "its digest algorithm is MD5");
    }
    if (!DIGESTS.containsKey(digest)) {
      throw new SignatureRejection(Reason.UNSUPPORTED, "its digest algorithm has number " + digest);
    }
  }

  /** The key that made the signature. Key ids are short enough to be forged, so there are some. */
  private SigningKeyStatus maker(PGPSignature signature, List<SigningKeyStatus> candidates)
      throws SignatureRejection, PGPException {
    SignatureRejection first = null;
    for (SigningKeyStatus key : candidates) {
      try {
        key.requireAble(now);
        if (SelfSignatures.hasUnknownCritical(signature)) {
          throw new SignatureRejection(
              Reason.UNKNOWN_CRITICAL, "a critical part of it is not understood");
        }
        if (!verifies(signature, key)) {
          throw new SignatureRejection(Reason.BAD_SIGNATURE, "it is not a signature of this text");
        }
        return key;
      } catch (SignatureRejection e) {
        first = first == null ? e.of(key.fingerprint()) : first;
      }
    }
    throw Optional.ofNullable(first).orElseThrow();
  }

  private boolean verifies(PGPSignature signature, SigningKeyStatus key) throws PGPException {
    if (signature.getKeyAlgorithm() != key.key().getAlgorithm()) {
      return false;
    }
    if (signature.getSignatureType() == PGPSignature.CANONICAL_TEXT_DOCUMENT
        && hasLoneCarriageReturn()) {
      // The library takes it for a line end, and who parses the text does not.
      return false;
    }
    signature.init(SelfSignatures.VERIFIERS, key.key());
    signature.update(text);
    return signature.verify();
  }

  private boolean hasLoneCarriageReturn() {
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\r' && (i + 1 == text.length || text[i + 1] != '\n')) {
        return true;
      }
    }
    return false;
  }

  private void requireCurrent(PGPSignature signature, Instant created, SigningKeyStatus key)
      throws SignatureRejection {
    int digest = signature.getHashAlgorithm();
    if (digest == HashAlgorithmTags.SHA1 || digest == HashAlgorithmTags.RIPEMD160) {
      throw new SignatureRejection(
          Reason.WEAK_DIGEST, "its digest algorithm is " + DIGESTS.get(digest));
    }
    long seconds = signature.getHashedSubPackets().getSignatureExpirationTime();
    if (seconds != 0 && !now.isBefore(created.plusSeconds(seconds))) {
      throw new SignatureRejection(
          Reason.EXPIRED_SIGNATURE, "it expired on " + created.plusSeconds(seconds));
    }
    if (created.isAfter(now.plus(SKEW))) {
      throw new SignatureRejection(Reason.WRONG_TIME, "it is dated in the future, " + created);
    }
    if (created.plus(SKEW).isBefore(key.created())) {
      throw new SignatureRejection(
          Reason.WRONG_TIME, "it is dated " + created + ", before its key of " + key.created());
    }
  }
}
