package dev.pop.core.openpgp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.apt.FormatException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetachedSignatureMatchTest {
  private static final Instant DAY = Instant.parse("2026-01-02T03:04:05Z");
  private static final SigningKey KEY = SigningKey.generate("Test <t@example.org>", DAY);
  private static final byte[] TEXT = "Suite: jammy\nDate: today\n".getBytes(UTF_8);

  @Test
  void signatureOfTheText_isTied() {
    assertThatCode(
            () -> DetachedSignatureMatch.require(TEXT, KEY.detachSign(TEXT, DAY).getBytes(UTF_8)))
        .doesNotThrowAnyException();
  }

  @Test
  void twoBlocks_eachIsLookedAt() {
    String both = KEY.detachSign(TEXT, DAY) + KEY.detachSign("other".getBytes(UTF_8), DAY);

    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> DetachedSignatureMatch.require(TEXT, both.getBytes(UTF_8)))
        .withMessage("it signs another text");
  }

  @Test
  void signatureOfAnotherDay_isNot() {
    byte[] other = "Suite: jammy\nDate: yesterday\n".getBytes(UTF_8);

    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(
            () -> DetachedSignatureMatch.require(TEXT, KEY.detachSign(other, DAY).getBytes(UTF_8)))
        .withMessage("it signs another text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>not found</html>",
        "-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n",
        "-----BEGIN PGP SIGNATURE-----\n\nwsFc\n-----END PGP SIGNATURE-----\n"
      })
  void noSignature_isRefused(String text) {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> DetachedSignatureMatch.require(TEXT, text.getBytes(UTF_8)));
  }
}
