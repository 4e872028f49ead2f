package dev.pop.core.apt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pop.core.fuzz.Expect;
import java.io.ByteArrayInputStream;
import java.io.IOException;

class DigestScannerFuzzTest {
  private static final DigestSink CHECK =
      new DigestSink() {
        @Override
        public void file(PoolFile file) {
          Expect.inside(file.path());
        }

        @Override
        public void digest(PoolFile file, HashAlgorithm algorithm, byte[] text, int from, int to) {
          assertThat(from).isBetween(0, to);
          assertThat(to).isLessThanOrEqualTo(text.length);
        }
      };

  @FuzzTest
  void scan_anyText_staysInside(byte[] input) throws IOException {
    try {
      DigestScanner.scanPackages(new ByteArrayInputStream(input), CHECK);
    } catch (FormatException e) {
      Expect.oneLine(e);
    }
    try {
      DigestScanner.scanSources(new ByteArrayInputStream(input), CHECK);
    } catch (FormatException e) {
      Expect.oneLine(e);
    }
  }
}
