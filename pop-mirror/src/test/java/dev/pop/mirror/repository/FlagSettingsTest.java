package dev.pop.mirror.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.Diagnostic;
import dev.pop.core.http.TransportOptions;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that are on or off, and values that are neither. */
class FlagSettingsTest {
  private static MirrorList parse(String set) throws MirrorListException {
    return MirrorList.parse(set + "\ndeb https://example.org/ubuntu jammy main\n", "mirror.list");
  }

  @ParameterizedTest
  @CsvSource({
    "1, true",
    "on, true",
    "yes, true",
    "TRUE, true",
    "0, false",
    "off, false",
    "No, false",
    "false, false"
  })
  void words_areOnOrOff(String word, boolean on) throws Exception {
    MirrorList list = parse("set log_compress " + word + "\nset _contents " + word);

    assertThat(list.settings().log().rotation().compress()).isEqualTo(on);
    assertThat(list.settings().contents()).isEqualTo(on);
    assertThat(list.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "allow_insecure_credentials",
        "allow_older_release",
        "append_logs",
        "check_date",
        "check_hashes",
        "check_release_info",
        "check_valid_until",
        "enable_diffs",
        "https_only",
        "log_compress",
        "prometheus_enable",
        "resume_partial_downloads",
        "slow_rate_protection",
        "uvloop",
        "verify_checksums",
        "weak_size_check",
        "write_file_lists"
      })
  void ourOwn_neitherOnNorOff_isRefused(String name) {
    assertThatExceptionOfType(MirrorListException.class)
        .isThrownBy(() -> parse("set " + name + " maybe"))
        .satisfies(
            e ->
                assertThat(e.faults())
                    .extracting(Diagnostic::toString)
                    .containsExactly(
                        "mirror.list: line 1: 'set "
                            + name
                            + "' must be 1 (on) or 0 (off), not 'maybe'"));
  }

  @ParameterizedTest
  @CsvSource({
    "_contents, on", "_autoclean, on", "_tilde, on", "run_postmirror, on",
    "auth_no_challenge, off", "no_check_certificate, off", "unlink, off", "use_proxy, off"
  })
  void ofThePerlProgram_neitherOnNorOff_aWarningSaysHowItCounts(String name, String counts)
      throws Exception {
    assertThat(parse("set " + name + " 5").warnings())
        .extracting(Diagnostic::toString)
        .containsExactly(
            "mirror.list: line 1: 'set "
                + name
                + "' must be 1 (on) or 0 (off), not '5'; it is read as "
                + counts
                + ", as apt-mirror reads it");
  }

  @Test
  void ofThePerlProgram_neitherOnNorOff_countsAsThere() throws Exception {
    MirrorSettings on = parse("set _contents 5\nset _tilde x\nset _autoclean 2").settings();
    assertThat(List.of(on.contents(), on.tilde(), on.atEnd().autoclean())).containsOnly(true);
    assertThat(parse("set run_postmirror maybe").settings().atEnd().postMirror()).isPresent();

    TransportOptions off =
        parse("set no_check_certificate 5\nset use_proxy maybe\nset http_proxy proxy.example")
            .settings()
            .transport();
    assertThat(off.tls().verified()).isTrue();
    assertThat(off.proxies()).isEqualTo(TransportOptions.Proxies.NONE);
  }

  @Test
  void everyFlag_isChecked() {
    Predicate<Setting> isFlag =
        setting -> List.of("0", "1", "on", "off").contains(setting.defaultValue());
    List<Setting> notOnOrOff =
        List.of( // a rate, three words, and a size
            Setting.LIMIT_RATE_TOTAL, Setting.GPG_VERIFY, Setting.MAX_ARCHIVE_SIZE);
    for (Setting setting : Setting.values()) {
      if (isFlag.test(setting) && !notOnOrOff.contains(setting)) {
        assertThat(said("set " + setting.key() + " maybe")).contains("must be 1 (on) or 0");
      }
    }
  }

  private static String said(String set) {
    try {
      return parse(set).warnings().toString();
    } catch (MirrorListException e) {
      return e.faults().toString();
    }
  }
}
