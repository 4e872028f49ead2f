package dev.pop.core.openpgp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.apt.FormatException;
import dev.pop.core.openpgp.BadSignature.Reason;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseVerifierTest {
  private static final Instant BORN = Instant.parse("2024-01-01T00:00:00Z");
  private static final Instant SIGNED = Instant.parse("2024-02-03T04:05:06Z");
  private static final String TEXT = "Origin: Sample\nSuite: stable\n";

  private final SigningKey key = SigningKey.generate("Sample <s@example.com>", BORN);
  private final SigningKey stranger = SigningKey.generate("Other <o@example.com>", BORN);

  @Test
  void verifyInline_good_handsOutWhatWasSigned() throws Exception {
    Verification verification = verifier(SIGNED).verifyInline(bytes(key.clearSign(TEXT, SIGNED)));

    assertThat(verification.isTrusted()).isTrue();
    assertThat(verification.trustedText()).isEqualTo(bytes(TEXT.strip()));
    assertThat(verification.bad()).isEmpty();
    assertThat(verification.good())
        .containsExactly(
            new GoodSignature(
                key.fingerprint(),
                key.fingerprint(),
                "Sample <s@example.com>",
                "SHA512",
                SIGNED,
                Optional.empty()));
    assertThat(verification)
        .hasToString(
            "good signature of 2024-02-03T04:05:06Z by key "
                + key.fingerprint()
                + " (Sample <s@example.com>)");
  }

  @Test
  void verifyDetached_good_handsOutTheRelease() throws Exception {
    byte[] release = bytes(TEXT);

    Verification verification =
        verifier(SIGNED).verifyDetached(release, bytes(key.detachSign(release, SIGNED)));

    assertThat(verification.trustedText()).isSameAs(release);
  }

  @Test
  void verifyInline_tampered_namesKeyAndReason() throws Exception {
    String tampered = key.clearSign(TEXT, SIGNED).replace("Sample\n", "Simple\n");

    Verification verification = verifier(SIGNED).verifyInline(bytes(tampered));

    assertThat(verification.isTrusted()).isFalse();
    assertThat(verification.bad())
        .extracting(BadSignature::reason)
        .containsExactly(Reason.BAD_SIGNATURE);
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(verification::trustedText)
        .withMessage(
            "it is not trusted: signature by key "
                + key.fingerprint()
                + ": it is not a signature of this text");
  }

  @Test
  void verifyInline_keyUnknown_namesIt() throws Exception {
    Verification verification =
        verifier(SIGNED).verifyInline(bytes(stranger.clearSign(TEXT, SIGNED)));

    assertThat(verification.bad())
        .containsExactly(
            new BadSignature(
                stranger.fingerprint(), Reason.NO_KEY, "no trusted keyring has the key"));
  }

  @Test
  void verifyInline_clockBehind_isForgivenForFiveMinutes() throws Exception {
    byte[] message = bytes(key.clearSign(TEXT, SIGNED));

    assertThat(verifier(SIGNED.minusSeconds(300)).verifyInline(message).isTrusted()).isTrue();
    assertThat(verifier(SIGNED.minusSeconds(301)).verifyInline(message).bad())
        .extracting(BadSignature::reason)
        .containsExactly(Reason.WRONG_TIME);
  }

  @Test
  void verifyInline_otherKeyAllowed_isRefused() throws Exception {
    ReleaseVerifier verifier =
        new ReleaseVerifier(
            TrustedKeys.of(key.publicKeyring()),
            SignedBy.parse(stranger.fingerprint()),
            Clock.fixed(SIGNED, ZoneOffset.UTC));

    assertThat(verifier.verifyInline(bytes(key.clearSign(TEXT, SIGNED))).bad())
        .extracting(BadSignature::reason)
        .containsExactly(Reason.NOT_ALLOWED);
  }

  @Test
  void verify_longSignature_isRefused() throws Exception {
    byte[] padding = bytes("x".repeat((64 << 10) + 1));
    ReleaseVerifier verifier = verifier(SIGNED);

    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> verifier.verifyDetached(bytes(TEXT), padding))
        .withMessageContaining("longer than");
  }

  /** Signature packets whose parts say that they are as long as an array can be. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "06001B0A7FFFFFF0", // version 6: hashed part
        "06001B0A000000007FFFFFF0", // and the other one
        "0600010A00000000000000000000FF", // and the salt
        "0400160AFFFF",
        "0400160A0006FF7FFFFFF00200000000",
        "0400160A00000006FF7FFFFFF0020000",
        "0400160A000000000000FFFF00",
        "0305000000000000000000000000010A0000FFFF00",
      })
  void verify_partsThatClaimToBeHuge_areDamage(String hex) throws Exception {
    byte[] packet = CaseBook.packet(2, HexFormat.of().parseHex(hex));

    Verification verification =
        verifier(SIGNED).verifyDetached(bytes(TEXT), bytes(CaseBook.armor(packet)));

    assertThat(verification.bad())
        .extracting(BadSignature::reason)
        .containsAnyOf(Reason.MALFORMED, Reason.UNSUPPORTED);
    assertThat(verification.toString()).doesNotContain("null");
  }

  /** Whatever happens to a file or a keyring, the answer is a result or the one exception. */
  @Test
  void verify_randomDamage_neverTrustsAnotherTextNorThrowsAnythingElse() throws Exception {
    Random random = new Random(4711);
    byte[] message = bytes(key.clearSign(TEXT, SIGNED));
    byte[] release = bytes(TEXT);
    byte[] packets = CaseBook.packets(key.detachSign(release, SIGNED));
    byte[] ring = key.publicKeyring();
    int read = 0;
    for (int i = 0; i < 3000; i++) {
      try {
        ReleaseVerifier verifier = verifier(SIGNED);
        Verification inline = verifier.verifyInline(damaged(message, random));
        if (inline.isTrusted()) {
          assertThat(inline.text()).isEqualTo(bytes(TEXT.strip()));
        }
        verifier.verifyDetached(release, bytes(CaseBook.armor(damaged(packets, random))));
        new ReleaseVerifier(TrustedKeys.of(damaged(ring, random)), SignedBy.ANY, Clock.systemUTC())
            .verifyInline(message);
        read++;
      } catch (FormatException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
    assertThat(read).isPositive();
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] copy = bytes.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
    }
    return copy;
  }

  private ReleaseVerifier verifier(Instant now) throws FormatException {
    return new ReleaseVerifier(
        TrustedKeys.of(key.publicKeyring()), SignedBy.ANY, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
