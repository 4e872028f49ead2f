package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pop.core.fuzz.Expect;

class ArchivePathFuzzTest {
  @FuzzTest
  void normalize_anyText_staysInside(byte[] input) throws FormatException {
    String text = new String(input, UTF_8);
    String path;
    try {
      path = ArchivePath.normalize(text);
    } catch (FormatException e) {
      assertThat(ArchivePath.isPlain(input, 0, input.length)).isFalse();
      Expect.oneLine(e);
      return;
    }
    Expect.inside(path);
    assertThat(ArchivePath.normalize(path)).isEqualTo(path);
    if (ArchivePath.isPlain(input, 0, input.length)) {
      assertThat(path).isEqualTo(text);
    }
  }
}
