package dev.pop.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretTest {
  private static final Secret TOKEN = Secret.of("C1-tøken");

  @Test
  void reveal_givesTheText() {
    assertThat(TOKEN.reveal()).isEqualTo("C1-tøken");
  }

  @Test
  void toString_inWhateverHoldsIt_hidesTheText() {
    assertThat(TOKEN).hasToString("***");
    assertThat(Map.of("token", Optional.of(TOKEN))).hasToString("{token=Optional[***]}");
    assertThat(String.format("%s", TOKEN)).isEqualTo("***");
  }

  @Test
  void toString_ofAnEmptySecret_doesNotTellThatItIsEmpty() {
    assertThat(Secret.of("")).hasToString("***");
  }

  @Test
  void isEmpty_onlyWithoutText() {
    assertThat(Secret.of("").isEmpty()).isTrue();
    assertThat(Secret.of(" ").isEmpty()).isFalse();
  }

  @Test
  void equals_comparesTheText() {
    assertThat(TOKEN).isEqualTo(Secret.of("C1-tøken")).hasSameHashCodeAs(Secret.of("C1-tøken"));
    assertThat(TOKEN).isNotEqualTo(Secret.of("C1-token")).isNotEqualTo("C1-tøken");
  }
}
