package dev.pop.mirror.repository;

import dev.pop.core.SourcePosition;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.http.TlsIdentity;
import dev.pop.core.http.TlsOptions;
import dev.pop.core.http.TransportOptions;
import dev.pop.core.http.TransportOptions.Timeouts;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Settings without a text. What is not given has the default that {@link Setting} has for it, and
 * what is given is checked as in a {@code set} line. Not for several threads.
 *
 * <p>Methods take values of Java as they are, so that a {@code $} in a path means itself. Only
 * {@link #set} takes the text of a {@code set} line, in which {@code $name} refers to another
 * setting. The later of two calls for one setting wins.
 */
public final class SettingsBuilder {
  private static final String ORIGIN = "the settings in code";
  static final double MILLIS_PER_SECOND = 1000;
  static final double MILLIS_PER_HOUR = 3_600_000;
  static final int HOURS_PER_DAY = 24;

  private final Map<Setting, String> given = new EnumMap<>(Setting.class);
  private UnaryOperator<TransportOptions> transport = options -> options;

  SettingsBuilder() {}

  /**
   * Any setting, as a {@code set} line gives it: {@code $name} in the text refers to another
   * setting. Every setting can be given so; those with a method of their own are easier there.
   */
  public SettingsBuilder set(Setting setting, String text) {
    given.put(setting, text);
    return this;
  }

  private SettingsBuilder literal(Setting setting, Object value) {
    return set(setting, Variables.literal(value.toString()));
  }

  private SettingsBuilder flag(Setting setting, boolean on) {
    return literal(setting, on ? "1" : "0");
  }

  /** Where everything lies, unless one of the paths below says otherwise; absolute. */
  public SettingsBuilder basePath(Path directory) {
    return literal(Setting.BASE_PATH, directory);
  }

  /** What a web server serves; absolute. */
  public SettingsBuilder mirrorPath(Path directory) {
    return literal(Setting.MIRROR_PATH, directory);
  }

  /** Where indices are fetched to; absolute, on the file system of {@link #mirrorPath}. */
  public SettingsBuilder skelPath(Path directory) {
    return literal(Setting.SKEL_PATH, directory);
  }

  /** Lock, state and scripts; absolute. */
  public SettingsBuilder varPath(Path directory) {
    return literal(Setting.VAR_PATH, directory);
  }

  /** Where the script that frees space is written to; absolute. */
  public SettingsBuilder cleanScript(Path file) {
    return literal(Setting.CLEANSCRIPT, file);
  }

  /** The architecture of archives that name none, such as {@code amd64}. */
  public SettingsBuilder defaultArchitecture(String name) {
    return literal(Setting.DEFAULTARCH, name);
  }

  /** How many files are fetched at a time, 1 to 999. */
  public SettingsBuilder threads(int number) {
    return literal(Setting.NTHREADS, number);
  }

  /** Whether {@code Contents} indices are mirrored. */
  public SettingsBuilder contents(boolean wanted) {
    return flag(Setting.CONTENTS, wanted);
  }

  /** Whether indices that clients can do without may be missing without a report of it. */
  public SettingsBuilder ignoreOptionalIndices(boolean ignored) {
    return literal(Setting.OPTIONAL_INDICES, ignored ? "ignore" : "report");
  }

  /** Whether files that another program left are taken by name and size, and not hashed. */
  public SettingsBuilder adoptBySize(boolean adopted) {
    return flag(Setting.WEAK_SIZE_CHECK, adopted);
  }

  /** Whether a {@code Release} may replace a newer one. */
  public SettingsBuilder allowOlderRelease(boolean allowed) {
    return flag(Setting.ALLOW_OLDER_RELEASE, allowed);
  }

  /** Whether a mirror that vanished as a whole is fetched again. */
  public SettingsBuilder rebuild(boolean allowed) {
    return flag(Setting.REBUILD, allowed);
  }

  /**
   * How much an archive may list.
   *
   * @param files number of distinct package files, at least 1
   * @param bytes sum of their sizes; 0 leaves that to the free space of the disk
   */
  public SettingsBuilder limits(long files, long bytes) {
    literal(Setting.MAX_ARCHIVE_FILES, files);
    return literal(Setting.MAX_ARCHIVE_SIZE, bytes);
  }

  /**
   * The speeds that are not exceeded, in bytes per second; 0 is no limit.
   *
   * @param perConnection of each of the {@link #threads}
   * @param total of all together
   */
  public SettingsBuilder rates(long perConnection, long total) {
    literal(Setting.LIMIT_RATE, perConnection);
    return literal(Setting.LIMIT_RATE_TOTAL, total);
  }

  /**
   * Gives up a transfer that the server sends too slowly.
   *
   * @param bytesPerSecond the least speed
   * @param window over which it is measured, in whole seconds
   */
  public SettingsBuilder slowRate(long bytesPerSecond, Duration window) {
    flag(Setting.SLOW_RATE_PROTECTION, true);
    literal(Setting.SLOW_RATE, bytesPerSecond);
    return literal(Setting.SLOW_RATE_STARTUP, units(window, MILLIS_PER_SECOND));
  }

  /** How often a file is asked for, 1 to 100. */
  public SettingsBuilder retryAttempts(int number) {
    return literal(Setting.RETRY_ATTEMPTS, number);
  }

  /** The longest pause before the second attempt, up to two minutes. */
  public SettingsBuilder retryDelay(Duration delay) {
    return literal(Setting.RETRY_DELAY, units(delay, MILLIS_PER_SECOND));
  }

  /** Whether a download that broke off resumes, also in a later run. */
  public SettingsBuilder resumePartialDownloads(boolean resumed) {
    return flag(Setting.RESUME_PARTIAL_DOWNLOADS, resumed);
  }

  /** How servers are told who asks: plain ASCII text. */
  public SettingsBuilder userAgent(String text) {
    return literal(Setting.HTTP_USER_AGENT, text);
  }

  /** The proxy for archives over HTTP; its credentials are for itself alone. */
  public SettingsBuilder httpProxy(ArchiveUrl proxy) {
    flag(Setting.USE_PROXY, true);
    return literal(Setting.HTTP_PROXY, proxy.reveal());
  }

  /** The proxy for archives over HTTPS, which sees nothing but the names of their hosts. */
  public SettingsBuilder httpsProxy(ArchiveUrl proxy) {
    flag(Setting.USE_PROXY, true);
    return literal(Setting.HTTPS_PROXY, proxy.reveal());
  }

  /** Whether archives over plain HTTP, and redirects to it, are refused. */
  public SettingsBuilder httpsOnly(boolean only) {
    return flag(Setting.HTTPS_ONLY, only);
  }

  /** Whether credentials go over plain HTTP to any host, and by way of proxies. */
  public SettingsBuilder allowInsecureCredentials(boolean allowed) {
    return flag(Setting.ALLOW_INSECURE_CREDENTIALS, allowed);
  }

  /** Whether servers must prove by a certificate that they are the ones asked for. */
  public SettingsBuilder verifyCertificates(boolean verified) {
    return flag(Setting.NO_CHECK_CERTIFICATE, !verified);
  }

  /**
   * Whom to trust besides the authorities that Java trusts, in place of those of a file that {@link
   * Setting#CA_CERTIFICATE} names.
   */
  public SettingsBuilder authorities(List<X509Certificate> certificates) {
    return tls(old -> new TlsOptions(old.verified(), certificates, old.identity()));
  }

  /**
   * What to show to servers that ask for a certificate, in place of what {@link
   * Setting#CERTIFICATE} and {@link Setting#PRIVATE_KEY} name.
   */
  public SettingsBuilder clientIdentity(TlsIdentity identity) {
    return tls(old -> new TlsOptions(old.verified(), old.authorities(), Optional.of(identity)));
  }

  /**
   * How long servers may be silent. No {@code set} line says that.
   *
   * @param connect until there is a connection
   * @param read until the next bytes
   */
  public SettingsBuilder timeouts(Duration connect, Duration read) {
    return transport(options -> options.withTimeouts(new Timeouts(connect, read)));
  }

  private SettingsBuilder tls(UnaryOperator<TlsOptions> change) {
    return transport(options -> options.withTls(change.apply(options.tls())));
  }

  private SettingsBuilder transport(UnaryOperator<TransportOptions> change) {
    UnaryOperator<TransportOptions> before = transport;
    transport = options -> change.apply(before.apply(options));
    return this;
  }

  /** apt's file of credentials, for archives that have none of their own; absolute. */
  public SettingsBuilder authFile(Path file) {
    return literal(Setting.ETC_NETRC, file);
  }

  /** Whether signatures are checked, for archives that do not say. */
  public SettingsBuilder gpgVerify(GpgVerify verify) {
    return literal(Setting.GPG_VERIFY, verify.name().toLowerCase(Locale.ROOT));
  }

  /** Whether a {@code Date} in the future is refused, for archives that do not say. */
  public SettingsBuilder checkDate(boolean checked) {
    return flag(Setting.CHECK_DATE, checked);
  }

  /** Whether a {@code Valid-Until} in the past is refused, for archives that do not say. */
  public SettingsBuilder checkValidUntil(boolean checked) {
    return flag(Setting.CHECK_VALID_UNTIL, checked);
  }

  /** Whether a {@code Release} of another suite is refused, for archives that do not say. */
  public SettingsBuilder checkReleaseInfo(boolean checked) {
    return flag(Setting.CHECK_RELEASE_INFO, checked);
  }

  /** The keys of archives without {@code signedBy}: a file and a directory; absolute. */
  public SettingsBuilder trustedKeys(Path file, Path directory) {
    literal(Setting.ETC_TRUSTED, file);
    return literal(Setting.ETC_TRUSTED_PARTS, directory);
  }

  /**
   * How long files stay that the present generation does not name any more.
   *
   * @param generations for so many generations, up to 1000
   * @param atLeast and at least for so long, in whole hours
   */
  public SettingsBuilder keep(int generations, Duration atLeast) {
    literal(Setting.KEEP_GENERATIONS, generations);
    return literal(Setting.KEEP_HOURS, units(atLeast, MILLIS_PER_HOUR));
  }

  /** Whether {@code ~} is written {@code %7E} where files are listed. */
  public SettingsBuilder escapeTilde(boolean escaped) {
    return flag(Setting.TILDE, escaped);
  }

  /** Whether {@code ALL}, {@code NEW} and the lists of digests are written. */
  public SettingsBuilder fileLists(boolean written) {
    return flag(Setting.WRITE_FILE_LISTS, written);
  }

  /** Whether a run removes what is no longer listed, in place of a clean script. */
  public SettingsBuilder autoclean(boolean removed) {
    return flag(Setting.AUTOCLEAN, removed);
  }

  /**
   * How much of an archive may be removed at a time: nothing is when a ratio is reached.
   *
   * @param ofBytes part of its bytes, 0 to 1; 0 is no limit
   * @param ofFiles part of its files, 0 to 1; 0 is no limit
   */
  public SettingsBuilder wipeRatios(double ofBytes, double ofFiles) {
    literal(Setting.WIPE_SIZE_RATIO, ofBytes);
    return literal(Setting.WIPE_COUNT_RATIO, ofFiles);
  }

  /** The script to run when the mirror is up to date, which must be there; absolute. */
  public SettingsBuilder postMirror(Path script) {
    flag(Setting.RUN_POSTMIRROR, true);
    return literal(Setting.POSTMIRROR_SCRIPT, script);
  }

  /** Runs no script when the mirror is up to date. */
  public SettingsBuilder noPostMirror() {
    return flag(Setting.RUN_POSTMIRROR, false);
  }

  /** The file that the command line writes its log to besides; absolute. */
  public SettingsBuilder logFile(Path file) {
    return literal(Setting.LOG_FILE, file);
  }

  /** How lines of the log look. */
  public SettingsBuilder logFormat(LogSettings.Format format) {
    return literal(Setting.LOG_FORMAT, format.name().toLowerCase(Locale.ROOT));
  }

  /**
   * When a log file is rotated.
   *
   * @param maxBytes its size then; 0 is never
   * @param keep how many older ones are kept, up to 1000
   * @param compress whether those are compressed
   */
  public SettingsBuilder logRotation(long maxBytes, int keep, boolean compress) {
    literal(Setting.LOG_MAX_SIZE, maxBytes);
    literal(Setting.LOG_KEEP, keep);
    return flag(Setting.LOG_COMPRESS, compress);
  }

  /** How long ago the last complete run of a suite may be; in whole hours. */
  public SettingsBuilder maxAge(Duration age) {
    return literal(Setting.MAX_AGE, units(age, MILLIS_PER_HOUR));
  }

  /** How long it may take until every file was hashed again; in whole days. */
  public SettingsBuilder integrityRound(Duration round) {
    return literal(Setting.INTEGRITY_DAYS, units(round, MILLIS_PER_HOUR * HOURS_PER_DAY));
  }

  /** How often a run looks whether every published file is there; in whole hours. */
  public SettingsBuilder presence(Duration interval) {
    return literal(Setting.PRESENCE_HOURS, units(interval, MILLIS_PER_HOUR));
  }

  /** Where metrics are written for node_exporter; absolute. */
  public SettingsBuilder metricsFile(Path file) {
    return literal(Setting.METRICS_FILE, file);
  }

  /** A whole number where it is one: only seconds between attempts may have a fraction. */
  static String units(Duration time, double millis) {
    double number = time.toMillis() / millis;
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }

  /** Gives a list what was given here, as of {@code position}. */
  void feed(ListAssembly list, SourcePosition position) {
    given.forEach((setting, text) -> list.set(setting.key(), text, position));
    list.transport(transport);
  }

  /**
   * The settings alone. A list in code takes the builder itself, and with it what is said here of
   * archives that do not say: credentials, signatures, architecture.
   *
   * @throws MirrorListException if values cannot be, or a file that they name cannot be used; every
   *     fault is in it
   */
  public MirrorSettings build() throws MirrorListException {
    SourcePosition whole = SourcePosition.whole(ORIGIN);
    Diagnostics diagnostics = new Diagnostics(whole);
    ListAssembly list = new ListAssembly(Strictness.RUN, diagnostics);
    feed(list, whole);
    MirrorSettings settings = list.settings();
    if (!diagnostics.faults().isEmpty()) {
      throw new MirrorListException(diagnostics.faults());
    }
    return settings;
  }
}
