package dev.pop.mirror.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.io.Compression;
import dev.pop.mirror.fixture.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sample packages as the real dpkg reads and installs them. */
class PackagesIT {
  private static final String LONG_PATH = "usr/share/doc/hello/" + "long/".repeat(30) + "name";

  @TempDir private Path directory;

  private static DebFile hello(Compression form) {
    return DebFile.named("hello", "1:2.10-3")
        .architecture("all")
        .description("greets\nPolitely.")
        .compression(form)
        .file("usr/bin/hello", "#!/bin/sh\necho hello\n")
        .file(LONG_PATH, "far down\n")
        .build();
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "XZ", "ZSTD"})
  void dpkgDeb_readsControlAndContents(Compression form) throws Exception {
    DebFile hello = hello(form);
    Files.write(directory.resolve(hello.fileName()), hello.bytes());
    Tool tool = Tool.in(directory);

    assertThat(tool.succeeds("dpkg-deb", "-I", hello.fileName()))
        .contains("new Debian package, version 2.0")
        .contains(" Version: 1:2.10-3\n")
        .contains(" Description: greets\n  Politely.\n");
    assertThat(tool.succeeds("dpkg-deb", "-c", hello.fileName()))
        .containsPattern("-rwxr-xr-x root/root +21 2024-01-01 .* \\./usr/bin/hello\n")
        .containsPattern("-rw-r--r-- root/root +9 2024-01-01 .* \\./" + LONG_PATH + "\n")
        .containsPattern("drwxr-xr-x root/root +0 2024-01-01 .* \\./usr/bin/\n");
  }

  @Test
  void dpkg_installsIntoAnEmptyRoot() throws Exception {
    DebFile hello = hello(Compression.XZ);
    Path deb = Files.write(directory.resolve(hello.fileName()), hello.bytes());
    Path root = directory.resolve("root");
    Files.createDirectories(root.resolve("var/lib/dpkg/updates"));
    Files.createDirectories(root.resolve("var/lib/dpkg/info"));
    Files.createFile(root.resolve("var/lib/dpkg/status"));
    Tool tool = Tool.in(directory);

    tool.succeeds(
        "dpkg", "--root=" + root, "--force-not-root", "--log=/dev/null", "-i", deb.toString());

    assertThat(tool.succeeds(root.resolve("usr/bin/hello").toString())).isEqualTo("hello\n");
    assertThat(tool.succeeds("dpkg", "--root=" + root, "--verify", "hello")).isEmpty();
    assertThat(tool.succeeds("dpkg-query", "--admindir=" + root.resolve("var/lib/dpkg"), "-W"))
        .isEqualTo("hello\t1:2.10-3\n");
  }

  @Test
  void dpkgSource_unpacksASourcePackage() throws Exception {
    SourcePackage source =
        SourcePackage.named("hello", "2.10-3").file("src/hello.c", "int main;\n").build();
    for (Map.Entry<String, byte[]> file : source.files().entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
    Tool tool = Tool.in(directory);

    tool.succeeds("dpkg-source", "-x", "--no-check", source.dscName(), "unpacked");

    assertThat(directory.resolve("unpacked/src/hello.c")).hasContent("int main;\n");
    assertThat(directory.resolve("unpacked/debian/rules")).isExecutable();
    assertThat(tool.succeeds("dpkg-parsechangelog", "-l", "unpacked/debian/changelog"))
        .contains("Version: 2.10-3\n");
  }
}
