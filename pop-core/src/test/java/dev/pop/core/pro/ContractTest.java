package dev.pop.core.pro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.Secret;
import dev.pop.core.apt.FormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractTest {
  private static final Instant END = Instant.parse("2030-01-31T00:00:00Z");

  @TempDir Path directory;

  @Test
  void parse_jsonOfSeedTool() throws Exception {
    Contract contract = Contract.parse(Documents.CONTRACT);

    assertThat(contract.token()).contains(Secret.of("C1contractToken"));
    assertThat(contract.id()).contains("cA");
    assertThat(contract.name()).contains("On premises");
    assertThat(contract.account()).contains("Example Ltd");
    assertThat(contract.effectiveTo()).contains(END);
    assertThat(contract.hasEnded(END.minusSeconds(1))).isFalse();
    assertThat(contract.hasEnded(END)).isTrue();
    assertThat(contract.entitlements())
        .extracting(Entitlement::type)
        .containsExactly("esm-infra", "cis", "anbox-cloud", "livepatch");
  }

  @Test
  void parse_yamlOfProAirgapped() throws Exception {
    Contract contract =
        Contract.parse(
            """
            C1contractToken:
              accountInfo: {name: Example Ltd, createdAt: 2020-01-01T00:00:00Z}
              contractInfo:
                id: cA
                effectiveTo: 2030-01-31 00:00:00+00:00
                products: &shared
                - '1'
                origin: ~
                resourceEntitlements:
                - type: esm-infra
                  entitled: true
                  affordances: {architectures: [amd64], series: *shared}
                  directives:
                    aptURL: http://mirror.example:8000/infra
                    suites:
                    - noble-infra-security
                - type: "fips"
                  entitled: false
            """);

    assertThat(contract.token()).contains(Secret.of("C1contractToken"));
    assertThat(contract.effectiveTo()).contains(END);
    Entitlement infra = contract.entitlement("infra").orElseThrow();
    assertThat(infra.entitled()).isTrue();
    assertThat(infra.aptBase().orElseThrow())
        .hasToString("http://mirror.example:8000/infra/ubuntu");
    assertThat(infra.affordances().allowArchitecture("arm64")).isFalse();
    assertThat(contract.entitlement("fips").orElseThrow().entitled()).isFalse();
  }

  @Test
  void parse_attachResponse() throws Exception {
    Contract contract =
        Contract.parse(
            """
            {"machineToken": "mT", "resourceTokens": [{"type": "esm-infra", "token": "rT"}],
             "machineTokenInfo": {"machineId": "m", "accountInfo": {"name": "A"},
               "contractInfo": {"id": "c", "effectiveTo": "0001-01-01T00:00:00Z",
                                "resourceEntitlements": null}}}
            """);

    assertThat(contract.id()).contains("c");
    assertThat(contract.account()).contains("A");
    assertThat(contract.token()).isEmpty();
    assertThat(contract.effectiveTo()).isEmpty();
    assertThat(contract.entitlements()).isEmpty();
  }

  @Test
  void parseAll_severalContracts() throws Exception {
    String two =
        "{\"C1\": {\"contractInfo\": {\"id\": \"a\", \"resourceEntitlements\": []}},"
            + " \"C2\": {\"contractInfo\": {\"id\": \"b\", \"resourceEntitlements\": []}}}";

    assertThat(Contract.parseAll(two))
        .extracting(c -> c.id().orElseThrow())
        .containsExactly("a", "b");
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> Contract.parse(two))
        .withMessage("holds 2 contracts, not one");
  }

  @Test
  void entitlement_isFoundByAnyName() throws Exception {
    Contract contract = Contract.parse(Documents.CONTRACT);

    assertThat(contract.entitlement("usg").orElseThrow().type()).isEqualTo("cis");
    assertThat(contract.entitlement("INFRA").orElseThrow().type()).isEqualTo("esm-infra");
    assertThat(contract.entitlement("fips")).isEmpty();
  }

  @Test
  void clashes_namesServicesThatShareASuite() throws Exception {
    Contract contract =
        Contract.parse(
            """
            {"contractInfo": {"resourceEntitlements": [
              {"type": "a", "entitled": true, "directives": {"aptURL": "https://h/x", "suites": ["jammy"]}},
              {"type": "b", "entitled": true, "directives": {"aptURL": "https://h/x/", "suites": ["jammy"]}},
              {"type": "c", "entitled": true, "directives": {"aptURL": "https://h/y", "suites": ["jammy"]}}]}}
            """);

    assertThat(contract.clashes("jammy", Optional.empty(), Optional.empty()))
        .extracting(ServiceClash::toString)
        .containsExactly("a and b share https://h/x/ubuntu jammy");
    assertThat(contract.clashes("noble", Optional.empty(), Optional.empty())).isEmpty();
  }

  @Test
  void read_namesFile() throws Exception {
    Path file = Files.writeString(directory.resolve("pop.json"), "{\"contractInfo\": []}");

    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> Contract.read(file))
        .withMessage(file + ": contractInfo must be an object, but is a list");

    Files.writeString(file, Documents.withDirectives("{\"suites\": [\"jammy\\nmain\"]}"));
    assertThatExceptionOfType(HostileDirectiveException.class)
        .isThrownBy(() -> Contract.read(file))
        .withMessageStartingWith(file + ": the directive suites of esm-apps")
        .satisfies(e -> assertThat(e.field()).isEqualTo("suites"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                     | is empty
          '   '                                  | is empty
          '# nothing'                            | is empty
          {}                                     | holds no contract
          []                                     | the document must be an object, but is a list
          <html>no</html>                        | the document must be an object, but is a text
          {"t": 1}                               | * must be an object with contractInfo, but is a number
          {"t": {}}                              | *.contractInfo is missing
          {"a b": {"contractInfo": {}}}          | contains a blank
          {"contractInfo": {}}                   | contractInfo.resourceEntitlements is missing
          {"contractInfo": null}                 | contractInfo is missing
          {"contractInfo": {"id": 7}}            | contractInfo.id must be a text, but is a number
          {"contractInfo": {"effectiveTo": 1e99}} | contractInfo.effectiveTo must be a text
          {"contractInfo": {"effectiveTo": "x"}} | contractInfo.effectiveTo is not a time
          {"contractInfo": {"resourceEntitlements": {}}} | contractInfo.resourceEntitlements must be a list
          {"contractInfo": {"resourceEntitlements": [1]}} | contractInfo.resourceEntitlements[0] must be an object
          {"contractInfo": {"resourceEntitlements": [{}]}} | resourceEntitlements[0].type is missing
          {"contractInfo": {"resourceEntitlements": [{"type": "a b"}]}} | is not the name of a service
          {"contractInfo": {"resourceEntitlements": [{"type": "a"},{"type": "a"}]}} | [1] gives the service a a second time
          {"a": 1, "a": 2}                       | has the same key twice in one object (line 1, column
          {"a": {"b": 1}                         | ends too early
          {"a" 1}                                | is not valid JSON (line 1, column
          {"a": 1} x                             | (line 1, column
          {"a": 01}                              | is not valid JSON
          {'a': 1}                               | is not valid JSON
          [nan]                                  | is not valid JSON
          a: [b                                  | is neither valid JSON nor valid YAML (line
          a: *b                                  | has an alias without its anchor
          ? [a]                                  | has a key that is not text
          a: !!java/object x                     | has a YAML tag that no contract has
          """)
  void parse_wrongDocument_saysWhere(String document, String message) {
    String text = document.equals("nothing") ? "" : document;

    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> Contract.parse(text))
        .withMessageContaining(message)
        .withNoCause();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "entitled": "yes"                     | [0].entitled must be true or false, but is a text
          "directives": []                      | [0].directives must be an object
          "directives": {"suites": "jammy"}     | [0].directives.suites must be a list, but is a text
          "directives": {"suites": [["jammy"]]} | [0].directives.suites[0] must be a text, but is a list
          "directives": {"aptURL": {}}          | [0].directives.aptURL must be a text
          "affordances": {"series": 5}          | [0].affordances.series must be a list
          "series": []                          | [0].series must be an object
          "series": {"noble": "x"}              | [0].series.noble must be an object
          "overrides": {}                       | [0].overrides must be a list
          "overrides": [{}]                     | [0].overrides[0].selector is missing
          "overrides": [{"selector": {"series": 1}}] | [0].overrides[0].selector.series must be a text
          """)
  void parse_oddEntitlement_saysWhere(String members, String message) {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(
            () -> Contract.parse(Documents.withEntitlement("\"type\": \"fips\", " + members)))
        .withMessageContaining(message);
  }

  @Test
  void parse_secondYamlDocument_isRefused() {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> Contract.parse("a: {}\n---\nb: {}\n"))
        .withMessageContaining("more than one YAML document (line 2");
  }

  @Test
  void parse_repeatedYamlKey_isRefused() {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> Contract.parse("a: 1\nb: 1\na: 2\n"))
        .withMessageContaining("same key twice in one object (line 3");
  }

  @Test
  void parse_deepNesting_isBounded() {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> Contract.parse("{\"a\":".repeat(100_000)))
        .withMessageContaining("nested deeper than 64");
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> Contract.parse("a: " + "[".repeat(100_000)))
        .withMessageContaining("nested deeper than 64");
  }

  @Test
  void parse_aliasesThatMultiply_areBounded() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      yaml.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(10) + "]\n");
    }

    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> Contract.parse(yaml.toString()))
        .withMessageContaining("has more than 1000000 values");
  }
}
