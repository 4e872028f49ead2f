package dev.pop.mirror.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.repository.Suite;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationIdTest {
  private static final String ARCHIVE = "archive.example/ubuntu";
  private static final Checksum ONE = digest("1");
  private static final Checksum TWO = digest("2");
  private static final GenerationId ID =
      GenerationId.of(ARCHIVE, suite("[arch=amd64] URL jammy main"), "InRelease", ONE, TWO);

  private static Checksum digest(String digit) {
    return Checksum.ofHex(HashAlgorithm.SHA256, digit.repeat(64));
  }

  private static Suite suite(String line) {
    return suite(line, "http://archive.example/ubuntu");
  }

  private static Suite suite(String line, String url) {
    try {
      return MirrorList.parse("deb " + line.replace("URL", url) + "\n", "list").suites().get(0);
    } catch (MirrorListException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void of_theSameContent_isTheSameWhereverItCameFrom() {
    String line = "[arch=amd64 trusted=yes] URL jammy main";

    assertThat(
            GenerationId.of(
                ARCHIVE, suite(line, "https://mirror.example/ubuntu"), "InRelease", ONE, TWO))
        .isEqualTo(ID);
  }

  @Test
  void of_theDocumentedText_isItsDigest() {
    // printf 'pop generation 1\nArchive: ...\n' | sha256sum, as docs/cli.md says
    assertThat(ID.hex())
        .isEqualTo(
            sha256(
                "pop generation 1\nArchive: archive.example/ubuntu\nSuite: jammy\nInRelease: "
                    + "1".repeat(64)
                    + "\nWanted: main=amd64 by-hash=yes contents\nFiles: "
                    + "2".repeat(64)
                    + "\n"));
  }

  private static String sha256(String text) {
    byte[] digest = HashAlgorithm.SHA256.newDigest().digest(text.getBytes(UTF_8));
    return Checksum.of(HashAlgorithm.SHA256, digest).hex();
  }

  @Test
  void of_anyOtherPart_isAnother() {
    Suite suite = suite("[arch=amd64] URL jammy main");

    assertThat(
            List.of(
                ID,
                GenerationId.of("other.example/ubuntu", suite, "InRelease", ONE, TWO),
                GenerationId.of(
                    ARCHIVE, suite("[arch=amd64] URL noble main"), "InRelease", ONE, TWO),
                GenerationId.of(
                    ARCHIVE, suite("[arch=arm64] URL jammy main"), "InRelease", ONE, TWO),
                GenerationId.of(
                    ARCHIVE, suite("[arch=amd64,src] URL jammy main"), "InRelease", ONE, TWO),
                GenerationId.of(
                    ARCHIVE, suite("[arch=amd64] URL jammy universe"), "InRelease", ONE, TWO),
                GenerationId.of(ARCHIVE, suite, "Release", ONE, TWO),
                GenerationId.of(ARCHIVE, suite, "InRelease", TWO, TWO),
                GenerationId.of(ARCHIVE, suite, "InRelease", ONE, ONE)))
        .doesNotHaveDuplicates();
  }

  @Test
  void digest_doesNotDependOnTheOrderAndOnNothingElse() {
    FileTable table = table(5, "a", "b");

    assertThat(FileLines.digest(table))
        .isEqualTo(FileLines.digest(table(5, "b", "a")))
        .isNotEqualTo(FileLines.digest(table(6, "a", "b")))
        .isNotEqualTo(FileLines.digest(table(5, "a", "c")))
        .isNotEqualTo(FileLines.digest(table(5, "a")));
  }

  private static FileTable table(long size, String... paths) {
    FileTable table = new FileTable();
    for (String path : paths) {
      table.add(path, size, ONE);
    }
    return table;
  }

  @Test
  void beginsWith_eightDigitsOrMore() {
    assertThat(ID.beginsWith(ID.shortForm())).isTrue();
    assertThat(ID.beginsWith(ID.hex().toUpperCase(Locale.ROOT))).isTrue();
    assertThat(ID.beginsWith("0123456789")).isFalse();
    assertThat(ID.shortForm()).hasSize(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1234567", "1234567g", "last:1"})
  void beginsWith_anythingElse_isRefused(String prefix) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ID.beginsWith(prefix))
        .withMessageContaining("8 to 64 hexadecimal digits");
  }
}
