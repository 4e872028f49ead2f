package dev.pop.mirror.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanFormatTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "0.44, 0.4 s",
    "9.94, 9.9 s",
    "9.95, 10 s",
    "59.4, 59 s",
    "59.5, 1 min 0 s",
    "200, 3 min 20 s",
    "3600, 1 h 0 min",
    "7500, 2 h 5 min",
    "86399, 23 h 59 min",
    "259200, 3 d"
  })
  void time_hasTwoUnitsAtMost(double seconds, String words) {
    assertThat(HumanFormat.time(seconds)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "60, 1 minute",
    "7199, 119 minutes",
    "7200, 2 hours",
    "172799, 47 hours",
    "172800, 2 days"
  })
  void age_hasOneUnit(long seconds, String words) {
    assertThat(HumanFormat.age(seconds)).isEqualTo(words);
  }

  @Test
  void speed_unknown_isADash() {
    assertThat(HumanFormat.speed(0)).isEqualTo("-");
    assertThat(HumanFormat.speed(3 << 19)).isEqualTo("1.5 MiB/s");
  }

  @Test
  void percent_hasOneDecimalUnlessNothing() {
    assertThat(HumanFormat.percent(0)).isEqualTo("0 %");
    assertThat(HumanFormat.percent(0.0042)).isEqualTo("0.4 %");
  }
}
