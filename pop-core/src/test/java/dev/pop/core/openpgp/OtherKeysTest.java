package dev.pop.core.openpgp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.PGPV3SignatureGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys and signatures that the gpg of the integration tests does not make. */
class OtherKeysTest {
  private static final Instant WHEN = Instant.parse("2024-02-03T04:05:06Z");
  private static final byte[] RELEASE = "Origin: Sample\n".getBytes(UTF_8);

  @ParameterizedTest
  @CsvSource({"4, 22", "4, 27", "6, 27"})
  void ed25519_verifiesInEachForm(int version, int algorithm) throws Exception {
    PGPKeyPair pair = pair(version, algorithm);

    Verification verification = verify(pair, sign(pair, RELEASE));

    assertThat(verification.good())
        .extracting(GoodSignature::key)
        .containsExactly(KeyFinder.hex(pair.getPublicKey().getFingerprint()));
  }

  @ParameterizedTest
  @CsvSource({"4, 27", "6, 27"})
  void ed25519_ofOtherText_doesNotVerify(int version, int algorithm) throws Exception {
    PGPKeyPair pair = pair(version, algorithm);

    Verification verification = verify(pair, sign(pair, new byte[1]));

    assertThat(verification.bad())
        .extracting(BadSignature::reason)
        .containsExactly(BadSignature.Reason.BAD_SIGNATURE);
  }

  @Test
  void version3Signature_isUnsupported() throws Exception {
    RSAKeyPairGenerator keys = new RSAKeyPairGenerator();
    keys.init(
        new RSAKeyGenerationParameters(BigInteger.valueOf(0x10001), new SecureRandom(), 2048, 80));
    PGPKeyPair pair =
        new BcPGPKeyPair(
            4, PublicKeyAlgorithmTags.RSA_GENERAL, keys.generateKeyPair(), Date.from(WHEN));
    PGPV3SignatureGenerator generator =
        new PGPV3SignatureGenerator(
            new BcPGPContentSignerBuilder(
                PublicKeyAlgorithmTags.RSA_GENERAL, HashAlgorithmTags.SHA512));
    generator.init(PGPSignature.BINARY_DOCUMENT, pair.getPrivateKey());
    generator.update(RELEASE);

    Verification verification = verify(pair, generator.generate());

    assertThat(verification.bad())
        .containsExactly(
            new BadSignature("", BadSignature.Reason.UNSUPPORTED, "it is of version 3"));
  }

  private static Verification verify(PGPKeyPair pair, PGPSignature signature) throws Exception {
    PGPPublicKey published = PGPPublicKey.addCertification(pair.getPublicKey(), overItself(pair));
    ReleaseVerifier verifier =
        new ReleaseVerifier(
            TrustedKeys.of(published.getEncoded()),
            SignedBy.ANY,
            Clock.fixed(WHEN, ZoneOffset.UTC));
    return verifier.verifyDetached(RELEASE, CaseBook.armor(signature.getEncoded()).getBytes(UTF_8));
  }

  private static PGPKeyPair pair(int version, int algorithm) throws Exception {
    Ed25519KeyPairGenerator generator = new Ed25519KeyPairGenerator();
    generator.init(new Ed25519KeyGenerationParameters(new SecureRandom()));
    return new BcPGPKeyPair(version, algorithm, generator.generateKeyPair(), Date.from(WHEN));
  }

  private static PGPSignature overItself(PGPKeyPair pair) throws Exception {
    return generator(pair, PGPSignature.DIRECT_KEY).generateCertification(pair.getPublicKey());
  }

  private static PGPSignature sign(PGPKeyPair pair, byte[] data) throws Exception {
    PGPSignatureGenerator generator = generator(pair, PGPSignature.BINARY_DOCUMENT);
    generator.update(data);
    return generator.generate();
  }

  private static PGPSignatureGenerator generator(PGPKeyPair pair, int type) throws Exception {
    PGPPublicKey key = pair.getPublicKey();
    PGPSignatureGenerator generator =
        new PGPSignatureGenerator(
            new BcPGPContentSignerBuilder(key.getAlgorithm(), HashAlgorithmTags.SHA512), key);
    generator.init(type, pair.getPrivateKey());
    PGPSignatureSubpacketGenerator facts = new PGPSignatureSubpacketGenerator();
    facts.setSignatureCreationTime(true, Date.from(WHEN));
    facts.setIssuerFingerprint(false, key);
    facts.setKeyFlags(true, KeyFlags.SIGN_DATA);
    generator.setHashedSubpackets(facts.generate());
    return generator;
  }
}
