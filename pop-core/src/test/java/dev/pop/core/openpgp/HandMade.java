package dev.pop.core.openpgp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.function.Consumer;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/** Keys and signatures of one moment, as odd as a test wants them. */
final class HandMade {
  static final Instant WHEN = Instant.parse("2024-02-03T04:05:06Z");
  static final byte[] RELEASE = "Origin: Sample\n".getBytes(UTF_8);

  /** What the facts of a signature are otherwise. */
  static final Consumer<PGPSignatureSubpacketGenerator> NOTHING_ELSE = facts -> {};

  private HandMade() {}

  /** An Ed25519 key of a version, under one of the numbers that the algorithm has. */
  static PGPKeyPair pair(int version, int algorithm) throws Exception {
    Ed25519KeyPairGenerator generator = new Ed25519KeyPairGenerator();
    generator.init(new Ed25519KeyGenerationParameters(new SecureRandom()));
    return new BcPGPKeyPair(version, algorithm, generator.generateKeyPair(), Date.from(WHEN));
  }

  /** The public key with a signature over itself. */
  static PGPPublicKey certified(PGPKeyPair pair, Consumer<PGPSignatureSubpacketGenerator> more)
      throws Exception {
    return PGPPublicKey.addCertification(
        pair.getPublicKey(), overKey(pair, PGPSignature.DIRECT_KEY, more));
  }

  /** A signature of a key over itself. */
  static PGPSignature overKey(
      PGPKeyPair pair, int type, Consumer<PGPSignatureSubpacketGenerator> more) throws Exception {
    return generator(pair, HashAlgorithmTags.SHA512, type, more)
        .generateCertification(pair.getPublicKey());
  }

  /** A signature of a text. */
  static PGPSignature sign(
      PGPKeyPair pair,
      int digest,
      int type,
      byte[] data,
      Consumer<PGPSignatureSubpacketGenerator> more)
      throws Exception {
    PGPSignatureGenerator generator = generator(pair, digest, type, more);
    generator.update(data);
    return generator.generate();
  }

  private static PGPSignatureGenerator generator(
      PGPKeyPair pair, int digest, int type, Consumer<PGPSignatureSubpacketGenerator> more)
      throws Exception {
    PGPPublicKey key = pair.getPublicKey();
    PGPSignatureGenerator generator =
        new PGPSignatureGenerator(new BcPGPContentSignerBuilder(key.getAlgorithm(), digest), key);
    generator.init(type, pair.getPrivateKey());
    PGPSignatureSubpacketGenerator facts = new PGPSignatureSubpacketGenerator();
    facts.setSignatureCreationTime(true, Date.from(WHEN));
    facts.setIssuerFingerprint(false, key);
    facts.setKeyFlags(true, KeyFlags.SIGN_DATA);
    more.accept(facts);
    generator.setHashedSubpackets(facts.generate());
    return generator;
  }

  /** What a signature of {@code text} is worth at {@code now} to one who trusts the key. */
  static Verification verify(PGPPublicKey key, PGPSignature signature, byte[] text, Instant now)
      throws Exception {
    ReleaseVerifier verifier =
        new ReleaseVerifier(
            TrustedKeys.of(key.getEncoded()), SignedBy.ANY, Clock.fixed(now, ZoneOffset.UTC));
    return verifier.verifyDetached(text, CaseBook.armor(signature.getEncoded()).getBytes(UTF_8));
  }
}
