package dev.pop.core.apt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactedTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bearer:x",
        "me@host",
        "?token=x",
        "a=b",
        "$x",
        "two words",
        "C1aBcDeFgHiJkLmNoPqRsT"
      })
  void quoted_whatMayBeASecret_isNotShown(String text) {
    assertThat(Redacted.quoted(text)).isEqualTo("(not shown)");
  }

  @Test
  void quoted_whatIsShortAndPlain_isShown() {
    assertThat(Redacted.quoted("jammy;rm")).isEqualTo("'jammy;rm'");
    assertThat(Redacted.quoted("a\u001bb")).isEqualTo("'a\\x1bb'");
  }

  @Test
  void keyword_onlyWhatLooksLikeOne() {
    assertThat(Redacted.keyword("debx http://h")).hasValue("debx");
    assertThat(Redacted.keyword("C1aBcDeF jammy")).isEmpty();
    assertThat(Redacted.keyword("bearer:secret@h")).isEmpty();
  }
}
