package dev.pop.mirror.repository;

import static dev.pop.mirror.repository.ListSpecs.CLOCK;
import static dev.pop.mirror.repository.ListSpecs.contract;
import static dev.pop.mirror.repository.ListSpecs.faults;
import static dev.pop.mirror.repository.ListSpecs.infra;
import static dev.pop.mirror.repository.ListSpecs.lines;
import static dev.pop.mirror.repository.ListSpecs.services;
import static dev.pop.mirror.repository.ListSpecs.standard;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.pro.Contract;
import dev.pop.core.pro.ProTokens;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a specification of a list is refused for, and what it is warned about. */
class MirrorListSpecTest {
  @Test
  void faults_allAtOnce() throws Exception {
    MirrorListSpec.Builder spec =
        services("Jammy!", "infrra", "landscape", "fips")
            .tokens(ProTokens.NONE)
            .contract(
                Contract.parse(
                    "{\"contractInfo\": {\"effectiveTo\": \"2023-01-31T00:00:00Z\","
                        + " \"resourceEntitlements\": []}}"))
            .architectures(List.of("sparc", "amd64v3"))
            .mirrorHost("h.example/path")
            .mirrorPort(65536)
            .basePath(Path.of("relative path"))
            .standardRepos(true)
            .components(List.of("contrib"))
            .pockets(List.of("sid"));

    assertThat(faults(spec))
        .contains(
            "release: 'Jammy!' is not a code name, such as jammy",
            "architectures: 'sparc' is not one of amd64, amd64v3, arm64, armhf, i386, ppc64el,"
                + " riscv64, s390x and source",
            "base path: 'relative path' must be absolute and without blanks and '$'",
            "contract: it ended on 2023-01-31T00:00:00Z; renew it",
            "mirror host: give the name of a host alone, without path, scheme or credentials",
            "mirror port: 65536 is out of range (1 to 65535)",
            "entitlements: unknown service 'infrra'; did you mean infra?",
            "entitlements: landscape has no apt archive to mirror",
            "contract: it does not entitle to fips",
            "entitlements: fips is not offered for Jammy!; it is known for xenial, bionic, focal",
            "tokens: there is no token for fips",
            "components: 'contrib' is not one of main, restricted, universe, multiverse",
            "pockets: 'sid' is not one of release, updates, security, backports, proposed");
  }

  @Test
  void faults_nothingNamed() {
    assertThat(faults(MirrorListSpec.forRelease("jammy").architectures(List.of())))
        .containsExactly(
            "architectures: none is named",
            "entitlements: none is named, and the standard archives are not asked for");
    assertThat(faults(standard("jammy", "amd64").components(List.of()).pockets(List.of())))
        .containsExactly("components: none is named", "pockets: none is named");
  }

  @Test
  void faults_architectureThatTheSeriesLacks() {
    assertThat(faults(standard("noble", "amd64v3")))
        .containsExactly("architectures: noble has no amd64v3; it came with 25.10");
  }

