package dev.pop.mirror.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.http.RetryPolicy;
import dev.pop.core.http.TransportOptions;
import dev.pop.core.http.TransportOptions.Rates;
import dev.pop.core.http.TransportOptions.SlowRate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings that say how files are fetched. */
class TransportSettingsTest {
  private static final String DEB = "deb https://example.org/ubuntu jammy main\n";

  @TempDir private Path directory;

  private static MirrorList parse(String text) throws MirrorListException {
    return MirrorList.parse(text, "mirror.list");
  }

  private static TransportOptions transport(String... lines) throws MirrorListException {
    MirrorList list = parse(String.join("\n", lines) + "\n" + DEB);
    assertThat(list.warnings()).isEmpty();
    return list.settings().transport();
  }

  private static List<String> faults(String... lines) {
    MirrorListException e =
        catchThrowableOfType(
            MirrorListException.class, () -> parse(String.join("\n", lines) + "\n" + DEB));
    return e.faults().stream().map(ListFault::toString).toList();
  }

  private Path write(String name, String mode, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @ParameterizedTest
  @CsvSource({"100m, 104857600", "500k, 512000", "0, 0", "1.5K, 1536", "77, 77", "2g, 2147483648"})
  void limitRate_asWgetReadsIt(String value, long bytes) throws Exception {
    assertThat(transport("set limit_rate " + value, "set limit_rate_total " + value).rates())
        .isEqualTo(new Rates(bytes, bytes));
  }

  @Test
  void nothingSet_speedAsThePerlProgramAttemptsAsThePythonOne() throws Exception {
    assertThat(transport())
        .isEqualTo(
            TransportOptions.DEFAULT
                .withRates(new Rates(100L << 20, 0))
                .withSlowRate(new SlowRate(1024, Duration.ofMinutes(5)))
                .withRetry(
                    new RetryPolicy(5, Duration.ofSeconds(2), Duration.ofSeconds(120), true)));
  }

  @Test
  void proxies_withAndWithoutSchemeAndCredentials() throws Exception {
    TransportOptions options =
        transport(
            "set use_proxy yes",
            "set http_proxy proxy.example:3128",
            "set https_proxy http://me:hidden@[::1]:3129/");

    assertThat(options.proxies().http().map(ArchiveUrl::location))
        .contains("http://proxy.example:3128");
    assertThat(options.proxies().http().flatMap(ArchiveUrl::credentials)).isEmpty();
    ArchiveUrl https = options.proxies().https().orElseThrow();
    assertThat(https.hostAndPort()).isEqualTo("[::1]:3129");
    assertThat(https.credentials().orElseThrow().user()).isEqualTo("me");
    assertThat(options.toString()).doesNotContain("hidden");
  }

  @Test
  void proxyUserAndPassword_winOverThoseOfTheUrl() throws Exception {
    ArchiveUrl proxy =
        transport(
                "set use_proxy on",
                "set http_proxy http://me:hidden@proxy.example",
                "set proxy_user you",
                "set proxy_password 'pA#s'")
            .proxies()
            .http()
            .orElseThrow();

    assertThat(proxy.credentials().orElseThrow().user()).isEqualTo("you");
    assertThat(proxy.credentials().orElseThrow().password().reveal()).isEqualTo("pA#s");
  }

  @Test
  void proxies_withoutUseProxy_areNotUsed() throws Exception {
    assertThat(transport("set http_proxy proxy.example:3128").proxies())
        .isEqualTo(TransportOptions.Proxies.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://me:hidden@proxy.example", "socks5://me:hidden@h", "h:hidden"})
  void proxyThatCannotBe_isRefusedWithoutItsPassword(String url) {
    assertThat(faults("set use_proxy on", "set http_proxy '" + url + "'"))
        .singleElement()
        .satisfies(
            fault ->
                assertThat(fault)
                    .startsWith("mirror.list: line 2: 'set http_proxy' is no ")
                    .doesNotContain("hidden", "me:"));
  }

  @Test
  void slowRate_namesAndDefaultsOfAptMirror2() throws Exception {
    assertThat(transport("set slow_rate 10k").slowRate())
        .contains(new SlowRate(1024, Duration.ofMinutes(5)));
    assertThat(transport("set slow_rate_protection on").slowRate())
        .contains(new SlowRate(100 << 10, Duration.ofSeconds(15)));
    assertThat(
            transport("set slow_rate_protection on", "set slow_rate 5k", "set slow_rate_startup 60")
                .slowRate())
        .contains(new SlowRate(5 << 10, Duration.ofSeconds(60)));
  }

  @Test
  void wrongValues_areFaultsOfTheirLines() {
    assertThat(
            faults(
                "set limit_rate fast",
                "set slow_rate_startup 0",
                "set http_user_agent p\u00f6p",
                "set ca_certificate ca.pem",
                "set certificate /nowhere/client.pem"))
        .hasSizeGreaterThanOrEqualTo(5)
        .anyMatch(it -> it.contains("line 1: 'set limit_rate' is no size such as 500k"))
        .anyMatch(it -> it.contains("line 2: 'set slow_rate_startup' is no number from 1"))
        .anyMatch(it -> it.contains("line 3: 'set http_user_agent' is no plain text"))
        .anyMatch(it -> it.contains("line 4: 'set ca_certificate' is no absolute path: 'ca.pem'"))
        .anyMatch(it -> it.contains("line 5: 'set certificate' cannot be used: /nowhere/client"));
  }

  @Test
  void userAgentAndHttp1Only_asInAptMirror2() throws Exception {
    TransportOptions options =
        transport(
            "set http_user_agent 'Our mirror/1.0'", "http2-disable https://example.org/ubuntu/");

    assertThat(options.userAgent()).isEqualTo("Our mirror/1.0");
    assertThat(options.http1Only()).containsExactly("https://example.org/ubuntu");
  }

  @Test
  void certificates_areReadAndAnOpenKeyIsWarnedAbout() throws Exception {
    HeldCertificate client = new HeldCertificate.Builder().commonName("mirror").build();
    Path certificate = write("client.pem", "rw-r--r--", client.certificatePem());
    Path key = write("client.key", "rw-r--r--", client.privateKeyPkcs8Pem());

    MirrorList list =
        parse(
            "set certificate "
                + certificate
                + "\nset private_key "
                + key
                + "\nset ca_certificate "
                + certificate
                + "\nset no_check_certificate 1\n"
                + DEB);

    assertThat(list.settings().transport().tls().identity().orElseThrow()).hasToString("CN=mirror");
    assertThat(list.settings().transport().tls().authorities())
        .containsExactly(client.certificate());
    assertThat(list.settings().transport().tls().verified()).isFalse();
    assertThat(list.warnings())
        .singleElement()
        .satisfies(
            it ->
                assertThat(it.toString())
                    .startsWith("mirror.list: line 2: 'set private_key': " + key)
                    .contains("is open to others (mode 0644)"));
  }

  @Test
  void netrc_givesCredentialsToArchivesThatHaveNone() throws Exception {
    Path file =
        write(
            "auth.conf",
            "rw-r-----",
            "machine example.org login found password sEcReT\nmachine h login x password y\n");

    MirrorList list =
        parse(
            "set etc_netrc "
                + file
                + "\n"
                + DEB
                + "deb https://own:pw@h/ubuntu jammy main\ndeb http://example.org/ports jammy main\n");

    assertThat(users(list)).containsExactly("found", "own", "nobody");
    assertThat(list.warnings()).isEmpty();
    assertThat(list.toString()).doesNotContain("sEcReT");
  }

  private static Stream<String> users(MirrorList list) {
    return list.repositories().stream()
        .map(it -> it.suites().get(0).archive().credentials())
        .map(it -> it.map(ArchiveUrl.Credentials::user).orElse("nobody"));
  }

  @Test
  void netrc_absentOrOpenToOthers_isWarnedAbout() throws Exception {
    Path open = write("open.conf", "rw-r--r--", "machine h login x password y\n");

    assertThat(parse("set etc_netrc /nowhere/auth.conf\n" + DEB).warnings())
        .singleElement()
        .hasToString(
            "mirror.list: line 1: 'set etc_netrc': names a file that does not exist:"
                + " /nowhere/auth.conf");
    assertThat(parse("set etc_netrc " + open + "\n" + DEB).warnings())
        .singleElement()
        .satisfies(it -> assertThat(it.toString()).contains("open to others"));
  }

  @ParameterizedTest
  @CsvSource({"ftp://h/ubuntu, ftp", "rsync://h/ubuntu, rsync"})
  void schemesThatCannotBeHad_areRefusedWithTheLine(String url, String scheme) {
    assertThat(faults("", "deb " + url + " jammy main"))
        .containsExactly(
            "mirror.list: line 2: '"
                + url
                + "' uses "
                + scheme
                + ":, which is not supported; use http, https or file");
  }
}
