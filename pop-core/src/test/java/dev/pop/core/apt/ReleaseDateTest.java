package dev.pop.core.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseDateTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Thu, 21 Apr 2022 17:16:08 UTC | 2022-04-21T17:16:08Z",
        "Sat, 01 Jan 2000 00:00:00 GMT | 2000-01-01T00:00:00Z",
        "Tue, 29 Feb 2028 23:59:59 +0000 | 2028-02-29T23:59:59Z",
        "Fri, 1 Dec 2023 9:05:07 UTC | 2023-12-01T09:05:07Z",
        "Fri,  1 Dec 2023  9:05:07 Z | 2023-12-01T09:05:07Z"
      })
  void parse_universalTime(String text, String instant) throws Exception {
    assertThat(ReleaseDate.parse("Date", text)).isEqualTo(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2022-04-21T17:16:08Z",
        "Thu, 21 Apr 2022 17:16:08",
        "Thu, 21 Apr 2022 17:16:08 CEST",
        "Thu, 21 Apr 2022 17:16:08 +0200",
        "Thu, 21 Avr 2022 17:16:08 UTC",
        "Thu, 31 Apr 2022 17:16:08 UTC",
        "Tue, 29 Feb 2023 17:16:08 UTC",
        "Thu, -1 Apr 2022 17:16:08 UTC",
        "Thu, 21 Apr 99999999999 17:16:08 UTC",
        "Thu, 21 Apr 2022 25:16:08 UTC",
        "Thu, 21 Apr 2022 17:16:08 UTC UTC"
      })
  void parse_anythingElse_isRefused(String text) {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ReleaseDate.parse("Valid-Until", text))
        .withMessage("Valid-Until is no date in universal time: '" + text + "'");
  }
}
