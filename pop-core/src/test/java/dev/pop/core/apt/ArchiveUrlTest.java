package dev.pop.core.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveUrlTest {
  @ParameterizedTest
  @CsvSource({
    "http://archive.ubuntu.com/ubuntu, archive.ubuntu.com/ubuntu",
    "http://archive.ubuntu.com/ubuntu/, archive.ubuntu.com/ubuntu",
    "http://archive.ubuntu.com//ubuntu//, archive.ubuntu.com/ubuntu",
    "http://archive.ubuntu.com/./ubuntu/., archive.ubuntu.com/ubuntu",
    "http://archive.ubuntu.com, archive.ubuntu.com",
    "http://archive.ubuntu.com/, archive.ubuntu.com",
    "HTTP://archive.ubuntu.com:80/, archive.ubuntu.com",
    "https://archive.ubuntu.com:443/, archive.ubuntu.com",
    "https://archive.ubuntu.com:80/, archive.ubuntu.com:80",
    "http://127.0.0.1:8080/x, 127.0.0.1:8080/x",
    "http://[::1]/x, [::1]/x",
    "http://[2001:db8::1]:8080/x, [2001:db8::1]:8080/x",
    "http://user:secret@[::1]:8080/x, [::1]:8080/x",
    "https://bearer:secret@esm.ubuntu.com/infra/ubuntu/, esm.ubuntu.com/infra/ubuntu",
    "http://h/a%7Eb/c~d+e:f, h/a%7Eb/c~d+e:f"
  })
  void diskPath_isHostPortAndPath(String text, String diskPath) throws Exception {
    ArchiveUrl url = ArchiveUrl.parse(text);

    assertThat(url.diskPath()).isEqualTo(diskPath);
    assertThat(ArchiveUrl.diskPathOf(url.location())).isEqualTo(diskPath);
  }

  @Test
  void diskPathOf_directory_isThatOfItsUrl() throws Exception {
    ArchiveUrl url = ArchiveUrl.parse("file:///srv/mirror");

    assertThat(ArchiveUrl.diskPathOf(url.location())).isEqualTo(url.diskPath());
  }

  @Test
  void effectivePort_isTheSchemesOwnUnlessGiven() throws Exception {
    assertThat(ArchiveUrl.parse("http://h/").effectivePort()).isEqualTo(80);
    assertThat(ArchiveUrl.parse("https://h/").effectivePort()).isEqualTo(443);
    assertThat(ArchiveUrl.parse("https://[::1]:8443").effectivePort()).isEqualTo(8443);
  }

  @ParameterizedTest
  @CsvSource({
    "http://bearer:C1tok@h/, bearer, C1tok",
    "http://bearer:@h/, bearer, ''",
    "http://user@h/, user, ''",
    "http://a:b:c@h/, a, b:c",
    "http://a:b@c@h/, a, b@c",
    "http://us%40er:p%2Fa%3As%25+s@h/, us@er, p/a:s%+s",
    "http://u:%C3%A9@h/, u, é"
  })
  void credentials_areDecoded(String text, String user, String password) throws Exception {
    ArchiveUrl.Credentials credentials = ArchiveUrl.parse(text).credentials().orElseThrow();

    assertThat(credentials.user()).isEqualTo(user);
    assertThat(credentials.password().reveal()).isEqualTo(password);
  }

  @Test
  void toString_showsNoCredentials() throws Exception {
    ArchiveUrl url = ArchiveUrl.parse("https://bearer:C1tok@esm.ubuntu.com:8443/infra/ubuntu/");

    assertThat(url).hasToString("https://esm.ubuntu.com:8443/infra/ubuntu");
    assertThat(url.location()).isEqualTo("https://esm.ubuntu.com:8443/infra/ubuntu");
    assertThat(url.credentials().toString()).doesNotContain("C1tok");
  }

  @ParameterizedTest
  @CsvSource({
    "archive.ubuntu.com/ubuntu, is no URL",
    "http:/archive.ubuntu.com, is no URL",
    "'', is no URL",
    "ftp://h/, uses ftp:",
    "file://server/srv/x, is not a file:///path",
    "file:///, names no directory",
    "file:srv/x, is no URL",
    "rsync://h/, uses rsync:",
    "gopher://h/, unknown scheme gopher:",
    "http:///x, no valid host",
    "http://ho st/, no valid host",
    "http://h?x=y, no valid host",
    "http://h#f, no valid host",
    "http://-h/, no valid host",
    "http://a..b/, no valid host",
    "http://.pop/, no valid host",
    "http://../x, no valid host",
    "http://[zz]/, no valid host",
    "http://[::1/, no valid host",
    "http://[1:2]/, no valid host",
    "http://[::::]/, no valid host",
    "http://[127.0.0.1]/, no valid host",
    "http://::1/, no valid host",
    "http://h:/, malformed port",
    "http://h:+80/, malformed port",
    "http://h:0/, port out of range",
    "http://h:65536/, port out of range",
    "http://h/a?b, character in its path",
    "http://h/a#b, character in its path",
    "http://h/a b, character in its path",
    "http://h/a\\b, character in its path",
    "http://h/é, character in its path",
    "http://h/../etc, leaves its host",
    "http://h/a/%2e%2E/b, leaves its host",
    "http://h/a%2fb, leaves its host",
    "http://h/a%00b, leaves its host",
    "http://h/%zz, malformed percent escape",
    "http://h/%, malformed percent escape",
    "http://h/%-1, malformed percent escape",
    "http://h/.pop/x, reserved name",
    "http://h/%2epop, reserved name"
  })
  void parse_malformed_isRefused(String text, String why) {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ArchiveUrl.parse(text))
        .withMessageContaining(why);
  }

  @Test
  void parse_hostNameTooLongForAnyNameServer_isRefused() throws Exception {
    String label = "a".repeat(63);

    assertThat(ArchiveUrl.parse("http://" + label + ".org/").host()).isEqualTo(label + ".org");
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ArchiveUrl.parse("http://a" + label + ".org/"));
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ArchiveUrl.parse("http://" + (label + ".").repeat(4) + "org/"));
  }

  /** Each is a mistake that people make with a token in a URL; none may show the token. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://bearer:C1tok@",
        "https://bearer:C1tok@h:port/",
        "https://bearer:C1tok@h/a b",
        "https://C1tok@h/?",
        "https://bearer:C1tok@h/../x",
        "https://bearer:C1tok%zz@h/",
        "https://bearer:C1/tok@h/?",
        "https://bearer:C1@C1tok@h/?",
        "https://bearer:C1 tok@h/?",
        "https://bearer:C1\ntok@h/",
        "https://bearer:C1\0tok@h/",
        "https://bearer:C1tok",
        "https://bearer:C1tok/x",
        "https:/bearer:C1tok@h/",
        "bearer:C1tok@h/",
        "ftp://bearer:C1tok@h/",
        "gopher://bearer:C1tok@h/",
        "https://bearer:C1tok@h:99999/",
        "https://bearer:C1tok@[::1/"
      })
  void parse_malformedWithToken_doesNotShowIt(String text) {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ArchiveUrl.parse(text))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("C1").doesNotContain("tok"))
        .withNoCause();
  }

  @ParameterizedTest
  @CsvSource({
    "deb http://u:p@h/x jammy main, deb http://h/x jammy main",
    "debb https://C1tok@h/ s http://a:b@c/, debb https://h/ s http://c/",
    "deb bearer:C1tok@h/x jammy, deb h/x jammy",
    "deb http://u:p/q@h/x jammy, deb http://h/x jammy",
    "deb http://bearer:C1tok h, deb http://bearer:*** h",
    "deb http://h:8080/x jammy, deb http://h:8080/x jammy",
    "deb http://[::1]:80/x jammy, deb http://[::1]:80/x jammy",
    "set x y, set x y"
  })
  void redact_cutsCredentialsOnly(String text, String shown) {
    assertThat(ArchiveUrl.redact(text)).isEqualTo(shown);
  }

  @Test
  void parse_credentialsInThePath_areRefusedAndNotRepeated() {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ArchiveUrl.parse("https://h/a/https://bearer:hunter2@h/ubuntu"))
        .withMessageContaining("credentials of another URL")
        .withMessageNotContaining("hunter2");
  }
}
