package dev.pop.core.pro;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pop.core.apt.FormatException;
import dev.pop.core.fuzz.Expect;

class ProTokensFuzzTest {
  @FuzzTest
  void parse_anyText_readOrRefused(byte[] input) {
    String text = new String(input, UTF_8);
    try {
      ProTokens tokens = ProTokens.parse(text);
      assertThat(tokens.isEmpty()).isFalse();
      tokens.services().forEach(service -> assertThat(tokens.find(service)).isPresent());
    } catch (FormatException e) {
      Expect.oneLine(e);
    }
    try {
      ProTokens.ofContract(text);
    } catch (FormatException e) {
      Expect.oneLine(e);
    }
  }
}
