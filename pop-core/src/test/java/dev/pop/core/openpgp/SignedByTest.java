package dev.pop.core.openpgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.base.Ascii;
import dev.pop.core.apt.FormatException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedByTest {
  private static final String KEY = "0123456789ABCDEF0123456789ABCDEF01234567";
  private static final String PRIMARY = "89ABCDEF0123456789ABCDEF0123456789ABCDEF";

  @Test
  void parse_takesPathsAndFingerprints() throws Exception {
    SignedBy signedBy =
        SignedBy.parse("/a.gpg," + Ascii.toLowerCase(KEY) + "!, /b.asc\t" + PRIMARY);

    assertThat(signedBy.keyrings()).containsExactly(Path.of("/a.gpg"), Path.of("/b.asc"));
    assertThat(signedBy.fingerprints()).containsExactlyInAnyOrder(KEY + "!", PRIMARY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " , ", "a.gpg", "0123456789ABCDEF", KEY + "!!", KEY + "0", "/a\0"})
  void parse_anythingElse_isRefused(String value) {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> SignedBy.parse(value))
        .withMessageStartingWith("signed-by ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/usr/\u0001a.gpg", "/usr/\0a.gpg", "\u001b[31m", "/usr/\u009ba.gpg"})
  void parse_controlCharacter_isRefusedAndNotRepeated(String value) {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> SignedBy.parse(value))
        .matches(e -> e.getMessage().chars().noneMatch(Character::isISOControl));
  }

  @Test
  void allows_withoutFingerprints_everyKey() {
    assertThat(SignedBy.ANY.allows(KEY, PRIMARY)).isTrue();
  }

  @Test
  void allows_primary_coversItsSubkeys_unlessExact() throws Exception {
    assertThat(SignedBy.parse(PRIMARY).allows(KEY, PRIMARY)).isTrue();
    assertThat(SignedBy.parse(PRIMARY + "!").allows(KEY, PRIMARY)).isFalse();
    assertThat(SignedBy.parse(PRIMARY + "!").allows(PRIMARY, PRIMARY)).isTrue();
    assertThat(SignedBy.parse(KEY).allows(PRIMARY, PRIMARY)).isFalse();
    assertThat(SignedBy.parse(KEY + "!").allows(KEY, PRIMARY)).isTrue();
  }
}
