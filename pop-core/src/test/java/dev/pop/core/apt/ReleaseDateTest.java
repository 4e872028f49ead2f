package dev.pop.core.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.DateTimeException;
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
        "Fri,  1 Dec 2023  9:05:07 Z | 2023-12-01T09:05:07Z",
        "Thu, 06 Oct 2016 21:22:35 +0800 | 2016-10-06T13:22:35Z",
        "Sat, 17 Dec 2016 14:18:06 -0830 | 2016-12-17T22:48:06Z"
      })
  void read_universalTimeOrAnOffset(String text, String instant) {
    assertThat(ReleaseDate.read(text)).isEqualTo(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2022-04-21T17:16:08Z",
        "Thu, 21 Apr 2022 17:16:08",
        "Thu, 21 Apr 2022 17:16:08 CEST",
        "Thu, 21 Apr 2022 17:16:08 +9900",
        "Thu, 21 Apr 2022 17:16:08 +02:00",
        "Thu, 21 Avr 2022 17:16:08 UTC",
        "Thu, 31 Apr 2022 17:16:08 UTC",
        "Tue, 29 Feb 2023 17:16:08 UTC",
        "Thu, -1 Apr 2022 17:16:08 UTC",
        "Thu, 21 Apr 99999999999 17:16:08 UTC",
        "Thu, 21 Apr 2022 25:16:08 UTC",
        "Thu, 21 Apr 2022 17:16:08 UTC UTC"
      })
  void read_anythingElse_isRefused(String text) {
    assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> ReleaseDate.read(text));
  }
}
