package dev.pop.core.openpgp;

import static dev.pop.core.openpgp.HandMade.NOTHING_ELSE;
import static dev.pop.core.openpgp.HandMade.RELEASE;
import static dev.pop.core.openpgp.HandMade.WHEN;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Date;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPV3SignatureGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys and signatures that the gpg of the integration tests does not make. */
class OtherKeysTest {
  @ParameterizedTest
  @CsvSource({"4, 22", "4, 27", "6, 27"})
  void ed25519_verifiesInEachForm(int version, int algorithm) throws Exception {
    PGPKeyPair pair = HandMade.pair(version, algorithm);

    Verification verification = verify(pair, sign(pair, RELEASE));

    assertThat(verification.good())
        .extracting(GoodSignature::key)
        .containsExactly(KeyFinder.hex(pair.getPublicKey().getFingerprint()));
  }

  @ParameterizedTest
  @CsvSource({"4, 27", "6, 27"})
  void ed25519_ofOtherText_doesNotVerify(int version, int algorithm) throws Exception {
    PGPKeyPair pair = HandMade.pair(version, algorithm);

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

  private static PGPSignature sign(PGPKeyPair pair, byte[] data) throws Exception {
    return HandMade.sign(
        pair, HashAlgorithmTags.SHA512, PGPSignature.BINARY_DOCUMENT, data, NOTHING_ELSE);
  }

  private static Verification verify(PGPKeyPair pair, PGPSignature signature) throws Exception {
    return HandMade.verify(HandMade.certified(pair, NOTHING_ELSE), signature, RELEASE, WHEN);
  }
}
