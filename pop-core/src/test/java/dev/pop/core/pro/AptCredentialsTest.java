package dev.pop.core.pro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.pop.core.apt.ArchiveUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AptCredentialsTest {
  @TempDir private Path directory;

  private Path write(String name, String mode, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static String user(AptCredentials credentials, String url) throws Exception {
    return credentials.of(ArchiveUrl.parse(url)).map(it -> it.user()).orElse("nobody");
  }

  @ParameterizedTest
  @CsvSource({
    "example.org, https://example.org/deb, found",
    "example.org, https://EXAMPLE.org:8443/deb, found",
    "example.org, http://example.org/deb, nobody",
    "http://example.org, http://example.org/deb, found",
    "http://example.org, https://example.org/deb, nobody",
    "https://example.org/, https://example.org/deb, found",
    "example.org:8443, https://example.org:8443/deb, found",
    "example.org:443, https://example.org/deb, found",
    "example.org:8443, https://example.org/deb, nobody",
    "example.org/deb, https://example.org/deb, found",
    "example.org/deb/, https://example.org/deb, found",
    "example.org/deb, https://example.org/deb/ian, found",
    "example.org/deb, https://example.org/debian, found",
    "example.org/deb/main, https://example.org/deb, nobody",
    "ample.org, https://example.org/deb, nobody",
    "[::1], https://[::1]:8443/deb, found",
  })
  void of_place_holdsAsWithApt(String place, String url, String user) throws Exception {
    Path file = write("auth.conf", "rw-------", "machine " + place + "\nlogin found password x\n");

    assertThat(user(AptCredentials.read(file), url)).isEqualTo(user);
  }

  @Test
  void of_severalThatFit_longestPathThenFirst() throws Exception {
    write("auth.conf.d/b.conf", "rw-------", "machine h/a/b login long password x # last\n");
    write("auth.conf.d/a.conf", "rw-------", "machine h/a/b login earlier password x\n");
    write(
        "auth.conf.d/90ubuntu-advantage",
        "rw-------",
        "machine http://h/pro/ login bearer password x  # ubuntu-pro-client\n");
    write("auth.conf.d/.hidden", "rw-------", "machine h/a/b/c/d login never password x\n");
    write("auth.conf.d/90pro.dpkg-old", "rw-------", "machine h/a/b/c login never password x\n");
    write("auth.conf.d/90pro~", "rw-------", "machine h/a/b/c login never password x\n");
    write("auth.conf.d/c.txt", "rw-------", "machine h/a/b/c login never password x\n");
    Path file =
        write(
            "auth.conf",
            "rw-------",
            "machine h login short password x\nmachine h/a login other password x\n");

    AptCredentials credentials = AptCredentials.read(file);

    assertThat(user(credentials, "https://h/a/b/c")).isEqualTo("earlier");
    assertThat(user(credentials, "https://h/a")).isEqualTo("other");
    assertThat(user(credentials, "https://h")).isEqualTo("short");
  }

  @Test
  void read_fileThatOthersCanRead_isTold() throws Exception {
    Path file = write("auth.conf", "rw-r-----", "machine h login u password sEcReT\n");
    assertThat(AptCredentials.read(file).exposures()).isEmpty();

    write("auth.conf", "rw-r--r--", "machine h login u password sEcReT\n");
    assertThat(AptCredentials.read(file).exposures())
        .singleElement()
        .satisfies(
            it ->
                assertThat(it).contains("others can read it (mode 0644)").doesNotContain("sEcReT"));
  }

  @Test
  void read_nothingThere_isEmptyAndRubbishIsAFailure() throws Exception {
    assertThat(user(AptCredentials.read(directory.resolve("gone")), "https://h"))
        .isEqualTo("nobody");
    Path rubbish = directory.resolve("auth.conf");
    Files.write(rubbish, new byte[] {(byte) 0xff, 0});

    assertThatIOException().isThrownBy(() -> AptCredentials.read(rubbish));
  }

  /** One that lacks its login is of no use, and takes nothing from the others. */
  @Test
  void of_entryWithoutLogin_isPassedOver() throws Exception {
    Path file =
        write(
            "auth.conf",
            "rw-------",
            "machine a.example password x\n\nmachine b.example\n\tlogin me\n\tpassword x\n");

    assertThat(user(AptCredentials.read(file), "https://b.example/deb")).isEqualTo("me");
    assertThat(user(AptCredentials.read(file), "https://a.example/deb")).isEqualTo("nobody");
  }

  /** Words count and lines do not, but for comments. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "machine h\n\nlogin me\npassword x\n",
        "machine h login me\n\npassword x\n",
        "machine h\n# a comment password y\nlogin me password x\n",
        "machine h login me password x # and a comment\n",
        "machine h login me password\tx\r\n",
        "\uFEFFmachine h password x login me\n",
        "machine a machine h login me password x",
        "machine a login b password machine h login me password x",
        "macdef m\nlogin put\npassword put\n\nmachine h login me password x\n",
        "machine h login me account y password x\n",
      })
  void of_wordsInAnyLayout(String text) throws Exception {
    Path file = write("auth.conf", "rw-------", text);

    assertThat(AptCredentials.read(file).of(ArchiveUrl.parse("https://h/deb")))
        .hasValueSatisfying(it -> assertThat(it.user()).isEqualTo("me"))
        .hasValueSatisfying(it -> assertThat(it.password().reveal()).isEqualTo("x"));
  }

  /** Tokens that stand where a login stands. */
  @ParameterizedTest
  @CsvSource({
    "machine h login TOKEN password, TOKEN, ''",
    "machine h login TOKEN, TOKEN, ''",
    "machine h login TOKEN password #x, TOKEN, #x",
  })
  void of_emptyPasswordAndOneThatBeginsAsAComment(String text, String user, String password)
      throws Exception {
    Path file = write("auth.conf", "rw-------", text + "\n");

    assertThat(AptCredentials.read(file).of(ArchiveUrl.parse("https://h/deb")))
        .hasValueSatisfying(it -> assertThat(it.user()).isEqualTo(user))
        .hasValueSatisfying(it -> assertThat(it.password().reveal()).isEqualTo(password));
  }
}
