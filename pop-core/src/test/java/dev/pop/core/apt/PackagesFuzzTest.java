package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pop.core.fuzz.Expect;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class PackagesFuzzTest {
  @FuzzTest
  void scan_anyText_readsBackEqual(byte[] input) throws IOException {
    List<String> files = new ArrayList<>();
    StringBuilder written = new StringBuilder();
    try {
      PoolFileScanner.scanPackages(
          new ByteArrayInputStream(input),
          file -> {
            Expect.inside(file.path());
            files.add(PoolFileScannerTest.words(file));
            written.append(stanza(file));
          });
    } catch (FormatException e) {
      Expect.oneLine(e);
      return;
    }
    assertThat(scan(written.toString().getBytes(UTF_8))).isEqualTo(files);
    Random random = new Random(Arrays.hashCode(input));
    List<String> inPieces = new ArrayList<>();
    PoolFileScanner.scanPackages(
        new ChunkedStream(input, random, 1 + random.nextInt(100)),
        file -> inPieces.add(PoolFileScannerTest.words(file)));
    assertThat(inPieces).isEqualTo(files);
  }

  private static List<String> scan(byte[] text) throws IOException {
    List<String> files = new ArrayList<>();
    PoolFileScanner.scanPackages(
        new ByteArrayInputStream(text), file -> files.add(PoolFileScannerTest.words(file)));
    return files;
  }

  private static String stanza(PoolFile file) {
    byte[] digest = Arrays.copyOf(file.digestBuffer(), file.algorithm().byteLength());
    return String.format(
        "Filename: ./%s/.%nSize: %d%n%s: %s%n%n",
        file.path(),
        file.size(),
        file.algorithm().packagesField(),
        Checksum.of(file.algorithm(), digest).hex());
  }
}
