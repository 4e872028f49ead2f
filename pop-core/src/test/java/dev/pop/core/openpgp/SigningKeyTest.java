package dev.pop.core.openpgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.bc.BcPGPPublicKeyRing;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.junit.jupiter.api.Test;

class SigningKeyTest {
  private static final Instant BORN = Instant.parse("2024-01-01T00:00:00.250Z");
  private static final Instant SIGNED = Instant.parse("2024-02-03T04:05:06Z");

  private final SigningKey key = SigningKey.generate("Sample Archive <sample@example.com>", BORN);

  @Test
  void generate_givesLegacyEd25519KeyWithoutExpiry() throws Exception {
    PGPPublicKey published = readKey(key.publicKeyring());

    assertThat(published.getVersion()).isEqualTo(4);
    assertThat(published.getAlgorithm()).isEqualTo(PublicKeyAlgorithmTags.EDDSA_LEGACY);
    assertThat(published.getValidSeconds()).isZero();
    assertThat(published.getCreationTime()).isEqualTo("2024-01-01T00:00:00.000Z");
    assertThat(published.getUserIDs())
        .toIterable()
        .containsExactly("Sample Archive <sample@example.com>");
    assertThat(key.fingerprint()).matches("[0-9A-F]{40}");
  }

  @Test
  void generate_certifiesItsUserIdForSigning() throws Exception {
    PGPPublicKey published = readKey(key.publicKeyring());
    PGPSignature self = published.getSignatures().next();

    self.init(new BcPGPContentVerifierBuilderProvider(), published);
    assertThat(self.verifyCertification("Sample Archive <sample@example.com>", published)).isTrue();
    assertThat(self.getHashedSubPackets().getKeyFlags())
        .isEqualTo(KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA);
  }

  @Test
  void armoredPublicKey_holdsTheSamePackets() throws Exception {
    String armored = key.armoredPublicKey();

    assertThat(armored)
        .startsWith("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n")
        .endsWith("-----END PGP PUBLIC KEY BLOCK-----\n");
    try (InputStream packets = dearmor(armored)) {
      assertThat(packets.readAllBytes()).isEqualTo(key.publicKeyring());
    }
  }

  @Test
  void detachSign_verifiesAndNamesItsDateAndIssuer() throws Exception {
    byte[] data = "Suite: jammy\n".getBytes(StandardCharsets.UTF_8);

    PGPSignature signature = readSignature(key.detachSign(data, SIGNED));

    assertThat(signature.getSignatureType()).isEqualTo(PGPSignature.BINARY_DOCUMENT);
    assertThat(signature.getHashAlgorithm()).isEqualTo(HashAlgorithmTags.SHA512);
    assertThat(signature.getCreationTime()).isEqualTo("2024-02-03T04:05:06.000Z");
    assertThat(signature.getHashedSubPackets().getIssuerFingerprint().getFingerprint())
        .asHexString()
        .isEqualTo(key.fingerprint());
    assertThat(verifies(signature, data)).isTrue();
  }

  @Test
  void detachSign_changedData_doesNotVerify() throws Exception {
    byte[] data = "Suite: jammy\n".getBytes(StandardCharsets.UTF_8);
    PGPSignature signature = readSignature(key.detachSign(data, SIGNED));

    data[0] ^= 1;

    assertThat(verifies(signature, data)).isFalse();
  }

  @Test
  void detachSign_sameDataAndDate_isTheSameSignature() {
    byte[] data = {1, 2, 3};

    assertThat(key.detachSign(data, SIGNED)).isEqualTo(key.detachSign(data, SIGNED));
  }

  @Test
  void clearSign_escapesDashesAndKeepsTheText() {
    String message = key.clearSign("Origin: Sample\n- item\n-----\n\nlast \t\n", SIGNED);

    assertThat(message)
        .startsWith(
            """
            -----BEGIN PGP SIGNED MESSAGE-----
            Hash: SHA512

            Origin: Sample
            - - item
            - -----

            last \t
            -----BEGIN PGP SIGNATURE-----
            """)
        .endsWith("-----END PGP SIGNATURE-----\n")
        .doesNotContain("\r");
  }

  @Test
  void clearSign_signsLinesWithoutTrailingBlanksNorLastLineEnd() throws Exception {
    String message = key.clearSign("- first\n\nlast \t\n", SIGNED);

    PGPSignature signature =
        readSignature(message.substring(message.indexOf("-----BEGIN PGP SIGNATURE")));

    assertThat(signature.getSignatureType()).isEqualTo(PGPSignature.CANONICAL_TEXT_DOCUMENT);
    assertThat(verifies(signature, "- first\r\n\r\nlast".getBytes(StandardCharsets.UTF_8)))
        .isTrue();
  }

  @Test
  void clearSign_leadingEmptyLine_isSigned() throws Exception {
    String message = key.clearSign("\nfirst\n", SIGNED);

    PGPSignature signature =
        readSignature(message.substring(message.indexOf("-----BEGIN PGP SIGNATURE")));

    assertThat(verifies(signature, "\r\nfirst".getBytes(StandardCharsets.UTF_8))).isTrue();
  }

  @Test
  void sign_badInput_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> key.clearSign("no line end", SIGNED))
        .withMessageContaining("line feed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> key.clearSign("dos\r\n", SIGNED))
        .withMessageContaining("carriage return");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> key.detachSign(new byte[0], BORN.minusSeconds(1)))
        .withMessageContaining("older than its key");
  }

  private boolean verifies(PGPSignature signature, byte[] data) throws Exception {
    signature.init(new BcPGPContentVerifierBuilderProvider(), readKey(key.publicKeyring()));
    signature.update(data);
    return signature.verify();
  }

  private static PGPPublicKey readKey(byte[] keyring) throws Exception {
    return new BcPGPPublicKeyRing(keyring).getPublicKey();
  }

  private static PGPSignature readSignature(String armored) throws Exception {
    try (InputStream packets = dearmor(armored)) {
      return ((PGPSignatureList) new BcPGPObjectFactory(packets).nextObject()).get(0);
    }
  }

  private static InputStream dearmor(String armored) throws Exception {
    return PGPUtil.getDecoderStream(
        new ByteArrayInputStream(armored.getBytes(StandardCharsets.US_ASCII)));
  }
}
