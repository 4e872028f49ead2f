package dev.pop.core.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes",
    "1023, 1023 bytes",
    "1024, 1.0 KiB",
    "1536, 1.5 KiB",
    "10240, 10.0 KiB",
    "1048524, 1023.9 KiB",
    "1048525, 1.0 MiB",
    "1048575, 1.0 MiB",
    "1048576, 1.0 MiB",
    "1610612736, 1.5 GiB",
    "1099511627775, 1.0 TiB",
    "1125899906842624, 1.0 PiB",
    "9223372036854775807, 8192.0 PiB"
  })
  void iec_hasOneDecimalAndUnitsOf1024(long bytes, String words) {
    assertThat(ByteSize.iec(bytes)).isEqualTo(words);
  }

  /** What the Perl program's own functions print for these numbers. */
  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes",
    "1023, 1023 bytes",
    "1024, 1.0 KiB",
    "1075, 1.0 KiB",
    "1076, 1.1 KiB",
    "1048575, 1024.0 KiB",
    "1048576, 1.0 MiB",
    "1073741824, 1.0 GiB",
    "2199023255552, 2048.0 GiB"
  })
  void aptMirror_asThePerlProgram(long bytes, String words) {
    assertThat(ByteSize.aptMirror(bytes)).isEqualTo(words);
  }
}
