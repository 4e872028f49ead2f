package dev.pop.mirror.repository;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WipeGuardTest {
  @ParameterizedTest
  @CsvSource({
    // size ratio, count ratio, files, bytes of 10 files and 1000 bytes, refused
    "0.4, 0.4, 3, 399, false",
    "0.4, 0.4, 4, 0, true",
    "0.4, 0.4, 1, 400, true",
    "0.4, 0, 9, 399, false",
    "0, 0.4, 3, 1000, false",
    "0, 0, 10, 1000, false",
    "1, 1, 9, 999, false",
    "1, 1, 10, 1000, true",
    "0.4, 0.4, 0, 0, false",
  })
  void objection_fromTheRatioOn(
      double size, double count, long files, long bytes, boolean refused) {
    assertThat(new WipeGuard(size, count).objection(files, bytes, 10, 1000).isPresent())
        .isEqualTo(refused);
  }

  @Test
  void objection_hasTheNumbers() {
    assertThat(new WipeGuard(0, 0.5).objection(5, 2048, 7, 4096))
        .hasValue(
            "5 of its 7 files (2.0 KiB of 4.0 KiB) would go, which reaches wipe_count_ratio 0.5");
  }

  @Test
  void objection_anEmptyArchive_none() {
    assertThat(new WipeGuard(0.4, 0.4).objection(0, 0, 0, 0)).isEmpty();
  }
}
