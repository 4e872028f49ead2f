package dev.pop.mirror.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.Diagnostic;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.http.RetryPolicy;
import dev.pop.core.http.TransportOptions;
import dev.pop.core.http.TransportOptions.PlainHttp;
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
    return e.faults().stream().map(Diagnostic::toString).toList();
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
                    .startsWith("mirror.list: line 2: 'set http_proxy' ")
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
        .anyMatch(it -> it.contains("line 1: 'set limit_rate' must be a size such as 500k"))
        .anyMatch(it -> it.contains("line 2: 'set slow_rate_startup' must be a number from 1"))
        .anyMatch(it -> it.contains("line 3: 'set http_user_agent' must be plain ASCII text"))
        .anyMatch(
            it ->
                it.contains("line 4: 'set ca_certificate' must be an absolute path, not 'ca.pem'"))
        .anyMatch(it -> it.contains("line 5: 'set certificate' cannot be used: /nowhere/client"));
  }

  @Test
  void userAgentAndHttp1Only_asInAptMirror2() throws Exception {
    TransportOptions options =
        transport(
            "set http_user_agent 'Our mirror/1.0'", "http2-disable https://example.org/ubuntu/");

    assertThat(options.userAgent()).isEqualTo("Our mirror/1.0");
    assertThat(options.http().http1Only()).containsExactly("https://example.org/ubuntu");
  }

  @Test
  void certificates_areReadAndAnOpenKeyIsRefused() throws Exception {
    HeldCertificate client = new HeldCertificate.Builder().commonName("mirror").build();
    Path certificate = write("client.pem", "rw-r--r--", client.certificatePem());
    Path key = write("client.key", "rw-r--r--", client.privateKeyPkcs8Pem());

    String text =
        "set certificate "
            + certificate
            + "\nset private_key "
            + key
            + "\nset ca_certificate "
            + certificate
            + "\nset no_check_certificate 1";

    assertThat(faults(text))
        .containsExactly(
            "mirror.list: line 2: 'set private_key': "
                + key
                + " holds secrets but others can read it (mode 0644); run: chmod 640 "
                + key);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    TransportOptions transport = transport(text);
    assertThat(transport.tls().identity().orElseThrow()).hasToString("CN=mirror");
    assertThat(transport.tls().authorities()).containsExactly(client.certificate());
    assertThat(transport.tls().verified()).isFalse();
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
                + "deb https://own:pw@h/ubuntu jammy main\n"
                + "deb http://example.org/ports jammy main\n");

    assertThat(users(list)).containsExactly("found", "own", "nobody");
    assertThat(list.warnings()).isEmpty();
    assertThat(list.toString()).doesNotContain("sEcReT");
  }

  private static Stream<String> users(MirrorList list) {
    return list.repositories().stream()
        .map(it -> it.suites().get(0).archive().address().credentials())
        .map(it -> it.map(ArchiveUrl.Credentials::user).orElse("nobody"));
  }

  @Test
  void netrc_absent_isWarnedAboutAndOpenToOthersRefused() throws Exception {
    Path open = write("open.conf", "rw-r--r--", "machine h login x password y\n");

    assertThat(parse("set etc_netrc /nowhere/auth.conf\n" + DEB).warnings())
        .singleElement()
        .hasToString(
            "mirror.list: line 1: 'set etc_netrc': names a file that does not exist:"
                + " /nowhere/auth.conf");
    assertThat(faults("set etc_netrc " + open))
        .singleElement()
        .asString()
        .startsWith("mirror.list: line 1: 'set etc_netrc': " + open)
        .endsWith("others can read it (mode 0644); run: chmod 640 " + open);
  }

  @Test
  void listWithSecrets_openToOthers_isRefusedButInThePlaceOfThePerlProgram() throws Exception {
    Path list = write("mirror.list", "rw-r--r--", "deb https://x:sEcReT@example.org/u jammy main");

    MirrorListException e =
        catchThrowableOfType(MirrorListException.class, () -> MirrorList.read(list));

    String words = "holds secrets but others can read it (mode 0644); run: chmod 640 ";
    assertThat(e.faults())
        .singleElement()
        .satisfies(it -> assertThat(it.position().line()).isZero())
        .satisfies(it -> assertThat(it.reason()).isEqualTo(list + " " + words + list));
    assertThat(MirrorList.read(list, Strictness.DROP_IN).warnings()).isEqualTo(e.faults());
    Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(MirrorList.read(list).warnings()).isEmpty();
  }

  @Test
  void listWithoutSecrets_mayBeOpen() throws Exception {
    Path list = write("mirror.list", "rw-r--r--", DEB);

    assertThat(MirrorList.read(list).warnings()).isEmpty();
  }

  @Test
  void httpsOnly_refusesLinesOverPlainHttp() throws Exception {
    assertThat(
            faults(
                "set https_only 1",
                "deb http://localhost/ubuntu jammy main",
                "deb file:/srv/local jammy main"))
        .containsExactly("mirror.list: line 2: is over plain HTTP, which 'set https_only' refuses");
    assertThat(transport("set https_only 1").plainHttp()).isEqualTo(new PlainHttp(false, false));
  }

  @ParameterizedTest
  @CsvSource({
    "http://x:sEcReT@example.org/u, to the public host example.org",
    "http://x:sEcReT@8.8.8.8/u, to the public host 8.8.8.8",
    "http://netrc.example/u, to the public host netrc.example"
  })
  void credentialsOverPlainHttp_areRefusedUnlessAllowed(String url, String how) throws Exception {
    Path netrc =
        write("auth.conf", "rw-------", "machine http://netrc.example login x password sEcReT\n");
    String lines = "set etc_netrc " + netrc + "\ndeb " + url + " jammy main";

    assertThat(faults(lines))
        .containsExactly(
            "mirror.list: line 2: sends credentials over plain HTTP "
                + how
                + "; use https, or 'set allow_insecure_credentials 1'");
    assertThat(transport("set allow_insecure_credentials 1", lines).plainHttp())
        .isEqualTo(new PlainHttp(true, true));
  }

  @Test
  void credentialsOverPlainHttp_byWayOfAProxy_areRefusedAlsoForPrivateHosts() throws Exception {
    String line = "deb http://x:sEcReT@localhost/u jammy main";

    assertThat(transport(line).plainHttp()).isEqualTo(new PlainHttp(true, false));
    assertThat(faults("set use_proxy on", "set http_proxy proxy.example", line))
        .containsExactly(
            "mirror.list: line 3: sends credentials over plain HTTP by way of a proxy; use https,"
                + " or 'set allow_insecure_credentials 1'");
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
