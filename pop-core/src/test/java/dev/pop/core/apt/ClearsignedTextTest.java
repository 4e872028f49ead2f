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
  void split_whatASigningKeySigned_isTheTextWithoutItsLastLineEnd() throws Exception {
    Instant now = Instant.parse("2024-01-01T00:00:00Z");
    String text = "Origin: Sample\n- item\n-----\n\nlast";
    String message = SigningKey.generate("Sample <s@example.com>", now).clearSign(text + "\n", now);

    assertThat(text(message)).isEqualTo(text);
  }

  @Test
  void split_undoesDashEscapes() throws Exception {
    assertThat(text(HEAD + "- -----BEGIN PGP SIGNATURE-----\n- x\na - b\n" + TAIL))
        .isEqualTo("-----BEGIN PGP SIGNATURE-----\nx\na - b");
  }

  @Test
  void split_passesOverHeaders_whateverTheyAre() throws Exception {
    assertThat(text(BEGIN + "Hash: SHA256\nHash: SHA512\n\nx\n" + TAIL)).isEqualTo("x");
    assertThat(text(BEGIN + "\nx\n" + TAIL)).isEqualTo("x");
    assertThat(text(BEGIN + "Origin: Evil\nNotDashEscaped: yes\nno colon\n\nx\n" + TAIL))
        .isEqualTo("x");
  }

  @Test
  void split_lineEndsAndTrailingBlanks_doNotMatter() throws Exception {
    assertThat(text((HEAD + "a\nb\n" + TAIL).replace("\n", "\r\n"))).isEqualTo("a\nb");
    assertThat(text((HEAD + "a\n" + TAIL).strip())).isEqualTo("a");
    assertThat(text((HEAD + "a\n\nb\n" + TAIL).replace("\n", " \t\n"))).isEqualTo("a\n\nb");
  }

  @Test
  void split_handsOutTheSignaturesAsLines() throws Exception {
    byte[] message = (HEAD + "x\n" + TAIL + TAIL).replace("\n", " \r\n").getBytes(UTF_8);

    assertThat(new String(ClearsignedText.split(message).signatures(), UTF_8))
        .isEqualTo(TAIL + TAIL);
  }

  /** A verifier ends the headers at a line of blanks. Who reads on drops signed lines. */
  @Test
  void split_lineOfBlanks_endsTheHeaders() throws Exception {
    assertThat(text(BEGIN + "Hash: SHA512\n \nSigned: yes\n\nx\n" + TAIL))
        .isEqualTo("Signed: yes\n\nx");
  }

  @Test
  void split_emptyText_isEmpty() throws Exception {
    assertThat(text(HEAD + TAIL)).isEmpty();
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
        HEAD + "x\n" + TAIL + "\n",
        HEAD + "- \n" + TAIL,
        BEGIN + "-Hash: SHA512\n\nx\n" + TAIL,
        HEAD + "x\n-----BEGIN PGP SIGNATURE-----\n\n-abc\n-----END PGP SIGNATURE-----\n",
        HEAD + "-x\n" + TAIL,
        HEAD + "-\n" + TAIL,
        HEAD + "-----BEGIN PGP SIGNED MESSAGE-----\nx\n" + TAIL,
        HEAD,
        HEAD + "x\n",
        HEAD + "x\n-----BEGIN PGP SIGNATURE-----\nabcd\n",
        BEGIN,
        BEGIN + "Hash: SHA512\n"
      })
  void split_notExactlyOneMessage_isRefused(String message) {
    assertThatExceptionOfType(FormatException.class).isThrownBy(() -> text(message));
  }

  private static String text(String message) throws FormatException {
    return new String(ClearsignedText.split(message.getBytes(UTF_8)).text(), UTF_8);
  }
}
