package dev.pop.core.apt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UbuntuSeriesTest {
  private static final String ARCHIVE = "http://archive.ubuntu.com/ubuntu";
  private static final String PORTS = "http://ports.ubuntu.com/ubuntu-ports";

  @ParameterizedTest
  @CsvSource({
    "jammy,amd64,archive",
    "jammy,i386,archive",
    "jammy,source,archive",
    "jammy,arm64,ports",
    "jammy,armhf,ports",
    "jammy,ppc64el,ports",
    "jammy,riscv64,ports",
    "jammy,s390x,ports",
    "plucky,arm64,ports",
    "questing,arm64,archive",
    "questing,amd64v3,archive",
    "questing,armhf,ports",
    "questing,s390x,ports",
    "resolute,arm64,archive",
  })
  void archive_bySeriesAndArchitecture(String series, String architecture, String host) {
    assertThat(UbuntuSeries.archive(series, architecture))
        .isEqualTo(host.equals("ports") ? PORTS : ARCHIVE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"trusty", "yakkety", "eoan", "groovy", "hirsute", "impish", "oracular"})
  void archive_everySeriesBeforeTheMove_hasArm64InPorts(String series) {
    assertThat(UbuntuSeries.archive(series, "arm64")).isEqualTo(PORTS);
    assertThat(UbuntuSeries.has(series, "amd64v3")).isFalse();
  }

  @Test
  void archive_unknownSeries_isTakenForAFutureOne() {
    assertThat(UbuntuSeries.archive("zzz", "arm64")).isEqualTo(ARCHIVE);
    assertThat(UbuntuSeries.has("zzz", "amd64v3")).isTrue();
  }

  @Test
  void has_architectures() {
    assertThat(UbuntuSeries.ARCHITECTURES)
        .allMatch(name -> UbuntuSeries.has("questing", name))
        .filteredOn(name -> !UbuntuSeries.has("noble", name))
        .containsExactly("amd64v3");
    assertThat(UbuntuSeries.has("noble", "sparc")).isFalse();
    assertThat(UbuntuSeries.has("noble", "source")).isFalse();
  }
}
