package dev.pop.core.apt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pop.core.fuzz.Expect;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class SourcesFuzzTest {
  @FuzzTest
  void scan_anyText_sameInPieces(byte[] input) throws IOException {
    List<String> files = new ArrayList<>();
    try {
      PoolFileScanner.scanSources(
          new ByteArrayInputStream(input),
          file -> {
            Expect.inside(file.path());
            files.add(PoolFileScannerTest.words(file));
          });
    } catch (FormatException e) {
      Expect.oneLine(e);
      return;
    }
    Random random = new Random(Arrays.hashCode(input));
    List<String> inPieces = new ArrayList<>();
    PoolFileScanner.scanSources(
        new ChunkedStream(input, random, 1 + random.nextInt(100)),
        file -> inPieces.add(PoolFileScannerTest.words(file)));
    assertThat(inPieces).isEqualTo(files);
  }
}
