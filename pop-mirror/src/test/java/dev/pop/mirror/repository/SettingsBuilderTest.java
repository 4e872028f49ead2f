package dev.pop.mirror.repository;

import static dev.pop.mirror.repository.ParsedLists.parse;
import static dev.pop.mirror.repository.ParsedLists.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.Secret;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.ArchiveUrl.Credentials;
import dev.pop.core.http.TlsOptions;
import dev.pop.core.http.TransportOptions.Timeouts;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Settings without a text, which are those of a text that says the same. */
class SettingsBuilderTest {
  private static final String DEB = "deb [arch=amd64] https://archive.example/ubuntu jammy main\n";

  private static MirrorSettings ofText(String... lines) throws MirrorListException {
    return parse(String.join("\n", lines) + "\n" + DEB).settings();
  }

  private static List<String> faults(SettingsBuilder builder) {
    return words(catchThrowableOfType(MirrorListException.class, builder::build).faults());
  }

  @Test
  void nothingGiven_isAListWithoutSettings() throws Exception {
    assertThat(MirrorSettings.builder().build()).isEqualTo(ofText());
  }

  @Test
  void everyMethod_isItsLine() throws Exception {
    ArchiveUrl proxy =
        ArchiveUrl.parse("http://proxy.example:3128")
            .withCredentials(new Credentials("me", Secret.of("p $x@:%")));
    MirrorSettings built =
        MirrorSettings.builder()
            .basePath(Path.of("/base"))
            .mirrorPath(Path.of("/m"))
            .skelPath(Path.of("/s"))
            .varPath(Path.of("/v"))
            .cleanScript(Path.of("/c/clean"))
            .defaultArchitecture("riscv64")
            .threads(7)
            .contents(false)
            .ignoreOptionalIndices(true)
            .adoptBySize(true)
            .allowOlderRelease(true)
            .rebuild(true)
            .limits(1000, 12L << 40)
            .rates(1000, 1234567890123L)
            .slowRate(500, Duration.ofSeconds(20))
            .retryAttempts(9)
            .retryDelay(Duration.ofMillis(1500))
            .resumePartialDownloads(false)
            .userAgent("a program/1.0")
            .httpProxy(proxy)
            .httpsProxy(ArchiveUrl.parse("http://other.example"))
            .httpsOnly(true)
            .allowInsecureCredentials(true)
            .verifyCertificates(false)
            .trustedKeys(Path.of("/k"), Path.of("/k.d"))
            .keep(5, Duration.ofHours(7))
            .escapeTilde(true)
            .fileLists(false)
            .autoclean(true)
            .wipeRatios(0.25, 0)
            .postMirror(Path.of("/after"))
            .logFile(Path.of("/log"))
            .logFormat(LogSettings.Format.JSON)
            .logRotation(2048, 2, false)
            .maxAge(Duration.ofDays(3))
            .integrityRound(Duration.ofDays(8))
            .presence(Duration.ofHours(0))
            .metricsFile(Path.of("/metrics"))
            .build();

    assertThat(built)
        .isEqualTo(
            ofText(
                "set base_path /base",
                "set mirror_path /m",
                "set skel_path /s",
                "set var_path /v",
                "set cleanscript /c/clean",
                "set defaultarch riscv64",
                "set nthreads 7",
                "set _contents 0",
                "set optional_indices ignore",
                "set weak_size_check 1",
                "set allow_older_release 1",
                "set rebuild 1",
                "set max_archive_files 1000",
                "set max_archive_size 13194139533312",
                "set limit_rate 1000",
                "set limit_rate_total 1234567890123",
                "set slow_rate_protection 1",
                "set slow_rate 500",
                "set slow_rate_startup 20",
                "set retry_attempts 9",
                "set retry_delay 1.5",
                "set resume_partial_downloads 0",
                "set http_user_agent 'a program/1.0'",
                "set use_proxy 1",
                "set http_proxy http://me:p%20%24x%40%3A%25@proxy.example:3128",
                "set https_proxy http://other.example",
                "set https_only 1",
                "set no_check_certificate 1",
                "set allow_insecure_credentials 1",
                "set etc_trusted /k",
                "set etc_trusted_parts /k.d",
                "set keep_generations 5",
                "set keep_hours 7",
                "set _tilde 1",
                "set write_file_lists 0",
                "set _autoclean 1",
                "set wipe_size_ratio 0.25",
                "set wipe_count_ratio 0.0",
                "set postmirror_script /after",
                "set log_format json",
                "set log_file /log",
                "set log_max_size 2048",
                "set log_keep 2",
                "set log_compress 0",
                "set max_age 72",
                "set integrity_days 8",
                "set presence_hours 0",
                "set metrics_file /metrics"));
    assertThat(built.transport().proxies().http()).contains(proxy);
    assertThat(built.log().rotation().maxBytes()).isEqualTo(2048);
    assertThat(built.limits().bytes()).isEqualTo(12L << 40);
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void set_anySetting_isItsLine(Setting setting) throws Exception {
    String text = setting.defaultValue().isEmpty() ? "/nowhere" : setting.defaultValue();
    if (setting == Setting.PRIVATE_KEY
        || setting == Setting.CERTIFICATE
        || setting == Setting.CA_CERTIFICATE) {
      assertThat(faults(MirrorSettings.builder().set(setting, text)))
          .containsExactlyElementsOf(
              ParsedLists.faults("set " + setting.key() + " " + text + "\n" + DEB).stream()
                  .map(fault -> fault.replace("mirror.list: line 1", "the settings in code"))
                  .toList());
    } else {
      assertThat(MirrorSettings.builder().set(setting, text).build())
          .isEqualTo(ofText("set " + setting.key() + " " + text));
    }
  }

  @Test
  void set_reference_isReplacedWhereAPathOfJavaIsNot() throws Exception {
    MirrorSettings settings =
        MirrorSettings.builder()
            .basePath(Path.of("/srv/$var_path"))
            .set(Setting.METRICS_FILE, "$base_path/$nthreads.prom")
            .threads(3)
            .build();

    assertThat(settings.varPath()).isEqualTo(Path.of("/srv/$var_path/var"));
    assertThat(settings.watch().metricsFile()).contains(Path.of("/srv/$var_path/3.prom"));
    assertThat(faults(MirrorSettings.builder().set(Setting.BASE_PATH, "/srv/$nothing")))
        .containsExactly("the settings in code: a variable is referred to that no line sets");
  }

  @Test
  void laterCall_wins() throws Exception {
    MirrorSettings settings = MirrorSettings.builder().threads(3).threads(4).noPostMirror().build();

    assertThat(settings.threads()).isEqualTo(4);
    assertThat(settings.atEnd().postMirror()).isEmpty();
  }

  @Test
  void wrongValues_areAllNamed() {
    assertThat(
            faults(
                MirrorSettings.builder()
                    .threads(0)
                    .varPath(Path.of("var"))
                    .maxAge(Duration.ofMinutes(90))
                    .retryDelay(Duration.ofMinutes(3))
                    .wipeRatios(2, 0)))
        .containsExactlyInAnyOrder(
            "the settings in code: 'set nthreads' must be a number from 1 to 999, not '0'",
            "the settings in code: 'set var_path' must be an absolute path, not 'var'",
            "the settings in code: 'set max_age' must be a number from 1 to 100000, not '1.5'",
            "the settings in code: 'set retry_delay' must be a number from 0.0 to 120.0, not '180'",
            "the settings in code: 'set wipe_size_ratio' must be a number from 0.0 to 1.0, not"
                + " '2.0'");
  }

  @Test
  void whatNoLineSays_isInTheTransport() throws Exception {
    Duration one = Duration.ofSeconds(1);
    Duration two = Duration.ofSeconds(2);
    X509Certificate authority = new HeldCertificate.Builder().build().certificate();

    MirrorSettings settings =
        MirrorSettings.builder().timeouts(one, two).authorities(List.of(authority)).build();

    assertThat(settings.transport())
        .isEqualTo(
            ofText()
                .transport()
                .withTimeouts(new Timeouts(one, two))
                .withTls(new TlsOptions(true, List.of(authority), Optional.empty())));
  }

  @Test
  void everySize_isReadBack() throws Exception {
    for (long bytes : new long[] {0, 1, 999_999_999_999L, 1L << 49, (1L << 49) - 1}) {
      assertThat(MirrorSettings.builder().rates(bytes, bytes).build().transport().rates().total())
          .isEqualTo(bytes);
    }
  }

  @Test
  void secrets_areNotInTheScriptsEnvironmentNorShown() throws Exception {
    MirrorSettings settings =
        MirrorSettings.builder()
            .httpProxy(ArchiveUrl.parse("http://me:hIdDeN@proxy.example"))
            .build();

    assertThat(settings.toString()).contains("proxy.example").doesNotContain("hIdDeN");
  }
}
