package dev.pop.mirror.repository;

import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import dev.pop.core.SourcePosition;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.Redacted;
import dev.pop.core.http.TransportOptions;
import dev.pop.core.io.ByteSize;
import dev.pop.core.openpgp.SignedBy;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code set} lines as typed values. What is wrong becomes a fault with the line that set it,
 * and a harmless value takes its place so that reading goes on and finds the other faults.
 */
final class SettingReader {
  private static final Set<Setting> SECRETS =
      Sets.immutableEnumSet(Setting.PROXY_USER, Setting.PROXY_PASSWORD);

  /**
   * What the Perl program makes of a value that is neither on nor off. Its lists work as they are,
   * so they are not refused for one; those of settings that it does not have are.
   */
  private static final Map<Setting, Boolean> PERL_TAKES =
      Maps.immutableEnumMap(
          Map.of(
              Setting.CONTENTS, true,
              Setting.AUTOCLEAN, true,
              Setting.TILDE, true,
              Setting.RUN_POSTMIRROR, true,
              Setting.AUTH_NO_CHALLENGE, false,
              Setting.NO_CHECK_CERTIFICATE, false,
              Setting.UNLINK, false,
              Setting.USE_PROXY, false));

  private final Variables variables;
  private final Diagnostics diagnostics;

  SettingReader(Variables variables, Diagnostics diagnostics) {
    this.variables = variables;
    this.diagnostics = diagnostics;
  }

  /** Reads them all; {@code transport} has been read before. */
  MirrorSettings read(TransportOptions transport) {
    path(Setting.BASE_PATH);
    return new MirrorSettings(
        path(Setting.MIRROR_PATH),
        path(Setting.SKEL_PATH),
        path(Setting.VAR_PATH),
        path(Setting.CLEANSCRIPT),
        (int) number(Setting.NTHREADS, 1, 999),
        flag(Setting.CONTENTS),
        ignoresOptionalIndices(),
        flag(Setting.WEAK_SIZE_CHECK),
        flag(Setting.ALLOW_OLDER_RELEASE),
        flag(Setting.REBUILD),
        new ArchiveLimits(
            number(Setting.MAX_ARCHIVE_FILES, 1, Integer.MAX_VALUE),
            bytes(Setting.MAX_ARCHIVE_SIZE)),
        transport,
        KnownKeyrings.of(path(Setting.ETC_TRUSTED), path(Setting.ETC_TRUSTED_PARTS)),
        new KeepRule(
            (int) number(Setting.KEEP_GENERATIONS, 0, 1000),
            Duration.ofHours(number(Setting.KEEP_HOURS, 0, 100_000))),
        flag(Setting.TILDE),
        atEnd(),
        log(),
        new MirrorSettings.Watch(
            Duration.ofHours(number(Setting.MAX_AGE, 1, 100_000)),
            Duration.ofDays(number(Setting.INTEGRITY_DAYS, 1, 10_000)),
            Duration.ofHours(number(Setting.PRESENCE_HOURS, 0, 100_000)),
            pathIfAny(Setting.METRICS_FILE)));
  }

  private boolean ignoresOptionalIndices() {
    String word = text(Setting.OPTIONAL_INDICES);
    return switch (word) {
      case "ignore" -> true;
      case "report" -> false;
      default ->
          wrong(
              Setting.OPTIONAL_INDICES,
              "is neither report nor ignore: " + Redacted.quoted(word),
              false);
    };
  }

  LogSettings log() {
    String format = text(Setting.LOG_FORMAT);
    return new LogSettings(
        LogSettings.Format.ofWord(format)
            .orElseGet(
                () ->
                    wrong(
                        Setting.LOG_FORMAT,
                        "is neither text nor json: " + Redacted.quoted(format),
                        LogSettings.Format.TEXT)),
        pathIfAny(Setting.LOG_FILE),
        new LogSettings.Rotation(
            bytes(Setting.LOG_MAX_SIZE),
            (int) number(Setting.LOG_KEEP, 0, 1000),
            flag(Setting.LOG_COMPRESS)));
  }

  /** What must hold of signed files, where no line says otherwise. */
  TrustPolicy trust() {
    String verify = text(Setting.GPG_VERIFY);
    return new TrustPolicy(
        GpgVerify.ofValue(verify)
            .orElseGet(
                () ->
                    wrong(
                        Setting.GPG_VERIFY,
                        "is " + Redacted.quoted(verify) + "; " + GpgVerify.KNOWN,
                        GpgVerify.ON)),
        SignedBy.ANY,
        Optional.empty(),
        flag(Setting.CHECK_DATE),
        flag(Setting.CHECK_VALID_UNTIL),
        flag(Setting.CHECK_RELEASE_INFO));
  }

