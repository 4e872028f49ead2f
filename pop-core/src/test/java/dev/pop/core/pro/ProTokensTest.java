package dev.pop.core.pro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.pop.core.Secret;
import dev.pop.core.apt.ArchiveUrl.Credentials;
import dev.pop.core.apt.FormatException;
import dev.pop.core.io.SecretFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProTokensTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"esm-infra\": \"tA\", \"cis\": \"tB\"}",
        "{\"esm-infra\": {\"token\": \"tA\"}, \"cis\": {\"token\": \"tB\"}}",
        "[{\"type\": \"esm-infra\", \"token\": \"tA\"}, {\"type\": \"cis\", \"token\": \"tB\"}]",
        "{\"resourceTokens\": [{\"type\": \"esm-infra\", \"token\": \"tA\"},"
            + " {\"type\": \"cis\", \"token\": \"tB\"}], \"machineTokenInfo\": {}}",
        "{\"server\": \"https://x\", \"account\": \"a\","
            + " \"resources\": {\"esm-infra\": \"tA\", \"cis\": \"tB\"}}",
        "{\"C1token\": {\"esm-infra\": \"tA\", \"cis\": \"tB\"}}",
        "{\"C1token\": {\"resourceTokens\": [{\"type\": \"esm-infra\", \"token\": \"tA\"},"
            + " {\"type\": \"cis\", \"token\": \"tB\"}]}}",
        "esm-infra:  tA\ncis:\ttB\n",
        "esm-infra: tA\r\ncis: tB\r\n",
        """
        server: https://contracts.canonical.com
        account: a b
        resources:
          esm-infra: tA
          cis: tB
        """,
        """
        server: https://contracts.canonical.com
        account: a
        esm-infra:
          tA
        cis:
          token: tB
        """,
      })
  void parse_everyShape(String text) throws Exception {
    ProTokens tokens = ProTokens.parse(text);

    assertThat(tokens.services()).containsExactly("esm-infra", "cis");
    assertThat(tokens.find("esm-infra")).contains(Secret.of("tA"));
    assertThat(tokens.find("infra")).contains(Secret.of("tA"));
    assertThat(tokens.find("usg")).contains(Secret.of("tB"));
    assertThat(tokens.find("fips")).isEmpty();
    assertThat(tokens).hasToString("tokens of [esm-infra, cis]");
  }

  @Test
  void find_ownNameBeforeAlias() throws Exception {
    ProTokens tokens = ProTokens.parse("cis: tA\nusg: tB\n");

    assertThat(tokens.find("cis")).contains(Secret.of("tA"));
    assertThat(tokens.find("usg")).contains(Secret.of("tB"));
  }

  @Test
  void with_checksAsParseDoes() throws Exception {
    ProTokens tokens = ProTokens.parse("esm-infra: tA");

    assertThat(tokens.with("ros", Secret.of(" tB\n")))
        .isEqualTo(ProTokens.parse("esm-infra: tA\nros: tB"));
    assertThat(tokens.with("esm-infra", Secret.of("tC")))
        .isEqualTo(ProTokens.parse("esm-infra: tC"));
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> tokens.with("esm-infra", Secret.of("hid@den")))
        .withMessageContaining("the token of esm-infra is malformed")
        .withMessageNotContaining("hid");
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> tokens.with("esm-infra", Secret.of(" ")))
        .withMessage("the token of esm-infra is empty");
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> tokens.with("C1Hidden", Secret.of("infra")))
        .withMessageNotContaining("Hidden");
  }

  @Test
  void of_tokensInMemory_areThoseOfTheText() throws Exception {
    assertThat(ProTokens.of(Map.of("fips", Secret.of("me:word"))))
        .isEqualTo(ProTokens.parse("fips: me:word"));
    assertThat(ProTokens.of(Map.of())).isEqualTo(ProTokens.NONE);
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ProTokens.of(Map.of("fips", Secret.of("a/b"))))
        .withMessageNotContaining("a/b");
  }

  @Test
  void credentials_colonParts() throws Exception {
    ProTokens tokens = ProTokens.parse("{\"fips\": \"me:word\", \"ros\": \"tok\"}");

    assertThat(tokens.credentials("fips")).contains(new Credentials("me", Secret.of("word")));
    assertThat(tokens.credentials("ros")).contains(new Credentials("bearer", Secret.of("tok")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ' '                             | is empty: no token in it
          {}                              | holds no resource token
          []                              | holds no resource token
          server: x                       | holds no resource token
          {"fips": ""}                    | the token of fips is empty
          {"fips": "a b"}                 | the token of fips is malformed: it contains a blank
          {"fips": "a\\nb"}               | it contains a line end or another control character
          {"fips": "a@b"}                 | the token of fips is malformed
          {"fips": "a/b"}                 | the token of fips is malformed
          {"fips": "a#b"}                 | the token of fips is malformed
          {"fips": "a:b:c"}               | the token of fips is malformed
          {"fips": ":b"}                  | the token of fips is malformed
          {"fips": 5}                     | * must be a token, but is a number
          {"fips": null}                  | * must be a token, but is null
          {"a": {"b": {"fips": "x"}}}     | *.* must be a token, but is an object
          {"Fips!": "x"}                  | entry 1 does not begin with the name of a service
          [{"type": "fips"}]              | [0].token is missing
          [{"type": 1, "token": "x"}]     | [0].type must be a text
          [{"type": "fips", "token": "a"},{"type": "fips", "token": "b"}] | two different tokens are given for fips
          {"fips": "a"                    | ends too early
          fips a                          | line 1 is no 'SERVICE: TOKEN'
          fips:                           | ends where a token should follow
          fips: a b                       | the token of fips is malformed
          new: a b                        | the token of an unknown service (line 1) is malformed
          """)
  void parse_wrongText_saysSo(String text, String message) {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ProTokens.parse(text))
        .withMessageContaining(message);
  }

  @Test
  void read_directoryOrEmptyFile_isNamed() throws Exception {
    Path empty = Files.writeString(directory.resolve("pop_resources.json"), "");

    assertThatIOException()
        .isThrownBy(() -> ProTokens.read(directory))
        .withMessage(directory + ": is a directory, not a file");
    assertThatIOException()
        .isThrownBy(() -> ProTokens.read(empty))
        .withMessage(empty + ": is empty: no token in it");
  }

  @Test
  void write_readGivesTheSame() throws Exception {
    ProTokens tokens = ProTokens.parse("fips: me:word\nros: a=b\n").with("cis", Secret.of("c"));
    Path file = directory.resolve("pop_resources.json");

    tokens.write(file);

    assertThat(ProTokens.read(file)).isEqualTo(tokens);
    assertThat(SecretFile.exposure(file)).isEmpty();
  }
}
