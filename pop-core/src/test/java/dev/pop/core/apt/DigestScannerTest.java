package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestScannerTest {
  private static final String DIGEST = "d41d8cd98f00b204e9800998ecf8427e";

  private static List<String> scanSources(String text) throws IOException {
    List<String> found = new ArrayList<>();
    DigestScanner.scanSources(
        new ByteArrayInputStream(text.getBytes(UTF_8)),
        new DigestSink() {
          @Override
          public void file(PoolFile file) {
            found.add(file.path());
          }

          @Override
          public void digest(
              PoolFile file, HashAlgorithm algorithm, byte[] bytes, int from, int to) {
            found.add(algorithm + " " + new String(bytes, from, to - from, UTF_8));
          }
        });
    return found;
  }

  private static String source(String name) {
    return "Package: a\nDirectory: pool/main/a\nfiles :\n " + DIGEST + " 5 " + name + "\n";
  }

  @Test
  void scanSources_nameInItsDirectory_isTold() throws IOException {
    assertThat(scanSources(source("a_1.dsc")))
        .containsExactly("pool/main/a/a_1.dsc", "MD5 " + DIGEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../b_1.dsc", "sub/../../b_1.dsc", "..", "/../b_1.dsc"})
  void scanSources_nameThatLeavesItsDirectory_isPassedOver(String name) throws IOException {
    assertThat(scanSources(source(name))).isEmpty();
  }
}
