package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pop.core.fuzz.Expect;

class ReleaseFileFuzzTest {
  @FuzzTest
  void parse_anyText_readsBackEqual(byte[] input) throws FormatException {
    ReleaseFile release;
    try {
      release = ReleaseFile.parse(input);
    } catch (FormatException e) {
      Expect.oneLine(e);
      return;
    }
    for (ReleaseEntry entry : release.entries().values()) {
      Expect.inside(entry.path());
      entry.checksums().values().forEach(sum -> Expect.inside(entry.byHashPath(sum)));
      assertThat(entry.strongest()).isIn(entry.checksums().values());
    }
    assertThat(release.components()).doesNotContain("");
    assertThat(release.supportsArchitectureAll()).isIn(true, false);
    assertThat(ReleaseFile.parse(written(release)).entries()).isEqualTo(release.entries());
  }

  /** A name may begin or end in a blank, which the dots protect. */
  private static byte[] written(ReleaseFile release) {
    StringBuilder text = new StringBuilder();
    for (HashAlgorithm algorithm : HashAlgorithm.values()) {
      text.append(algorithm.releaseField()).append(":\n");
      for (ReleaseEntry entry : release.entries().values()) {
        Checksum checksum = entry.checksums().get(algorithm);
        if (checksum != null) {
          text.append(" " + checksum.hex() + " " + entry.size() + " ./" + entry.path() + "/.\n");
        }
      }
    }
    return text.toString().getBytes(UTF_8);
  }
}
