package dev.pop.core.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceLineTest {
  private static final String URL = "http://archive.ubuntu.com/ubuntu";

  @Test
  void parse_deb_isBinaryForTheDefaultArchitectures() throws Exception {
    SourceLine line = SourceLine.parse("deb " + URL + " jammy main universe");

    assertThat(line.binary()).isTrue();
    assertThat(line.source()).isFalse();
    assertThat(line.architectures()).isEmpty();
    assertThat(line.options()).isEmpty();
    assertThat(line.url()).hasToString(URL);
    assertThat(line.suites()).containsExactly("jammy");
    assertThat(line.components()).containsExactly("main", "universe");
  }

  @Test
  void parse_debSrc_isSourceOnly() throws Exception {
    SourceLine line = SourceLine.parse("deb-src " + URL + " jammy main");

    assertThat(line.source()).isTrue();
    assertThat(line.binary()).isFalse();
    assertThat(line.architectures()).isEmpty();
  }

  @Test
  void parse_debArch_namesItsArchitecture() throws Exception {
    assertThat(SourceLine.parse("deb-i386 " + URL + " jammy main").architectures())
        .containsExactly("i386");
    assertThat(SourceLine.parse("deb-amd64v3 " + URL + " jammy main").architectures())
        .containsExactly("amd64v3");
    assertThat(SourceLine.parse("deb-kfreebsd-amd64 " + URL + " s main").architectures())
        .containsExactly("kfreebsd-amd64");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[arch=amd64,i386,arm64]",
        "[ arch=amd64,i386,arm64 ]",
        "[\tarch=amd64,i386,arm64\t]",
        "[arch=amd64,,i386,arm64,amd64,]",
        "[signed-by=/k.gpg arch=amd64,i386,arm64 by-hash=no]"
      })
  void parse_archOption_keepsTheWholeList(String options) throws Exception {
    SourceLine line = SourceLine.parse("deb " + options + " " + URL + " jammy main");

    assertThat(line.architectures()).containsExactly("amd64", "i386", "arm64");
    assertThat(line.binary()).isTrue();
    assertThat(line.source()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "src, false, true, ''",
    "source, false, true, ''",
    "'amd64,src', true, true, amd64",
    "'src,arm64', true, true, arm64"
  })
  void parse_archSrc_meansSources(String list, boolean binary, boolean source, String architectures)
      throws Exception {
    SourceLine line = SourceLine.parse("deb [arch=" + list + "] " + URL + " jammy main");

    assertThat(line.binary()).isEqualTo(binary);
    assertThat(line.source()).isEqualTo(source);
    assertThat(String.join(",", line.architectures())).isEqualTo(architectures);
  }

  @Test
  void parse_options_areKeptByName() throws Exception {
    SourceLine line =
        SourceLine.parse(
            "deb [by-hash=force signed-by=/usr/share/keyrings/k.gpg lang=a=b]" + URL + " s main");

    assertThat(line.options())
        .isEqualTo(
            Map.of("by-hash", "force", "signed-by", "/usr/share/keyrings/k.gpg", "lang", "a=b"));
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "./, ./",
    "stable/, stable/",
    "a/b/, a/b/",
    "./sub/, sub/",
    "./a/b/, a/b/",
    "stable, stable/",
    "./sub, sub/",
    "., ./",
    "././, ./",
    ".//, ./"
  })
  void parse_withoutComponents_isFlat(String given, String suite) throws Exception {
    SourceLine line = SourceLine.parse("deb " + URL + " " + given);

    assertThat(line.suites()).containsExactly(suite);
    assertThat(line.components()).isEmpty();
  }

  @Test
  void parse_suitesByComma_areSeveral() throws Exception {
    SourceLine line = SourceLine.parse("deb " + URL + " jammy,jammy-updates,,jammy-security main");

    assertThat(line.suites()).containsExactly("jammy", "jammy-updates", "jammy-security");
    assertThat(SourceLine.parse("deb " + URL + " ./a/,b/").suites()).containsExactly("a/", "b/");
  }

  @Test
  void parse_suiteAndComponentWithSlash_areKept() throws Exception {
    SourceLine line = SourceLine.parse("deb " + URL + " jammy/updates updates/main");

    assertThat(line.suites()).containsExactly("jammy/updates");
    assertThat(line.components()).containsExactly("updates/main");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deb\thttp://h/u\tjammy\tmain\tuniverse",
        "  deb   http://h/u   jammy  main   universe  ",
        "deb http://h/u jammy main universe # a comment",
        "deb http://h/u jammy main universe #comment # another",
        "deb http://h/u jammy main universe\t#",
        "deb http://h/u jammy main universe\r",
        "deb []http://h/u jammy main universe",
        "deb [ ] http://h/u/ jammy main universe"
      })
  void parse_oddSpacingAndComments_meanTheSame(String text) throws Exception {
    assertThat(SourceLine.parse(text))
        .isEqualTo(SourceLine.parse("deb http://h/u jammy main universe"));
  }

  @Test
  void parse_hostsPortsAndCredentials_reachTheUrl() throws Exception {
    ArchiveUrl url =
        SourceLine.parse("deb [arch=amd64] http://bearer:p%40s%23s@[2001:db8::1]:8080/x/ s main")
            .url();

    assertThat(url.diskPath()).isEqualTo("[2001:db8::1]:8080/x");
    assertThat(url.credentials().orElseThrow().user()).isEqualTo("bearer");
    assertThat(url.credentials().orElseThrow().password().reveal()).isEqualTo("p@s#s");
  }

  @ParameterizedTest
  @CsvSource({
    "'', is no 'deb",
    "deb, is no 'deb",
    "debhttp://h/ s main, is no 'deb",
    "rpm http://h/ s main, is no 'deb",
    "deb http://h/, names no suite",
    "deb http://h/ # s main, names no suite",
    "'deb http://h/ , main', names no suite",
    "deb [arch=amd64 http://h/ s main, is no URL",
    "deb [arch] http://h/ s main, no 'name=value'",
    "deb [arch=] http://h/ s main, no 'name=value'",
    "deb [=x] http://h/ s main, no 'name=value'",
    "deb [arch=a arch=b] http://h/ s main, twice",
    "deb [arch=AMD] http://h/ s main, malformed architecture",
    "deb [arch=../x] http://h/ s main, malformed architecture",
    "deb http://h/ .. main, malformed suite",
    "deb http://h/ ../../evil/, malformed suite",
    "deb http://h/ a/../b/, malformed suite",
    "deb http://h/ ./../, malformed suite",
    "deb http://h/ /../etc/, malformed suite",
    "deb http://h/ a/../b/, malformed suite",
    "deb http://h/ home:x main, malformed suite",
    "deb http://h/ .pop/, malformed suite",
    "deb http://h/ ./.pop/, malformed suite",
    "deb http://h/ a\\b main, malformed suite",
    "deb http://h/ s ../main, malformed component",
    "deb http://h/ s main/, malformed component",
    "deb http://h/ s /main, malformed component",
    "deb http://h/ s -main, malformed component",
    "deb http://h/ ./ main, flat suite",
    "deb http://h/ sub/ main, flat suite",
    "'deb http://h/ s,sub/ main', flat suite",
    "deb http://h/ ./sub main, malformed suite"
  })
  void parse_malformed_isRefused(String text, String why) {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> SourceLine.parse(text))
        .withMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deb https://bearer:C1tok@h",
        "deb https://bearer:C1tok@h ../x main",
        "deb https://bearer:C1 tok@h s main",
        "deb https://bearer:C1tok h s main",
        "deb https//bearer:C1tok@h s main",
        "deb [arch=? https://bearer:C1tok@h s main",
        "deb [arch=?] https://bearer:C1tok@h s main"
      })
  void parse_malformedWithToken_doesNotShowIt(String text) {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> SourceLine.parse(text))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("C1").doesNotContain("tok"));
  }

  @Test
  void toString_showsNoCredentials() throws Exception {
    assertThat(SourceLine.parse("deb https://bearer:C1tok@h/ s main").toString())
        .doesNotContain("C1tok")
        .contains("https://h");
  }

  @Test
  void looksLike_knowsTheThreeWords() {
    assertThat(List.of("deb http://h/ s main", "deb-src x", "deb-amd64\tx", "deb"))
        .allMatch(SourceLine::looksLike);
    assertThat(List.of("debug x", "set x y", "# deb x", "clean http://h/", ""))
        .noneMatch(SourceLine::looksLike);
  }
}
