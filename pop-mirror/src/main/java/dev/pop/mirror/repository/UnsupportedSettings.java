package dev.pop.mirror.repository;

import java.util.List;

/**
 * Checks the values of settings that this version takes and does not act on, so that a list that is
 * accepted today is not refused when they come into effect; and of those that ask for what is done
 * in any case.
 */
final class UnsupportedSettings {
  private static final List<String> DIFF_ALGORITHMS = List.of("xdelta3", "bsdiff", "rsync");
  private static final List<Setting> FLAGS =
      List.of(
          Setting.AUTH_NO_CHALLENGE,
          Setting.UNLINK,
          Setting.APPEND_LOGS,
          Setting.VERIFY_CHECKSUMS,
          Setting.CHECK_HASHES,
          Setting.ENABLE_DIFFS,
          Setting.PROMETHEUS_ENABLE,
          Setting.UVLOOP);
  private static final int MAX_ATTEMPTS = 1000;
  private static final int MAX_PORT = 65535;

  private final SettingReader settings;

  UnsupportedSettings(SettingReader settings) {
    this.settings = settings;
  }

  void check() {
    FLAGS.forEach(settings::flag);
    settings.number(Setting.RELEASE_FILES_RETRIES, 0, MAX_ATTEMPTS);
    String algorithm = settings.text(Setting.DIFF_ALGORITHM);
    if (!DIFF_ALGORITHMS.contains(algorithm)) {
      settings.wrong(
          Setting.DIFF_ALGORITHM,
          "is none of " + String.join(", ", DIFF_ALGORITHMS) + ": " + algorithm,
          algorithm);
    }
    settings.path(Setting.DIFF_STORAGE_PATH);
    settings.decimal(Setting.MAX_DIFF_SIZE_RATIO, 0, 1);
    settings.number(Setting.PROMETHEUS_PORT, 1, MAX_PORT);
  }
}
