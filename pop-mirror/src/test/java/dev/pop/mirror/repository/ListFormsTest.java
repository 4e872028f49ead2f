package dev.pop.mirror.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pop.mirror.fixture.MirrorFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Source lines and {@code .sources} files as vendors and people write them, and as apt reads them.
 */
class ListFormsTest {
  @TempDir Path directory;

  private static List<String> suites(String line) throws MirrorListException {
    return MirrorList.parse("set defaultarch amd64\n" + line + "\n", "list").suites().stream()
        .flatMap(suite -> suite.sourceLines().stream())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "deb [trusted=yes] http://h/r home:/user/x/ | http://h/r home:/user/x/",
        "deb http://h/r /r/ | http://h/r r/",
        "deb http://h/r //r//s/ | http://h/r r/s/",
        "deb http://h/r ./s/ | http://h/r s/",
        "deb http://h/ r/ | http://h r/",
        "deb http://h//r ./ | http://h/r ./",
        "deb http://h/r / | http://h/r /",
        "deb \"http://h/r\" ./ | http://h/r ./",
        "deb http://h/r stable \"main\" | http://h/r stable main",
        "deb http://h/r \"stable\" main | http://h/r stable main",
        "deb [trusted=yes]http://h/r ./ | http://h/r ./",
        "deb [ arch = amd64 trusted=yes ] http://h/r ./ | http://h/r ./",
        "deb [trusted=yes arch=amd64, ] http://h/r ./ | http://h/r ./",
        "deb http://h/r/ ./   # a comment | http://h/r ./",
      })
  void line(String line, String meant) throws Exception {
    assertThat(suites(line)).containsExactly("deb [arch=amd64] " + meant);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[signed-by=\"/k/a.gpg\"]",
        "[signed-by='/k/a.gpg' arch=amd64]",
        "[arch=\"amd64\" signed-by=\"/k/a.gpg\"]",
      })
  void quotedKeyring(String options) throws Exception {
    Suite suite =
        MirrorList.parse("set defaultarch amd64\ndeb " + options + " http://h/r s main", "list")
            .suites()
            .get(0);

    assertThat(suite.trust().signedBy().keyrings()).containsExactly(Path.of("/k/a.gpg"));
    assertThat(suite.wanted().architectures()).containsExactly("amd64");
  }

  @Test
  void archVariable_isOneArchivePerArchitecture() throws Exception {
    assertThat(suites("deb [arch=amd64,arm64] http://h/deb/$(ARCH) /"))
        .containsExactly(
            "deb [arch=amd64] http://h/deb/amd64 /", "deb [arch=arm64] http://h/deb/arm64 /");
    assertThat(suites("deb http://h/deb/$(ARCH)/x s main"))
        .containsExactly("deb [arch=amd64] http://h/deb/amd64/x s main");
    assertThat(suites("deb [arch=amd64,arm64] http://h/deb $(ARCH)/"))
        .containsExactly(
            "deb [arch=amd64] http://h/deb amd64/", "deb [arch=arm64] http://h/deb arm64/");
    assertThat(suites("deb-src [arch=arm64] http://h/$(ARCH) s main"))
        .containsExactly("deb-src http://h/arm64 s main");
  }

  private List<String> stanza(String text) throws IOException, MirrorListException {
    Path list = directory.resolve("mirror.list");
    Files.writeString(list, "set defaultarch amd64\n");
    Path more = Files.createDirectories(directory.resolve("mirror.list.d"));
    Files.writeString(more.resolve("x.sources"), text);
    Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-------"));
    return MirrorList.read(list).suites().stream()
        .flatMap(suite -> suite.sourceLines().stream())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "X-Repolib-Name: Vendor/Types: deb/URIs: BASE/Suites: .SLASH/Trusted: yes/Enabled: yes/",
        "Types: deb/URIs: BASE/Suites: SLASH/Trusted: yes/",
        "Types: deb/URIs:/ BASE/# old:/# BASE/Suites: .SLASH/",
        "Types: debCR/URIs: BASECR/Suites: .SLASHCR/CR/",
        "Types: deb/URIs: BASE/Suites: .SLASH/Description: Vendor packages/ of all kinds/",
        "Types: deb/URIs: BASE/Suites: .SLASH/Wholly-Unknown: x/",
        "Types: deb/URIs: BASE/Suites: .SLASH/Components:/",
        "types:TABdeb/uris:TABBASE/suites:TAB.SLASH/",
      })
  void stanza_isRead(String text) throws Exception {
    String written =
        text.replace("/", "\n")
            .replace("SLASH", "/")
            .replace("BASE", "http://h/r")
            .replace("CR", "\r")
            .replace("TAB", "\t");

    assertThat(stanza(written))
        .singleElement()
        .asString()
        .matches("deb \\[arch=amd64] http://h/r (\\.?/)");
  }

  @Test
  void stanza_archVariable() throws Exception {
    assertThat(
            stanza("Types: deb\nURIs: http://h/a/$(ARCH)\nSuites: /\nArchitectures: amd64 arm64\n"))
        .containsExactly(
            "deb [arch=amd64] http://h/a/amd64 /", "deb [arch=arm64] http://h/a/arm64 /");
  }

  @Test
  void stanza_misspelledField_isAFault() {
    assertThat(
            catchThrowable(
                () -> stanza("Types: deb\nURIs: http://h/r\nSuites: ./\nSignd-By: /k.gpg\n")))
        .hasMessageContaining("has the unknown field 'signd-by'; did you mean signed-by?");
  }

  /** As Ubuntu 24.04 ships it: the first paragraph is a comment alone. */
  @Test
  void sourcesFileThatBeginsWithACommentParagraph() throws Exception {
    String text =
        """
        # See the manual page
        # for more.

        ## Ubuntu
        ## sources
        Types: deb
        URIs: http://h/u/
        Suites: noble noble-updates
        Components: main

        ## Security
        Types: deb
        URIs: http://s/u/
        Suites: noble-security
        Components: main
        """;

    assertThat(stanza(text))
        .containsExactly(
            "deb [arch=amd64] http://h/u noble main",
            "deb [arch=amd64] http://h/u noble-updates main",
            "deb [arch=amd64] http://s/u noble-security main");
  }

  @Test
  void severalUrisAndSuites_areAllOfThem_andDisabledOnesNone() throws Exception {
    String text =
        """
        Types: deb
        URIs: http://a/u http://b/u
        Suites: x
         y
        Components: main

        Enabled: no
        Types: deb
        URIs: http://c/u
        Suites: x
        Components: main
        """;

    assertThat(stanza(text))
        .containsExactlyInAnyOrder(
            "deb [arch=amd64] http://a/u x main",
            "deb [arch=amd64] http://a/u y main",
            "deb [arch=amd64] http://b/u x main",
            "deb [arch=amd64] http://b/u y main");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/k/a.gpg /k/b.gpg",
        "/k/a.gpg,/k/b.gpg",
        "/k/a.gpg, /k/b.gpg",
        "\n /k/a.gpg\n /k/b.gpg"
      })
  void twoKeyringsInAStanza(String keyrings) throws Exception {
    String text =
        "Types: deb\nURIs: http://h/u\nSuites: x\nComponents: main\nSigned-By: " + keyrings + "\n";

    assertThat(stanza(text)).containsExactly("deb [arch=amd64] http://h/u x main");
  }

  /** As {@code sed 's/^/ /'} indents it. */
  @Test
  void keyBlockWhoseEmptyLineIsABlank() throws Exception {
    String key =
        MirrorFixture.KEY
            .armoredPublicKey()
            .strip()
            .lines()
            .map(line -> " " + line)
            .collect(Collectors.joining("\n"));
    String text =
        "Types: deb\nURIs: http://h/u\n \nSuites: x\nComponents: main\nSigned-By:\n" + key + "\n";

    assertThat(stanza(text)).containsExactly("deb [arch=amd64] http://h/u x main");
  }
}
