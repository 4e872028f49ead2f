package dev.pop.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 7, 0x1b, 0x7f, 0x85, 0x9b, 0xad, 0x61c, 0x200b, 0x200e, 0x2028, 0x2029, 0x202a, 0x202e,
        0x2066, 0x2069, 0xfeff, 0xd800, 0xdfff, 0xe0001
      })
  void harmful_isEscapedEverywhere(int codePoint) {
    String text = "a" + new StringBuilder().appendCodePoint(codePoint) + "b";

    for (String shown :
        new String[] {Printable.line(text), Printable.lines(text), Printable.json(text)}) {
      assertThat(shown).startsWith("a\\").endsWith("b");
      assertThat(shown.chars()).allMatch(c -> c >= ' ' && c < 0x7f);
    }
  }

  @Test
  void harmless_staysAsItIs() {
    String text = "Grüße, 日本語, العربية, \ud83d\ude00 ~^\"\\";

    assertThat(Printable.line(text)).isSameAs(text);
    assertThat(Printable.lines(text)).isSameAs(text);
    assertThat(Printable.json(text)).isSameAs(text);
  }

  @Test
  void lineEnds_areEscapedInALineOnly() {
    assertThat(Printable.line("a\n\tb\r")).isEqualTo("a\\x0a\\x09b\\x0d");
    assertThat(Printable.lines("a\n\tb\r")).isEqualTo("a\n\tb\\x0d");
  }

  @Test
  void json_keepsTheValue() {
    assertThat(Printable.json("{\n \"a\": \"\u202e\udb40\udc01\"}"))
        .isEqualTo("{\n \"a\": \"\\u202e\\udb40\\udc01\"}");
  }
}