  @Test
  void faults_contractThatHasJustEnded() throws Exception {
    String text = "{\"contractInfo\": {\"effectiveTo\": \"%s\", \"resourceEntitlements\": [%s]}}";
    String service = infra("\"directives\": {}");
    Contract ended = Contract.parse(text.formatted(CLOCK.instant(), service));
    Contract ending = Contract.parse(text.formatted(CLOCK.instant().plusSeconds(1), service));

    assertThat(faults(services("jammy", "infra").contract(ended)))
        .containsExactly("contract: it ended on 2023-03-15T10:30:45.123456Z; renew it");
    assertThat(lines(services("jammy", "infra").contract(ending))).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"type": "esm-infra", "entitled": false} | it does not entitle to esm-infra
          {"type": "esm-apps", "entitled": true} | it does not entitle to esm-infra
          {"type": "esm-infra", "entitled": true, "affordances": {"series": ["noble"]}} | esm-infra is not offered for jammy
          {"type": "esm-infra", "entitled": true, "affordances": {"architectures": ["s390x"]}} | esm-infra is not offered for amd64
          {"type": "esm-infra", "entitled": true, "overrides": [{"selector": {"series": "jammy"}, "entitled": false}]} | it does not entitle to esm-infra
          """)
  void faults_contractDoesNotAllow(String entitlement, String reason) throws Exception {
    assertThat(faults(services("jammy", "infra").contract(contract(entitlement))))
        .containsExactly("contract: " + reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h/path",
        "http://h",
        "bearer:MARKERtoken123@h",
        "h name",
        "h\nclean http://x/",
        "",
        "-h",
        "h?q",
        "h#f",
        "h/"
      })
  void faults_mirrorHostThatIsMore(String host) throws Exception {
    assertThat(faults(services("jammy", "infra").mirrorHost(host)))
        .isNotEmpty()
        .allMatch(fault -> fault.startsWith("mirror host: ") && !fault.contains("\n"));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 65536, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void faults_portOutOfRange(int port) throws Exception {
    assertThat(faults(services("jammy", "infra").mirrorHost("h").mirrorPort(port)))
        .containsExactly("mirror port: " + port + " is out of range (1 to 65535)");
  }

  @Test
  void faults_portWithoutOrBesideAPort() throws Exception {
    assertThat(faults(services("jammy", "infra").mirrorPort(8080)))
        .containsExactly("mirror port: needs a mirror host");
    assertThat(faults(services("jammy", "infra").mirrorHost("h:81").mirrorPort(82))).isNotEmpty();
  }

  @Test
  void release_mistyped_namesTheNearest() {
    assertThat(faults(MirrorListSpec.forRelease("jamy").standardRepos(true)))
        .containsExactly("release: 'jamy' is not a known series of Ubuntu; did you mean jammy?");
    assertThat(faults(MirrorListSpec.forRelease("nothinglikeit").standardRepos(true)))
        .containsExactly("release: 'nothinglikeit' is not a known series of Ubuntu");
  }

  private static final String FUTURE =
      """
      {"type": "esm-infra", "entitled": true, "directives": {"aptURL": "https://h/infra",
       "suites": ["jammy-infra-updates", "zorro-infra-updates"]}}
      """;

  @Test
  void release_unknown_takenWhenTheContractNamesIt() throws Exception {
    assertThat(lines(services("zorro", "infra").contract(contract(FUTURE)).standardRepos(true)))
        .anyMatch(line -> line.endsWith("@h/infra/ubuntu/ zorro-infra-updates main"))
        .anyMatch(line -> line.endsWith(" zorro-security main restricted universe multiverse"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zorr", "jamm", "infra", "z"})
  void release_onlyPartOfAName_refused(String release) throws Exception {
    assertThat(faults(services(release, "infra").contract(contract(FUTURE))))
        .anyMatch(
            fault ->
                fault.startsWith(
                    "release: '"
                        + release
                        + "' is not a known series of Ubuntu, nor does the contract name it"));
  }

  private static final String CLASH =
      """
      {"type": "esm-infra", "entitled": true,
       "directives": {"aptURL": "https://h/x", "suites": ["jammy"]}},
      {"type": "usg", "entitled": true,
       "directives": {"aptURL": "https://h/x/ubuntu", "suites": ["jammy"]}}
      """;

  @Test
  void clash_ofChosenServices_refused() throws Exception {
    assertThat(faults(services("jammy", "infra", "cis").contract(contract(CLASH))))
        .containsExactly(
            "contract: esm-infra and usg share https://h/x/ubuntu jammy, so the list would name"
                + " that twice; choose one of them");
  }

  @Test
  void clash_withAServiceLeftOut_warns() throws Exception {
    MirrorListSpec.Builder spec = services("jammy", "infra").contract(contract(CLASH));

    assertThat(lines(spec)).anyMatch(line -> line.endsWith("@h/x/ubuntu/ jammy main"));
    assertThat(spec.build().contractWarnings())
        .containsExactly(
            "esm-infra and usg share https://h/x/ubuntu jammy; the Pro client refuses to attach to"
                + " such a contract");
    assertThat(services("jammy", "usg").contract(contract(CLASH)).build().contractWarnings())
        .contains(
            "the aptURL of usg ends in /ubuntu already; the Pro client appends that once more and"
                + " finds nothing");
  }

  @Test
  void faultyNames_areQuotedOnOneLine() {
    assertThat(faults(MirrorListSpec.forRelease("jammy\ndeb").standardRepos(true)))
        .containsExactly("release: 'jammy\\x0adeb' is not a code name, such as jammy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://h", "h/path", "u:p@h"})
  void mirrorHost_moreThanAName_refused(String host) throws Exception {
    assertThat(faults(services("jammy", "infra").mirrorHost(host).mirrorPort(8000)))
        .containsExactly(
            "mirror host: give the name of a host alone, without path, scheme or credentials");
  }
}
