package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.openpgp.SigningKey;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClearsignedTextTest {
  private static final String BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----\n";
  private static final String HEAD = BEGIN + "Hash: SHA512\n\n";
  private static final String TAIL =
      "-----BEGIN PGP SIGNATURE-----\n\nabcd\n=abcd\n-----END PGP SIGNATURE-----\n";

  @Test
  void extract_whatASigningKeySigned_isTheText() throws Exception {
    Instant now = Instant.parse("2024-01-01T00:00:00Z");
    String text = "Origin: Sample\n- item\n-----\n\nlast\n";
    String message = SigningKey.generate("Sample <s@example.com>", now).clearSign(text, now);

    assertThat(extract(message)).isEqualTo(text);
  }

  @Test
  void extract_undoesDashEscapes() throws Exception {
    assertThat(extract(HEAD + "- -----BEGIN PGP SIGNATURE-----\n- \na - b\n" + TAIL))
        .isEqualTo("-----BEGIN PGP SIGNATURE-----\n\na - b\n");
  }

  @Test
  void extract_severalHashHeadersOrNone() throws Exception {
    assertThat(extract(BEGIN + "Hash: SHA256\nHash: SHA512\n\nx\n" + TAIL)).isEqualTo("x\n");
    assertThat(extract(BEGIN + "\nx\n" + TAIL)).isEqualTo("x\n");
  }

  @Test
  void extract_crlfMissingFinalNewlineAndBlankEnd_meanTheSame() throws Exception {
    assertThat(extract((HEAD + "a\nb\n" + TAIL).replace("\n", "\r\n"))).isEqualTo("a\nb\n");
    assertThat(extract((HEAD + "a\n" + TAIL).strip())).isEqualTo("a\n");
    assertThat(extract(HEAD + "a\n" + TAIL + "\n\n")).isEqualTo("a\n");
  }

  @Test
  void extract_emptyText_isEmpty() throws Exception {
    assertThat(extract(HEAD + TAIL)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Origin: Sample\n",
        "\n" + HEAD + "x\n" + TAIL,
        "Origin: Evil\n" + HEAD + "x\n" + TAIL,
        HEAD + "x\n" + TAIL + "Origin: Evil\n",
        HEAD + "x\n" + TAIL + HEAD + "y\n" + TAIL,
        HEAD + "x\n" + TAIL + " \n",
        HEAD + "-x\n" + TAIL,
        HEAD + "-\n" + TAIL,
        HEAD + "-----BEGIN PGP SIGNED MESSAGE-----\nx\n" + TAIL,
        HEAD,
        HEAD + "x\n",
        HEAD + "x\n-----BEGIN PGP SIGNATURE-----\nabcd\n",
        BEGIN,
        BEGIN + "Hash: SHA512\n"
      })
  void extract_notExactlyOneMessage_isRefused(String message) {
    assertThatExceptionOfType(FormatException.class).isThrownBy(() -> extract(message));
  }

  /**
   * Verifiers end the headers at a line of blanks. Who reads on to the next empty line takes the
   * first lines of the signed text for headers, and so lets an attacker drop them.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        BEGIN + "Hash: SHA512\n \nDropped: yes\n\nx\n" + TAIL,
        BEGIN + "Hash: SHA512\n\t\nx\n\ny\n" + TAIL,
        BEGIN + "Origin: Evil\n\nx\n" + TAIL,
        BEGIN + "NotDashEscaped: yes\n\nx\n" + TAIL,
        BEGIN + "Hash SHA512\n\nx\n" + TAIL
      })
  void extract_otherLinesThanHashBeforeTheText_areRefused(String message) {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> extract(message))
        .withMessageContaining("header");
  }

  private static String extract(String message) throws FormatException {
    return new String(ClearsignedText.extract(message.getBytes(UTF_8)), UTF_8);
  }
}
