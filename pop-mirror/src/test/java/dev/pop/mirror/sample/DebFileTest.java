package dev.pop.mirror.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import dev.pop.core.io.Compression;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DebFileTest {
  private static final byte[] NONE = {};

  private static DebFile.Builder hello() {
    return DebFile.named("hello", "1:2.10-3")
        .depends("libc6 (>= 2.34)")
        .section("universe/utils")
        .description("greets\nFirst line.\n\nLast line.\n")
        .field("Multi-Arch", "foreign")
        .file("usr/share/doc/hello/README", "Read me.\n")
        .file("usr/bin/hello", "#!/bin/sh\necho hello\n");
  }

  @Test
  void controlFields_areInOrderWithDescriptionEncoded() {
    assertThat(hello().build().controlFields())
        .containsExactly(
            entry("Package", "hello"),
            entry("Version", "1:2.10-3"),
            entry("Architecture", "amd64"),
            entry("Maintainer", "Sample Maintainers <maintainers@example.com>"),
            entry("Installed-Size", "2"),
            entry("Depends", "libc6 (>= 2.34)"),
            entry("Section", "universe/utils"),
            entry("Priority", "optional"),
            entry("Multi-Arch", "foreign"),
            entry("Description", "greets\n First line.\n .\n Last line."));
  }

  @Test
  void fileName_dropsEpoch() {
    assertThat(hello().architecture("all").build().fileName()).isEqualTo("hello_2.10-3_all.deb");
  }

  @Test
  void source_ofOtherNameOrVersion_isAField() {
    assertThat(hello().build().controlFields()).doesNotContainKey("Source");
    assertThat(hello().source("greetings").build().controlFields())
        .containsEntry("Source", "greetings");
    assertThat(hello().source("greetings", "7").build().controlFields())
        .containsEntry("Source", "greetings (7)");
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "GZIP", "XZ", "ZSTD"})
  void bytes_holdVersionMarkControlAndData(Compression form) throws Exception {
    Map<String, byte[]> members = unpackAr(hello().compression(form).build().bytes());

    String ending = ".tar" + form.extension();
    assertThat(members.keySet())
        .containsExactly("debian-binary", "control" + ending, "data" + ending);
    assertThat(members.get("debian-binary")).asString().isEqualTo("2.0\n");
    assertThat(unpackTar(form, members.getOrDefault("control" + ending, NONE)))
        .containsOnlyKeys("./", "./control", "./md5sums");
    assertThat(unpackTar(form, members.getOrDefault("data" + ending, NONE)))
        .containsExactly(
            entry("./", "40755 root:root "),
            entry("./usr/", "40755 root:root "),
            entry("./usr/bin/", "40755 root:root "),
            entry("./usr/share/", "40755 root:root "),
            entry("./usr/share/doc/", "40755 root:root "),
            entry("./usr/share/doc/hello/", "40755 root:root "),
            entry("./usr/bin/hello", "100755 root:root #!/bin/sh\necho hello\n"),
            entry("./usr/share/doc/hello/README", "100644 root:root Read me.\n"));
  }

  @Test
  void bytes_ofSameSettings_areTheSame() {
    assertThat(hello().build().bytes()).isEqualTo(hello().build().bytes());
    assertThat(hello().build().bytes()).isNotEqualTo(hello().depends("libc7").build().bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../up", "a/./b", "a//b", "", "a/"})
  void file_outsideTheRoot_isRefused(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hello().file(path, ""))
        .withMessageContaining("not a plain relative path");
  }

  @Test
  void build_whatDpkgRefuses_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DebFile.named("Hello", "1").build())
        .withMessage("bad package name: Hello");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DebFile.named("hello", "../1").build())
        .withMessage("bad version: ../1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hello().architecture("a/b").build())
        .withMessage("bad architecture: a/b");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hello().compression(Compression.LZ4))
        .withMessageContaining("LZ4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hello().field("Tag", "one\ntwo"))
        .withMessageContaining("does not begin with a blank");
  }

  private static Map<String, byte[]> unpackAr(byte[] bytes) throws IOException {
    Map<String, byte[]> members = new LinkedHashMap<>();
    try (ArArchiveInputStream ar = new ArArchiveInputStream(new ByteArrayInputStream(bytes))) {
      for (ArArchiveEntry e = ar.getNextEntry(); e != null; e = ar.getNextEntry()) {
        members.put(e.getName(), ar.readAllBytes());
      }
    }
    return members;
  }

  private static Map<String, String> unpackTar(Compression form, byte[] bytes) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(form.decode(new ByteArrayInputStream(bytes)))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        String owner = e.getUserName() + ":" + e.getGroupName();
        String content = new String(tar.readAllBytes(), StandardCharsets.UTF_8);
        entries.put(e.getName(), Integer.toOctalString(e.getMode()) + " " + owner + " " + content);
      }
    }
    return entries;
  }
}
