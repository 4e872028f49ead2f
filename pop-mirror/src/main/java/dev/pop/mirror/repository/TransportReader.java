package dev.pop.mirror.repository;

import com.google.common.base.Ascii;
import dev.pop.core.Secret;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.FormatException;
import dev.pop.core.http.PemFile;
import dev.pop.core.http.RetryPolicy;
import dev.pop.core.http.TlsIdentity;
import dev.pop.core.http.TlsOptions;
import dev.pop.core.http.TransportOptions;
import dev.pop.core.http.TransportOptions.Http;
import dev.pop.core.http.TransportOptions.PlainHttp;
import dev.pop.core.http.TransportOptions.Proxies;
import dev.pop.core.http.TransportOptions.Rates;
import dev.pop.core.http.TransportOptions.SlowRate;
import dev.pop.core.io.IoErrors;
import dev.pop.core.io.SecretFile;
import dev.pop.core.pro.AptCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the settings that say how files are fetched. Files that they name are read as well. */
final class TransportReader {
  private static final int WIDEST_KEY_MODE = 0640;

  /** Longer pauses help nobody: the next run asks again. */
  private static final long MAX_RETRY_SECONDS = 120;

  /** What no line is slower than, and what a server that drips does not reach. */
  static final SlowRate AT_LEAST = TransportOptions.Timeouts.DEFAULT.drip();

  private static final long MAX_STARTUP_SECONDS = 24L * 60 * 60;

  /** By default HTTP/1.1, which is faster with requests ahead. */
  private static final Set<String> HTTP1 = Set.of("auto", "off");

  private final SettingReader settings;
  private final SecurityChecks security;

  /**
   * @param security receives files with secrets that others can read
   */
  TransportReader(SettingReader settings, SecurityChecks security) {
    this.settings = settings;
    this.security = security;
  }

  /**
   * @param http1Only see {@link Http#http1Only}
   */
  TransportOptions read(Set<String> http1Only) {
    return TransportOptions.DEFAULT
        .withUserAgent(userAgent())
        .withRates(
            new Rates(settings.bytes(Setting.LIMIT_RATE), settings.bytes(Setting.LIMIT_RATE_TOTAL)))
        .withSlowRate(slowRate())
        .withRetry(retry())
        .withTls(tls())
        .withProxies(proxies())
        .withHttp(http(http1Only))
        .withPlainHttp(
            new PlainHttp(
                !settings.flag(Setting.HTTPS_ONLY),
                settings.flag(Setting.ALLOW_INSECURE_CREDENTIALS)));
  }

  private Http http(Set<String> http1Only) {
    boolean http2 = Ascii.equalsIgnoreCase(settings.text(Setting.HTTP2), "on");
    if (!http2 && !HTTP1.contains(Ascii.toLowerCase(settings.text(Setting.HTTP2)))) {
      settings.wrong(Setting.HTTP2, "must be auto, on or off", "auto");
    }
    return new Http(
        http2, http1Only, (int) Math.max(1, settings.number(Setting.PIPELINE_DEPTH, 0, 100)));
  }

  private RetryPolicy retry() {
    double seconds = settings.decimal(Setting.RETRY_DELAY, 0, MAX_RETRY_SECONDS);
    return new RetryPolicy(
        (int) settings.number(Setting.RETRY_ATTEMPTS, 1, 100),
        Duration.ofMillis(Math.round(seconds * 1000)),
        Duration.ofSeconds(MAX_RETRY_SECONDS),
        settings.flag(Setting.RESUME_PARTIAL_DOWNLOADS));
  }

  private String userAgent() {
    String text = settings.text(Setting.HTTP_USER_AGENT);
    return text.matches("[ -~]+")
        ? text
        : settings.wrong(Setting.HTTP_USER_AGENT, "must be plain ASCII text", "pop");
  }

  private SlowRate slowRate() {
    long least = settings.bytes(Setting.SLOW_RATE);
    long seconds = settings.number(Setting.SLOW_RATE_STARTUP, 1, MAX_STARTUP_SECONDS);
    return settings.flag(Setting.SLOW_RATE_PROTECTION)
        ? new SlowRate(least, Duration.ofSeconds(seconds))
        : AT_LEAST;
  }

