package dev.pop.core.openpgp;

import static dev.pop.core.openpgp.HandMade.NOTHING_ELSE;
import static dev.pop.core.openpgp.HandMade.RELEASE;
import static dev.pop.core.openpgp.HandMade.WHEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.openpgp.BadSignature.Reason;
import java.time.Instant;
import java.util.function.Consumer;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.bcpg.sig.RevocationReasonTags;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures that a trusted key did make, and that count for nothing. */
class RefusedSignaturesTest {
  private static final Instant AN_HOUR_LATER = WHEN.plusSeconds(3600);

  private PGPKeyPair pair;

  @BeforeEach
  void makeKey() throws Exception {
    pair = HandMade.pair(4, PublicKeyAlgorithmTags.EDDSA_LEGACY);
  }

  private PGPPublicKey key() throws Exception {
    return HandMade.certified(pair, NOTHING_ELSE);
  }

  private PGPSignature sign(int digest, Consumer<PGPSignatureSubpacketGenerator> more)
      throws Exception {
    return HandMade.sign(pair, digest, PGPSignature.BINARY_DOCUMENT, RELEASE, more);
  }

  private static void judge(PGPPublicKey key, PGPSignature signature, Instant now, Reason reason)
      throws Exception {
    Verification verification = HandMade.verify(key, signature, RELEASE, now);

    assertThat(verification.isTrusted()).isFalse();
    assertThat(verification.good()).isEmpty();
    assertThat(verification.bad()).extracting(BadSignature::reason).containsExactly(reason);
  }

  private static void counts(PGPPublicKey key, PGPSignature signature, Instant now)
      throws Exception {
    assertThat(HandMade.verify(key, signature, RELEASE, now).isTrusted()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    HashAlgorithmTags.MD5 + ", WEAK_DIGEST",
    HashAlgorithmTags.SHA1 + ", WEAK_DIGEST",
    HashAlgorithmTags.RIPEMD160 + ", WEAK_DIGEST"
  })
  void weakDigest(int digest, Reason reason) throws Exception {
    judge(key(), sign(digest, NOTHING_ELSE), WHEN, reason);
    counts(key(), sign(HashAlgorithmTags.SHA256, NOTHING_ELSE), WHEN);
  }

  @Test
  void expiredSignature() throws Exception {
    PGPSignature signature =
        sign(HashAlgorithmTags.SHA512, facts -> facts.setSignatureExpirationTime(true, 3600));

    counts(key(), signature, AN_HOUR_LATER.minusSeconds(1));
    judge(key(), signature, AN_HOUR_LATER, Reason.EXPIRED_SIGNATURE);
  }

  @Test
  void expiredKey() throws Exception {
    PGPPublicKey key = HandMade.certified(pair, facts -> facts.setKeyExpirationTime(true, 3600));
    PGPSignature signature = sign(HashAlgorithmTags.SHA512, NOTHING_ELSE);

    counts(key, signature, AN_HOUR_LATER.minusSeconds(1));
    judge(key, signature, AN_HOUR_LATER, Reason.EXPIRED_KEY);
  }

  @Test
  void revokedKey() throws Exception {
    PGPSignature revocation =
        HandMade.overKey(
            pair,
            PGPSignature.KEY_REVOCATION,
            facts ->
                facts.setRevocationReason(false, RevocationReasonTags.KEY_COMPROMISED, "stolen"));
    PGPPublicKey key = PGPPublicKey.addCertification(key(), revocation);

    judge(key, sign(HashAlgorithmTags.SHA512, NOTHING_ELSE), WHEN, Reason.REVOKED_KEY);
  }

  @Test
  void keyThatIsNotForSigning() throws Exception {
    PGPPublicKey key =
        HandMade.certified(
            pair,
            facts -> {
              facts.removePacketsOfType(SignatureSubpacketTags.KEY_FLAGS);
              facts.setKeyFlags(true, KeyFlags.CERTIFY_OTHER);
            });

    judge(key, sign(HashAlgorithmTags.SHA512, NOTHING_ELSE), WHEN, Reason.NOT_SIGNING_CAPABLE);
  }

  /** Who parses the text sees one line where the signature was made over two. */
  @Test
  void loneCarriageReturnInTheText() throws Exception {
    byte[] signed = "Origin: Sample\r\nSuite: stable\r\n".getBytes(UTF_8);
    byte[] shown = "Origin: Sample\rSuite: stable\n".getBytes(UTF_8);
    PGPSignature signature =
        HandMade.sign(
            pair,
            HashAlgorithmTags.SHA512,
            PGPSignature.CANONICAL_TEXT_DOCUMENT,
            signed,
            NOTHING_ELSE);

    assertThat(HandMade.verify(key(), signature, signed, WHEN).isTrusted()).isTrue();
    assertThat(HandMade.verify(key(), signature, shown, WHEN).isTrusted()).isFalse();
  }
}
