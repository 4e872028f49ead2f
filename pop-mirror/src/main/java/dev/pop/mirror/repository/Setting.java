package dev.pop.mirror.repository;

import dev.pop.core.NearestNames;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of {@code set} lines, under the names of the Perl apt-mirror and its successors, with
 * the Perl program's defaults.
 */
public enum Setting {
  BASE_PATH("base_path", "/var/spool/apt-mirror"),
  MIRROR_PATH("mirror_path", "$base_path/mirror"),
  SKEL_PATH("skel_path", "$base_path/skel"),
  VAR_PATH("var_path", "$base_path/var"),
  CLEANSCRIPT("cleanscript", "$var_path/clean.sh"),
  DEFAULTARCH("defaultarch", ""),
  NTHREADS("nthreads", "20"),
  CONTENTS("_contents", "1"),

  RETRY_ATTEMPTS("retry_attempts", "5"),

  /** Seconds. */
  RETRY_DELAY("retry_delay", "2.0"),

  RESUME_PARTIAL_DOWNLOADS("resume_partial_downloads", "1"),

  KEEP_GENERATIONS("keep_generations", "3"),
  KEEP_HOURS("keep_hours", "24"),

  /** Credentials are always sent with the first request, as the value 1 asks. */
  AUTH_NO_CHALLENGE("auth_no_challenge", "1"),

  AUTOCLEAN("_autoclean", "0"),
  WIPE_SIZE_RATIO("wipe_size_ratio", "0.4"),
  WIPE_COUNT_RATIO("wipe_count_ratio", "0.4"),
  TILDE("_tilde", "0"),
  LIMIT_RATE("limit_rate", "100m"),
  RUN_POSTMIRROR("run_postmirror", "1"),
  POSTMIRROR_SCRIPT("postmirror_script", "$var_path/postmirror.sh"),
  WRITE_FILE_LISTS("write_file_lists", "1"),

  /** A log file is always appended to, as the value 1 asks. */
  APPEND_LOGS("append_logs", "1"),

  LOG_FORMAT("log_format", "text"),
  LOG_FILE("log_file", ""),
  LOG_MAX_SIZE("log_max_size", "10m"),
  LOG_KEEP("log_keep", "5"),
  LOG_COMPRESS("log_compress", "1"),

  /** Hours. */
  MAX_AGE("max_age", "48"),

  OPTIONAL_INDICES("optional_indices", "report"),
  PRESENCE_HOURS("presence_hours", "24"),
  REBUILD("rebuild", "0"),
  INTEGRITY_DAYS("integrity_days", "30"),
  METRICS_FILE("metrics_file", ""),

  NO_CHECK_CERTIFICATE("no_check_certificate", "0"),

  HTTPS_ONLY("https_only", "0"),
  ALLOW_INSECURE_CREDENTIALS("allow_insecure_credentials", "0"),

  /** Files are always replaced and never written into, as the value 1 asks. */
  UNLINK("unlink", "1"),

  USE_PROXY("use_proxy", "off"),
  HTTP_PROXY("http_proxy", ""),
  HTTPS_PROXY("https_proxy", ""),
  PROXY_USER("proxy_user", ""),
  PROXY_PASSWORD("proxy_password", ""),
  CERTIFICATE("certificate", ""),
  PRIVATE_KEY("private_key", ""),
  CA_CERTIFICATE("ca_certificate", ""),

  LIMIT_RATE_TOTAL("limit_rate_total", "0"),
  ETC_NETRC("etc_netrc", ""),
  HTTP_USER_AGENT("http_user_agent", "pop"),
  HTTP2("http2", "auto"),
  PIPELINE_DEPTH("pipeline_depth", "10"),

  /** Off unlike in apt-mirror2: a list of the Perl program goes on working over a slow line. */
  SLOW_RATE_PROTECTION("slow_rate_protection", "off"),
  SLOW_RATE_STARTUP("slow_rate_startup", "15"),
  SLOW_RATE("slow_rate", "100k"),

  WEAK_SIZE_CHECK("weak_size_check", "0"),
  ALLOW_OLDER_RELEASE("allow_older_release", "0"),
  MAX_ARCHIVE_FILES("max_archive_files", "2000000"),
  MAX_ARCHIVE_SIZE("max_archive_size", "0"),

  RELEASE_FILES_RETRIES("release_files_retries", "15", ""),
  VERIFY_CHECKSUMS("verify_checksums", "1", "1", Setting.BYTES_ARE_CHECKED),
  CHECK_HASHES("check_hashes", "1", "1", Setting.BYTES_ARE_CHECKED),
  ENABLE_DIFFS("enable_diffs", "0", "0"),
  DIFF_ALGORITHM("diff_algorithm", "xdelta3", ""),
  DIFF_STORAGE_PATH("diff_storage_path", "$base_path/diffs", ""),
  MAX_DIFF_SIZE_RATIO("max_diff_size_ratio", "0.5", ""),
  GPG_VERIFY("gpg_verify", "on"),
  ETC_TRUSTED("etc_trusted", "/etc/apt/trusted.gpg"),
  ETC_TRUSTED_PARTS("etc_trusted_parts", "/etc/apt/trusted.gpg.d"),
  CHECK_DATE("check_date", "1"),
  CHECK_VALID_UNTIL("check_valid_until", "1"),
  CHECK_RELEASE_INFO("check_release_info", "1"),
  PROMETHEUS_ENABLE("prometheus_enable", "off", "off"),
  PROMETHEUS_HOST("prometheus_host", "localhost", ""),
  PROMETHEUS_PORT("prometheus_port", "8000", ""),

  /** The event loop of apt-mirror2; there is none here, and no value asks for anything. */
  UVLOOP("uvloop", "1");

  private static final String BYTES_ARE_CHECKED =
      "the bytes of every file are checked all the same";

  private final String key;
  private final String defaultValue;
  private final Optional<String> fixedValue;
  private final Optional<String> instead;

  Setting(String key, String defaultValue) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.fixedValue = Optional.empty();
    this.instead = Optional.empty();
  }

  Setting(String key, String defaultValue, String fixedValue) {
    this(key, defaultValue, fixedValue, null);
  }

  Setting(String key, String defaultValue, String fixedValue, @Nullable String instead) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.fixedValue = Optional.of(fixedValue);
    this.instead = Optional.ofNullable(instead);
  }

  /** The name in {@code set} lines. */
  public String key() {
    return key;
  }

  /** The value without a {@code set} line; may refer to other keys by {@code $name}. */
  public String defaultValue() {
    return defaultValue;
  }

  /**
   * For a setting that this version does not act on: the one value that describes what it does all
   * the same. Any other value is warned about. Empty for settings in full effect.
   */
  public Optional<String> fixedValue() {
    return fixedValue;
  }

  /** What happens whatever the value is, for {@link #fixedValue} ones where that needs saying. */
  Optional<String> instead() {
    return instead;
  }

  static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }

  /** The known key that {@code key} is most likely a misspelling of, if one is near. */
  static Optional<Setting> nearest(String key) {
    List<String> keys = Arrays.stream(values()).map(Setting::key).toList();
    return NearestNames.among(keys, key).stream().findFirst().flatMap(Setting::ofKey);
  }
}
