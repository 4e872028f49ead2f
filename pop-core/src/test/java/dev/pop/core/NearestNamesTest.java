package dev.pop.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestNamesTest {
  private static final List<String> KNOWN = List.of("jammy", "noble", "focal", "trusty");

  @ParameterizedTest
  @CsvSource({"jamy, jammy", "JAMMY, jammy", "nobel, noble", "focall, focal", "rusty, trusty"})
  void among_mistyped_theNameThatWasMeant(String typed, String meant) {
    assertThat(NearestNames.among(KNOWN, typed)).first().isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "nothing-like-it"})
  void among_farFromAll_none(String typed) {
    assertThat(NearestNames.among(KNOWN, typed)).isEmpty();
  }

  @Test
  void among_several_theMostSimilarFirst() {
    assertThat(NearestNames.among(List.of("fib-s", "fipsx", "fips"), "fips"))
        .containsExactly("fips", "fipsx", "fib-s");
  }

  @Test
  void among_overlong_none() {
    String name = "a".repeat(65);

    assertThat(NearestNames.among(List.of(name), name)).isEmpty();
    assertThat(NearestNames.among(List.of("a".repeat(64)), "a".repeat(64))).hasSize(1);
  }
}
