package dev.pop.core.openpgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.apt.FormatException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArmorTest {
  private static final Instant BORN = Instant.parse("2024-01-01T00:00:00Z");
  private static final String BEGIN = "-----BEGIN PGP SIGNATURE-----\n";
  private static final String END = "-----END PGP SIGNATURE-----\n";

  private final Armor armor = new Armor("PGP SIGNATURE");

  @Test
  void decode_undoesWhatTheLibraryDoes() throws Exception {
    SigningKey key = SigningKey.generate("Sample <s@example.com>", BORN);

    assertThat(new Armor("PGP PUBLIC KEY BLOCK").decode(key.armoredPublicKey(), false))
        .containsExactly(key.publicKeyring());
  }

  @Test
  void decode_severalBlocks_areSeveral() throws Exception {
    String text = BEGIN + "\nQUJD\n" + END + BEGIN + "Version: 1\n\nQU\nJE\n" + END;

    assertThat(armor.decode(text, false))
        .containsExactly(new byte[] {'A', 'B', 'C'}, new byte[] {'A', 'B', 'D'});
  }

  @Test
  void decode_textAround_isPassedOverOnRequest() throws Exception {
    String text = "Hello\n" + BEGIN + "\nQUJD\n" + END + "\nBye";

    assertThat(armor.decode(text, true)).containsExactly(new byte[] {'A', 'B', 'C'});
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> armor.decode(text, false))
        .withMessageContaining("outside");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        BEGIN + "QUJD\n" + END,
        BEGIN + "\n" + END,
        BEGIN + "\nQUJD\n=AAAA\n" + END,
        BEGIN + "\nQUJD\n=A\n" + END,
        BEGIN + "\nQUJ\n=\u00e4\n" + END,
        BEGIN + "\nQ@UJD\n" + END,
        BEGIN + "\nQUJD\n=W6Gy\nQUJD\n" + END,
        BEGIN + "\n-QUJD\n" + END,
        BEGIN + "\nQUJD\n",
        BEGIN + "\nQUJD\n" + BEGIN + "\nQUJD\n" + END,
      })
  void decode_damagedBlock_isRefused(String text) {
    assertThatExceptionOfType(FormatException.class).isThrownBy(() -> armor.decode(text, true));
  }
}
