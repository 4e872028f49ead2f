package dev.pop.mirror.repository;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.SourcePosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files beside a list, and those in the deb822 form among them. */
class ListFilesTest {
  private static final String JAMMY = "deb [arch=amd64] http://archive.example/ubuntu jammy main\n";

  @TempDir Path directory;
  private Path list;
  private Path more;

  @BeforeEach
  void write() throws IOException {
    list = Files.writeString(directory.resolve("mirror.list"), "set defaultarch amd64\n" + JAMMY);
    more = Files.createDirectory(directory.resolve("mirror.list.d"));
  }

  private MirrorList read() throws MirrorListException {
    return MirrorList.read(list);
  }

  private List<String> lines() throws MirrorListException {
    return read().suites().stream().flatMap(suite -> suite.sourceLines().stream()).toList();
  }

  private List<String> faults() {
    MirrorListException e =
        catchThrowableOfType(MirrorListException.class, () -> MirrorList.read(list));
    return e.faults().stream().map(fault -> fault.toString().replace(directory + "/", "")).toList();
  }

  @Test
  void listsBesideIt_areReadByName() throws Exception {
    Files.writeString(more.resolve("20-b.list"), "set nthreads 7\n" + JAMMY.replace("jammy", "b"));
    Files.writeString(more.resolve("10-a.list"), "set nthreads 5\n" + JAMMY.replace("jammy", "a"));
    Files.writeString(more.resolve("30-c.list.save"), "nonsense");
    Files.writeString(more.resolve(".hidden.list"), "nonsense");
    Files.createDirectory(more.resolve("directory.list"));

    MirrorList read = read();

    assertThat(read.suites().stream().map(Suite::name)).containsExactly("jammy", "a", "b");
    assertThat(read.settings().threads()).isEqualTo(7);
    assertThat(read.suites().get(2).position())
        .isEqualTo(new SourcePosition(more.resolve("20-b.list").toString(), 2));
  }

  @Test
  void fault_namesTheFileAndItsOwnLine() throws Exception {
    Files.writeString(more.resolve("a.list"), "# fine\n\ndeb http://archive.example/ubuntu\n");

    assertThat(faults())
        .containsExactly("mirror.list.d/a.list: line 3: names no suite after the URL");
  }

  @Test
  void suiteOfAnotherFile_isNamedWithThatFile() throws Exception {
    Files.writeString(
        more.resolve("a.list"), "\ndeb [arch=amd64] https://archive.example/ubuntu jammy main\n");

    assertThat(faults())
        .containsExactly(
            "mirror.list.d/a.list: line 2: names the suite jammy with another scheme or other"
                + " credentials than line 2 of mirror.list");
  }

  @Test
  void stanza_isALinePerTypeAndUri() throws Exception {
    Files.writeString(
        more.resolve("ubuntu.sources"),
        """
        # written by hand
        Types: deb deb-src
        URIs: http://a.example/ubuntu
          http://b.example/ubuntu
        Suites: noble noble-updates
        # in between
        Components: main
         universe
        Architectures: amd64 arm64
        By-Hash: force
        Signed-By:
         -----BEGIN PGP PUBLIC KEY BLOCK-----
         .
         mDMEY
         -----END PGP PUBLIC KEY BLOCK-----

        Enabled: no
        Types: nonsense


        types: deb
        uris: http://c.example/flat
        suites: ./ nightly/
        """);

    assertThat(lines())
        .containsExactly(
            "deb [arch=amd64] http://archive.example/ubuntu jammy main",
            "deb [arch=amd64,arm64] http://a.example/ubuntu noble main universe",
            "deb-src http://a.example/ubuntu noble main universe",
            "deb [arch=amd64,arm64] http://a.example/ubuntu noble-updates main universe",
            "deb-src http://a.example/ubuntu noble-updates main universe",
            "deb [arch=amd64,arm64] http://b.example/ubuntu noble main universe",
            "deb-src http://b.example/ubuntu noble main universe",
            "deb [arch=amd64,arm64] http://b.example/ubuntu noble-updates main universe",
            "deb-src http://b.example/ubuntu noble-updates main universe",
            "deb [arch=amd64] http://c.example/flat ./",
            "deb [arch=amd64] http://c.example/flat nightly/");
    assertThat(read().suites().get(1).wanted().byHash()).isEqualTo(ByHash.ALWAYS);
    assertThat(read().warnings()).isEmpty();
    assertThat(read().suites().get(1).trust().key().orElseThrow().lines())
        .startsWith("-----BEGIN PGP PUBLIC KEY BLOCK-----", "");
  }

