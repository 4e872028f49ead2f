package dev.pop.core.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenFreeProcessTest {
  @ParameterizedTest
  @CsvSource({
    "POP_CONTRACT_TOKEN, true",
    "POP_TOKENS, true",
    "CREDENTIALS_DIRECTORY, true",
    "POP_DIR, false",
    "PATH, false",
    "CI_TOKEN, false"
  })
  void isToken_whatOnlyThisProgramMayHave(String variable, boolean token) {
    assertThat(TokenFreeProcess.isToken(variable)).isEqualTo(token);
  }

  @Test
  void of_keepsTheRestOfTheEnvironment() {
    assertThat(TokenFreeProcess.of(List.of("true")).environment()).containsKey("PATH");
  }
}