  private TlsOptions tls() {
    Optional<Path> certificate = settings.pathIfAny(Setting.CERTIFICATE);
    Optional<Path> key = settings.pathIfAny(Setting.PRIVATE_KEY);
    Optional<TlsIdentity> identity = Optional.empty();
    if (certificate.isPresent()) {
      identity = identity(certificate.get(), key.orElse(certificate.get()));
    } else if (key.isPresent()) {
      settings.wrong(Setting.PRIVATE_KEY, "needs 'set certificate' with it", key);
    }
    List<X509Certificate> authorities = List.of();
    Optional<Path> bundle = settings.pathIfAny(Setting.CA_CERTIFICATE);
    if (bundle.isPresent()) {
      try {
        authorities = PemFile.certificates(bundle.get());
      } catch (IOException e) {
        unreadable(Setting.CA_CERTIFICATE, e);
      }
    }
    return new TlsOptions(!settings.flag(Setting.NO_CHECK_CERTIFICATE), authorities, identity);
  }

  private Optional<TlsIdentity> identity(Path certificate, Path key) {
    Setting keySetting = key.equals(certificate) ? Setting.CERTIFICATE : Setting.PRIVATE_KEY;
    try {
      TlsIdentity identity = TlsIdentity.read(certificate, key);
      SecretFile.exposure(key, WIDEST_KEY_MODE)
          .ifPresent(sentence -> exposed(keySetting, sentence));
      return Optional.of(identity);
    } catch (IOException e) {
      unreadable(keySetting, e);
      return Optional.empty();
    }
  }

  private Proxies proxies() {
    if (!settings.flag(Setting.USE_PROXY)) {
      return Proxies.NONE;
    }
    return new Proxies(proxy(Setting.HTTP_PROXY), proxy(Setting.HTTPS_PROXY));
  }

  private Optional<ArchiveUrl> proxy(Setting setting) {
    String text = settings.text(setting);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      ArchiveUrl url = ArchiveUrl.parse(text.contains("://") ? text : "http://" + text);
      if (!url.scheme().equals("http")) {
        return settings.wrong(
            setting,
            "must be an http:// URL; PoP supports no other kind of proxy",
            Optional.empty());
      }
      return Optional.of(withOwnCredentials(url));
    } catch (FormatException e) {
      return settings.wrong(setting, "is not a proxy: " + e.getMessage(), Optional.empty());
    }
  }

  /** As with wget, they win over those of the URL, and only both together. */
  private ArchiveUrl withOwnCredentials(ArchiveUrl proxy) {
    String user = settings.text(Setting.PROXY_USER);
    String password = settings.text(Setting.PROXY_PASSWORD);
    return user.isEmpty() || password.isEmpty()
        ? proxy
        : proxy.withCredentials(new ArchiveUrl.Credentials(user, Secret.of(password)));
  }

  /** The credentials of apt's auth file, if the list names one. */
  Optional<AptCredentials> netrc() {
    Optional<Path> file = settings.pathIfAny(Setting.ETC_NETRC);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (!Files.exists(file.get()) && !Files.exists(Path.of(file.get() + ".d"))) {
        settings.warn(
            Setting.ETC_NETRC, "'set etc_netrc': names a file that does not exist: " + file.get());
      }
      AptCredentials credentials = AptCredentials.read(file.get());
      credentials.exposures().forEach(sentence -> exposed(Setting.ETC_NETRC, sentence));
      return Optional.of(credentials);
    } catch (IOException e) {
      unreadable(Setting.ETC_NETRC, e);
      return Optional.empty();
    }
  }

  private void unreadable(Setting setting, IOException e) {
    settings.wrong(setting, "cannot be used: " + IoErrors.describe(e), e);
  }

  private void exposed(Setting setting, String sentence) {
    security.exposed(settings.position(setting), "'set " + setting.key() + "': " + sentence);
  }
}
