package dev.pop.core.pro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.pop.core.apt.ArchiveUrl;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntitlementTest {
  private static Entitlement infra() throws Exception {
    return Contract.parse(Documents.CONTRACT).entitlement("esm-infra").orElseThrow();
  }

  private static String url(Entitlement entitlement) {
    return entitlement.directives().aptUrl().map(ArchiveUrl::location).orElseThrow();
  }

  @Test
  void suites_onlyThoseOfTheSeries() throws Exception {
    assertThat(infra().suites("jammy"))
        .containsExactly("jammy-infra-security", "jammy-infra-updates");
    assertThat(infra().suites("focal")).isEmpty();
  }

  @Test
  void forSeries_blockReplacesSuitesAndKeepsTheRest() throws Exception {
    Entitlement noble = infra().forSeries("noble");

    assertThat(noble.suites("noble")).containsExactly("noble-block");
    assertThat(url(noble)).isEqualTo("https://esm.ubuntu.com/infra");
    assertThat(noble.directives().aptKey()).contains("56F7650A24C9E9EC");
    assertThat(noble.affordances().allowSeries("noble")).isTrue();
    assertThat(noble.affordances().allowSeries("focal")).isFalse();
  }

  @Test
  void forSeries_selectorOfEqualWeight_laterCounts() throws Exception {
    assertThat(infra().forSeries("jammy").suites("jammy")).containsExactly("jammy-second");
  }

  @Test
  void forContext_cloud() throws Exception {
    Entitlement aws = infra().forContext("noble", Optional.of("aws"), Optional.empty());

    assertThat(url(aws)).isEqualTo("https://esm.ubuntu.com/aws");
    assertThat(aws.directives().additionalPackages().orElseThrow()).containsExactly("aws-tool");
    assertThat(aws.suites("noble")).containsExactly("noble-block");
  }

  @Test
  void forContext_variantIsHeavierThanCloud() throws Exception {
    Entitlement both = infra().forContext("noble", Optional.of("aws"), Optional.of("v"));

    assertThat(url(both)).isEqualTo("https://esm.ubuntu.com/v");
    assertThat(both.directives().additionalPackages().orElseThrow()).containsExactly("aws-tool");
  }

  @Test
  void forContext_selectorMustMatchWholly() throws Exception {
    assertThat(infra().forContext("jammy", Optional.of("gce"), Optional.empty()).entitled())
        .isFalse();
    assertThat(infra().forContext("jammy", Optional.of("aws"), Optional.empty()).entitled())
        .isTrue();
    assertThat(infra().forContext("noble", Optional.of("gce"), Optional.empty()).entitled())
        .isTrue();
  }

  @Test
  void forContext_selectorWithUnknownKeyOrEmpty_neverApplies() throws Exception {
    Entitlement entitlement =
        Contract.parse(
                Documents.withEntitlement(
                    "\"type\": \"fips\", \"entitled\": true, \"overrides\": ["
                        + "{\"selector\": {\"series\": \"jammy\", \"region\": \"x\"}, \"entitled\": false},"
                        + "{\"selector\": {}, \"entitled\": false}]"))
            .entitlements()
            .get(0);

    assertThat(entitlement.forSeries("jammy").entitled()).isTrue();
  }

  @Test
  void forContext_sumsDecide() throws Exception {
    // series and cloud make 5, which is more than the 4 of a variant
    Entitlement entitlement =
        Contract.parse(
                Documents.withEntitlement(
                    "\"type\": \"fips\", \"entitled\": true, \"overrides\": ["
                        + "{\"selector\": {\"series\": \"jammy\", \"cloud\": \"aws\"},"
                        + " \"directives\": {\"aptURL\": \"https://h/five\"}},"
                        + "{\"selector\": {\"variant\": \"v\"},"
                        + " \"directives\": {\"aptURL\": \"https://h/four\"}}]"))
            .entitlements()
            .get(0);

    assertThat(url(entitlement.forContext("jammy", Optional.of("aws"), Optional.of("v"))))
        .isEqualTo("https://h/five");
  }

  @Test
  void aptBase_appendsUbuntuExceptForAnbox() throws Exception {
    Contract contract = Contract.parse(Documents.CONTRACT);

    assertThat(contract.entitlement("cis").orElseThrow().aptBase().orElseThrow())
        .hasToString("https://esm.ubuntu.com/cis/ubuntu");
    assertThat(contract.entitlement("anbox").orElseThrow().aptBase().orElseThrow())
        .hasToString("https://archive.anbox-cloud.io/stable");
    assertThat(contract.entitlement("livepatch").orElseThrow().aptBase()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://esm.ubuntu.com/infra\\ndeb [trusted=yes] http://evil/ x main",
        "https://esm.ubuntu.com/infra\\r",
        "https://esm.ubuntu.com/infra\\u0000",
        "https://esm.ubuntu.com/infra x",
        "https://esm.ubuntu.com/infra\\u00a0x",
        "https://esm.ubuntu.com/infra\\u2028x",
        "https://user:word@esm.ubuntu.com/infra",
        "https://esm.ubuntu.com@evil.example/infra",
        "https://esm.ubuntu.com\\\\@evil.example/infra",
        "https://esm.ubuntu.com\\\\evil.example/infra",
        "https://esm.ubuntu.com#.evil.example/infra",
        "https://esm.ubuntu.com?x=.evil.example/infra",
        "https://esm.ubuntu.com%2eevil.example/infra",
        "https://esm.ubuntu.com:80:443/infra",
        "https://esm.ubuntu.com:99999/infra",
        "https://esm..ubuntu.com/infra",
        "https://-esm.ubuntu.com/infra",
        "https:///infra",
        "https://2130706433/infra",
        "https://0x7f.1/infra",
        "https://127.1/infra",
        "https://0177.0.0.1/infra",
        "https://\\u0435sm.ubuntu.com/infra",
        "https://esm.ubuntu.com/../infra",
        "https://esm.ubuntu.com/[trusted=yes]",
        "ftp://esm.ubuntu.com/infra",
        "file:///etc",
        "mirror+http://esm.ubuntu.com/infra",
        "esm.ubuntu.com/infra",
        "//esm.ubuntu.com/infra",
      })
  void read_hostileAptUrl_isRefusedByServiceAndField(String url) {
    assertRefused("{\"aptURL\": \"" + url + "\"}", "aptURL");
    assertRefused("{\"aptSnapshotURLs\": [\"" + url + "\"]}", "aptSnapshotURLs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jammy\\ndeb [trusted=yes] http://evil/ x main",
        "jammy\\r",
        "jammy\\u0000",
        "jammy main",
        "jammy\\t",
        "jammy\\u0085",
        "[trusted=yes]",
        "../jammy",
        "jammy/",
        "",
      })
  void read_hostileSuiteOrPackage_isRefusedByServiceAndField(String word) {
    assertRefused("{\"suites\": [\"jammy\", \"" + word + "\"]}", "suites");
    assertRefused("{\"additionalPackages\": [\"" + word + "\"]}", "additionalPackages");
  }

  @Test
  void read_hostileKey_isRefused() {
    assertRefused("{\"aptKey\": \"AB\\ndeb\"}", "aptKey");
  }

  @Test
  void read_hostileOverrideOfAnySeries_isRefused() {
    String members =
        "\"type\": \"fips\","
            + " \"series\": {\"trusty\": {\"directives\": {\"suites\": [\"a\\nb\"]}}}";

    assertThatExceptionOfType(HostileDirectiveException.class)
        .isThrownBy(() -> Contract.parse(Documents.withEntitlement(members)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://esm.ubuntu.com/infra",
        "http://mirror.example:8000/",
        "http://10.0.0.1/infra",
        "http://[fd00::1]:8000/infra",
        "http://localhost:1234"
      })
  void read_usualAptUrl_isTaken(String url) {
    assertThatNoException()
        .isThrownBy(
            () -> Contract.parse(Documents.withDirectives("{\"aptURL\": \"" + url + "\"}")));
  }

  private static void assertRefused(String directives, String field) {
    assertThatExceptionOfType(HostileDirectiveException.class)
        .isThrownBy(() -> Contract.parse(Documents.withDirectives(directives)))
        .withMessageStartingWith("the directive " + field + " of esm-apps is refused: ")
        .satisfies(e -> assertThat(e.service()).isEqualTo("esm-apps"))
        .satisfies(e -> assertThat(e.field()).isEqualTo(field))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("evil", "trusted", "word@"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://h/infra", "https://h/infra/ubuntu", "https://h/infra/ubuntu/"})
  void aptBase_endsInUbuntuOnce(String aptUrl) throws Exception {
    Entitlement entitlement =
        Contract.parse(
                """
                {"contractInfo": {"resourceEntitlements": [
                  {"type": "esm-infra", "entitled": true, "directives": {"aptURL": "BASE"}}]}}
                """
                    .replace("BASE", aptUrl))
            .entitlement("infra")
            .orElseThrow();

    assertThat(entitlement.aptBase().map(ArchiveUrl::location)).contains("https://h/infra/ubuntu");
    assertThat(entitlement.repeatsUbuntu()).isEqualTo(aptUrl.contains("ubuntu"));
  }
}