  @Test
  void stanza_addsAndTakesArchitectures() throws Exception {
    Files.writeString(
        more.resolve("a.sources"),
        """
        Types: deb
        URIs: http://a.example/ubuntu
        Suites: noble
        Components: main
        Architectures-Add: arm64 i386
        Architectures-Remove: amd64
        """);

    assertThat(lines()).contains("deb [arch=arm64,i386] http://a.example/ubuntu noble main");
  }

  @Test
  void stanza_withTheFieldsOfAptMirror2() throws Exception {
    Files.writeString(
        more.resolve("a.sources"),
        """
        Types: deb
        URIs: http://a.example/ubuntu
        Suites: noble
        Components: main
        Mirror-Path: ubuntu
        Clean: yes
        Skip-Clean: pool/c/curl dists/old
        Ignore-Errors: pool/main/b/broken
        HTTP2-Disable: no
        """);

    MirrorList read = read();

    Repository repository = read.repositories().get(1);
    assertThat(repository.diskPath()).isEqualTo("ubuntu");
    assertThat(read.cleanPaths()).containsExactly("ubuntu");
    assertThat(read.skipCleanPaths()).containsExactly("ubuntu/pool/c/curl", "ubuntu/dists/old");
    assertThat(read.ignoredErrors().contains(repository, "pool/main/b/broken/x.deb")).isTrue();
    assertThat(read.ignoredErrors().contains(repository, "pool/main/b/brokenness")).isFalse();
    assertThat(read.settings().transport().http().http1Only()).isEmpty();
  }

  @Test
  void faultyStanzas_eachAtItsField() throws Exception {
    Files.writeString(
        more.resolve("a.sources"),
        """
        Types: deb dsc
        URIs: http://a.example/ubuntu ftp://b.example/ubuntu
        Suites: noble
        Components: main
        By-Hash: perhaps
        Colour: blue
        Include-Sections: admin
        Suites: jammy

         lost
        Types: deb
        Suites: noble
        no field
        """);

    assertThat(faults())
        .containsExactly(
            "mirror.list.d/a.sources: line 1: names the unknown type 'dsc'",
            "mirror.list.d/a.sources: line 2: 'ftp://b.example/ubuntu' uses ftp:, which is not"
                + " supported; use http, https or file",
            "mirror.list.d/a.sources: line 5: has by-hash with 'perhaps'; yes, no and force are"
                + " known",
            "mirror.list.d/a.sources: line 7: has the filter include_sections, which this version"
                + " does not have; without the line the whole archive is mirrored",
            "mirror.list.d/a.sources: line 8: gives the field Suites twice",
            "mirror.list.d/a.sources: line 10: continues a field, but there is none above it",
            "mirror.list.d/a.sources: line 11: begins a stanza without the field uris",
            "mirror.list.d/a.sources: line 13: is not a 'Field: value' line");
  }

  @Test
  void suitesWithoutComponents_areRefused() throws Exception {
    Files.writeString(
        more.resolve("a.sources"), "Types: deb\nURIs: http://a.example/ubuntu\nSuites: noble\n");

    assertThat(faults())
        .containsExactly(
            "mirror.list.d/a.sources: line 3: names suites, but there is no field Components for"
                + " them");
  }

  @Test
  void bytesOfAnotherEncoding_areTakenInCommentsOnly() throws Exception {
    Files.write(
        more.resolve("a.list"),
        ("# caf\u00e9\nset nthreads 3 # caf\u00e9\n" + JAMMY.replace("jammy", "caf\u00e9"))
            .getBytes(ISO_8859_1));
    Files.write(more.resolve("b.sources"), "# \u00e9\r\nTypes: d\u00e9b\r\n".getBytes(ISO_8859_1));

    assertThat(faults())
        .contains(
            "mirror.list.d/a.list: line 3: has characters that are not UTF-8",
            "mirror.list.d/b.sources: line 2: has characters that are not UTF-8")
        .noneMatch(fault -> fault.contains("line 1:") && fault.contains("a.list"));
  }
}