  private MirrorSettings.AtEnd atEnd() {
    return new MirrorSettings.AtEnd(
        flag(Setting.WRITE_FILE_LISTS),
        flag(Setting.AUTOCLEAN),
        new WipeGuard(
            decimal(Setting.WIPE_SIZE_RATIO, 0, 1), decimal(Setting.WIPE_COUNT_RATIO, 0, 1)),
        postMirror());
  }

  private Optional<MirrorSettings.PostMirror> postMirror() {
    if (!flag(Setting.RUN_POSTMIRROR)) {
      return Optional.empty();
    }
    return Optional.of(
        new MirrorSettings.PostMirror(
            path(Setting.POSTMIRROR_SCRIPT),
            variables.isSet(Setting.POSTMIRROR_SCRIPT),
            environment()));
  }

  /** Variables of the user's own are left out: nobody knows which of them are secrets. */
  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    for (Setting setting : Setting.values()) {
      if (!SECRETS.contains(setting)) {
        environment.put(environmentName(setting), ArchiveUrl.withoutCredentials(text(setting)));
      }
    }
    return environment;
  }

  /** Under which name the post-mirror script is given the setting. */
  static String environmentName(Setting setting) {
    return "APT_MIRROR_" + setting.key().toUpperCase(Locale.ROOT);
  }

  /** The value with every reference replaced. */
  String text(Setting setting) {
    try {
      return variables.get(setting);
    } catch (Variables.ReferenceException e) {
      diagnostics.fault(e.diagnostic().position(), e.diagnostic().reason());
      return "/";
    }
  }

  /** On or off, by 1 and 0 or by the words that people write for them. */
  boolean flag(Setting setting) {
    String text = text(setting);
    switch (Variables.asFlag(text)) {
      case "", "0" -> {
        return false;
      }
      case "1" -> {
        return true;
      }
      default -> {
        String reason = "must be 1 (on) or 0 (off), not " + Redacted.quoted(text);
        @Nullable Boolean inPerl = PERL_TAKES.get(setting);
        if (inPerl == null) {
          return wrong(setting, reason, false);
        }
        warn(
            setting,
            named(setting)
                + reason
                + "; it is read as "
                + (inPerl ? "on" : "off")
                + ", as apt-mirror reads it");
        return inPerl;
      }
    }
  }

  /** A whole number. */
  long number(Setting setting, long least, long most) {
    return inRange(setting, Long::valueOf, least, most);
  }

  /** A number with a fraction, such as seconds or a ratio. */
  double decimal(Setting setting, double least, double most) {
    return inRange(setting, Double::valueOf, least, most);
  }

  private <N extends Comparable<N>> N inRange(
      Setting setting, Function<String, N> parse, N least, N most) {
    String text = text(setting);
    try {
      N number = parse.apply(text);
      if (number.compareTo(least) >= 0 && number.compareTo(most) <= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // named below, as a number out of range is
    }
    return wrong(
        setting,
        "must be a number from " + least + " to " + most + ", not " + Redacted.quoted(text),
        least);
  }

  /** Bytes, with the units of 1024 that {@code wget --limit-rate} knows; 0 and nothing are 0. */
  long bytes(Setting setting) {
    String text = text(setting).strip();
    return text.isEmpty()
        ? 0
        : ByteSize.parse(text)
            .orElseGet(
                () ->
                    wrong(
                        setting,
                        "must be a size such as 500k, 2m or 1g, not " + Redacted.quoted(text),
                        0L));
  }

  /** An absolute path, where the setting has a value. */
  Optional<Path> pathIfAny(Setting setting) {
    return text(setting).isEmpty() ? Optional.empty() : Optional.of(path(setting));
  }

  /** An absolute path. */
  Path path(Setting setting) {
    String text = text(setting);
    try {
      Path path = Path.of(text);
      if (!path.isAbsolute() && variables.isSet(setting)) { // else what it refers to is named
        diagnostics.fault(
            position(setting),
            "'set " + setting.key() + "' must be an absolute path, not " + Redacted.quoted(text));
      }
      return path.normalize();
    } catch (InvalidPathException e) {
      return wrong(setting, "is not a path: " + e.getReason(), Path.of("/"));
    }
  }

  /** Names a value as faulty and gives the one to go on with. */
  <T> T wrong(Setting setting, String reason, T instead) {
    diagnostics.fault(position(setting), named(setting) + reason);
    return instead;
  }

  /** The line that set it; the whole list when it has its default. */
  SourcePosition position(Setting setting) {
    return variables.position(setting);
  }

  void warn(Setting setting, String reason) {
    diagnostics.warn(position(setting), reason);
  }

  private static String named(Setting setting) {
    return "'set " + setting.key() + "' ";
  }
}
