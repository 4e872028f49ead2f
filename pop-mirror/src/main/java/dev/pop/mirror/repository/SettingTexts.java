package dev.pop.mirror.repository;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.http.TransportOptions;
import dev.pop.core.http.TransportOptions.SlowRate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * The way back from the values of settings to the texts of {@code set} lines. It names every {@link
 * Setting}: a new one does not compile before it is decided here how it is written.
 */
final class SettingTexts {
  private SettingTexts() {}

  /**
   * The text that gives the setting its value.
   *
   * @return empty for what {@link MirrorSettings} does not hold under the setting's own name: it is
   *     without effect, is in other values, or is named by suites
   */
  static Optional<String> of(Setting setting, MirrorSettings of) {
    TransportOptions transport = of.transport();
    MirrorSettings.AtEnd end = of.atEnd();
    LogSettings.Rotation rotation = of.log().rotation();
    return switch (setting) {
      case MIRROR_PATH -> text(of.mirrorPath());
      case SKEL_PATH -> text(of.skelPath());
      case VAR_PATH -> text(of.varPath());
      case CLEANSCRIPT -> text(of.cleanScript());
      case NTHREADS -> text(of.threads());
      case CONTENTS -> flag(of.contents());
      case RETRY_ATTEMPTS -> text(transport.retry().attempts());
      case RETRY_DELAY -> seconds(transport.retry().delay());
      case RESUME_PARTIAL_DOWNLOADS -> flag(transport.retry().resume());
      case KEEP_GENERATIONS -> text(of.keep().generations());
      case KEEP_HOURS -> hours(of.keep().grace());
      case AUTOCLEAN -> flag(end.autoclean());
      case WIPE_SIZE_RATIO -> text(end.wipeGuard().sizeRatio());
      case WIPE_COUNT_RATIO -> text(end.wipeGuard().countRatio());
      case TILDE -> flag(of.tilde());
      case LIMIT_RATE -> text(transport.rates().perConnection());
      case LIMIT_RATE_TOTAL -> text(transport.rates().total());
      case RUN_POSTMIRROR -> flag(end.postMirror().isPresent());
      case POSTMIRROR_SCRIPT -> end.postMirror().map(it -> it.script().toString());
      case WRITE_FILE_LISTS -> flag(end.fileLists());
      case LOG_FORMAT -> text(of.log().format().name().toLowerCase(Locale.ROOT));
      case LOG_FILE -> path(of.log().file());
      case LOG_MAX_SIZE -> text(rotation.maxBytes());
      case LOG_KEEP -> text(rotation.keep());
      case LOG_COMPRESS -> flag(rotation.compress());
      case MAX_AGE -> hours(of.watch().maxAge());
      case OPTIONAL_INDICES -> text(of.ignoresOptionalIndices() ? "ignore" : "report");
      case PRESENCE_HOURS -> hours(of.watch().presence());
      case REBUILD -> flag(of.rebuild());
      case INTEGRITY_DAYS ->
          text(
              SettingsBuilder.units(
                  of.watch().integrityRound(),
                  SettingsBuilder.MILLIS_PER_HOUR * SettingsBuilder.HOURS_PER_DAY));
      case METRICS_FILE -> path(of.watch().metricsFile());
      case NO_CHECK_CERTIFICATE -> flag(!transport.tls().verified());
      case HTTPS_ONLY -> flag(!transport.plainHttp().allowed());
      case ALLOW_INSECURE_CREDENTIALS -> flag(transport.plainHttp().credentialsAnywhere());
      case USE_PROXY -> flag(!transport.proxies().equals(TransportOptions.Proxies.NONE));
      case HTTP_PROXY -> proxy(transport.proxies().http());
      case HTTPS_PROXY -> proxy(transport.proxies().https());
      case HTTP_USER_AGENT -> text(transport.userAgent());
      case HTTP2 -> text(transport.http().http2() ? "on" : "auto");
      case PIPELINE_DEPTH -> text(transport.http().pipelineDepth());
      case SLOW_RATE_PROTECTION -> flag(slowRate(transport).isPresent());
      case SLOW_RATE_STARTUP -> slowRate(transport).flatMap(rate -> seconds(rate.window()));
      case SLOW_RATE -> slowRate(transport).flatMap(rate -> text(rate.bytesPerSecond()));
      case WEAK_SIZE_CHECK -> flag(of.adoptBySize());
      case ALLOW_OLDER_RELEASE -> flag(of.allowOlderRelease());
      case MAX_ARCHIVE_FILES -> text(of.limits().files());
      case MAX_ARCHIVE_SIZE -> text(of.limits().bytes());
      case ETC_TRUSTED -> text(of.keyrings().trusted());
      case ETC_TRUSTED_PARTS -> text(of.keyrings().trustedParts());
      case BASE_PATH, DEFAULTARCH -> Optional.empty(); // in the paths, in the suites
      case GPG_VERIFY, CHECK_DATE, CHECK_VALID_UNTIL, CHECK_RELEASE_INFO -> Optional.empty();
      case PROXY_USER, PROXY_PASSWORD, ETC_NETRC -> Optional.empty(); // in the URLs
      case CERTIFICATE, PRIVATE_KEY, CA_CERTIFICATE -> Optional.empty(); // read from files
      case AUTH_NO_CHALLENGE, APPEND_LOGS, UNLINK, UVLOOP -> Optional.empty(); // without effect
      case RELEASE_FILES_RETRIES, VERIFY_CHECKSUMS, CHECK_HASHES -> Optional.empty();
      case ENABLE_DIFFS, DIFF_ALGORITHM, DIFF_STORAGE_PATH, MAX_DIFF_SIZE_RATIO -> Optional.empty();
      case PROMETHEUS_ENABLE, PROMETHEUS_HOST, PROMETHEUS_PORT -> Optional.empty();
    };
  }

  private static Optional<String> text(Object value) {
    return Optional.of(value.toString());
  }

  private static Optional<String> flag(boolean on) {
    return Optional.of(on ? "1" : "0");
  }

  private static Optional<String> path(Optional<Path> file) {
    return Optional.of(file.map(Path::toString).orElse(""));
  }

  private static Optional<String> proxy(Optional<ArchiveUrl> url) {
    return Optional.of(url.map(ArchiveUrl::reveal).orElse(""));
  }

  private static Optional<String> seconds(Duration time) {
    return Optional.of(SettingsBuilder.units(time, SettingsBuilder.MILLIS_PER_SECOND));
  }

  private static Optional<String> hours(Duration time) {
    return Optional.of(SettingsBuilder.units(time, SettingsBuilder.MILLIS_PER_HOUR));
  }

  private static Optional<SlowRate> slowRate(TransportOptions transport) {
    return transport.slowRate().filter(rate -> !rate.equals(TransportReader.AT_LEAST));
  }
}
