package dev.pop.mirror.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SourcePackageTest {
  private static SourcePackage hello(String version) {
    return SourcePackage.named("hello", version).file("src/hello.c", "int main;\n").build();
  }

  @Test
  void files_areNamedWithoutEpoch() {
    assertThat(hello("1:2.10-3").files())
        .containsOnlyKeys(
            "hello_2.10-3.debian.tar.xz", "hello_2.10-3.dsc", "hello_2.10.orig.tar.xz");
    assertThat(hello("1:2.10-3").dscName()).isEqualTo("hello_2.10-3.dsc");
  }

  @Test
  void dsc_listsTheTarsWithThreeDigests() {
    assertThat(hello("1:2.10-3").files().get("hello_2.10-3.dsc"))
        .asString()
        .startsWith("Format: 3.0 (quilt)\nSource: hello\nBinary: hello\nArchitecture: any\n")
        .contains("\nVersion: 1:2.10-3\n")
        .containsPattern("\nChecksums-Sha1:\n [0-9a-f]{40} \\d+ hello_2.10-3.debian.tar.xz\n")
        .containsPattern("\nChecksums-Sha256:\n [0-9a-f]{64} \\d+ hello_2.10-3.debian.tar.xz\n")
        .containsPattern("\nFiles:\n [0-9a-f]{32} \\d+ hello_2.10-3.debian.tar.xz\n");
  }

  @Test
  void sourcesStanza_listsTheDscToo() {
    assertThat(hello("2.10-3").sourcesStanza("pool/main/h/hello").text())
        .startsWith("Package: hello\nFormat: 3.0 (quilt)\nBinary: hello\n")
        .contains("\nDirectory: pool/main/h/hello\n")
        .containsPattern("(?s)\nFiles:\n.* [0-9a-f]{32} \\d+ hello_2.10-3.dsc\n")
        .doesNotContain("\nSource:");
  }

  @Test
  void revisions_shareTheOriginalTar() {
    assertThat(hello("2.10-3").files().get("hello_2.10.orig.tar.xz"))
        .isEqualTo(hello("2.10-4").files().get("hello_2.10.orig.tar.xz"));
  }

  @Test
  void named_versionWithoutRevision_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SourcePackage.named("hello", "2.10"))
        .withMessage("version without upstream part and revision: 2.10");
  }
}
