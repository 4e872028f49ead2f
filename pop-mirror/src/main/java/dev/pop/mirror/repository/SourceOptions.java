package dev.pop.mirror.repository;

import com.google.common.collect.Sets;
import dev.pop.core.SourcePosition;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.Redacted;
import java.util.Map;
import java.util.Set;

/** Checks the options of source lines: those in brackets, and fields of {@code .sources} files. */
final class SourceOptions {
  /** Options of apt's sources.list that change nothing about which files a mirror holds. */
  private static final Set<String> CLIENT_OPTIONS =
      Set.of(
          "lang",
          "target",
          "pdiffs",
          "allow-insecure",
          "allow-weak",
          "allow-downgrade-to-insecure",
          "valid-until-min",
          "valid-until-max",
          "date-max-future",
          "inrelease-path",
          "snapshot");

  /** Those that say what must hold of the signed files. */
  private static final Set<String> TRUST_OPTIONS =
      Set.of(
          TrustPolicy.SIGNED_BY,
          TrustPolicy.TRUSTED,
          TrustPolicy.CHECK_DATE,
          TrustPolicy.CHECK_VALID_UNTIL,
          TrustPolicy.CHECK_RELEASE_INFO);

  private SourceOptions() {}

  /**
   * Checks a line's options.
   *
   * @throws FormatException if one is unknown, or has an unknown value
   */
  static void check(Map<String, String> options, SourcePosition position, Diagnostics diagnostics)
      throws FormatException {
    for (Map.Entry<String, String> option : options.entrySet()) {
      String name = option.getKey();
      if (name.equals(ByHash.OPTION)) {
        if (ByHash.ofOption(option.getValue()).isEmpty()) {
          throw new FormatException(
              "has by-hash with "
                  + Redacted.quoted(option.getValue())
                  + "; yes, no and force are known");
        }
      } else if (TRUST_OPTIONS.contains(name)) {
        TrustPolicy.check(Map.of(name, option.getValue()));
      } else if (isClientOption(name)) {
        diagnostics.warnOnce(
            position, "the option " + plain(name) + " has no effect on a mirror in this version");
      } else if (!name.equals("arch+") && !name.equals("arch-")) {
        throw new FormatException("has the unknown option " + Redacted.quoted(name));
      }
    }
  }

  /** The names of all options of apt beside those that choose files. */
  static Set<String> names() {
    return Sets.union(TRUST_OPTIONS, CLIENT_OPTIONS);
  }

  /** Whether it is an option of apt beside those that choose files. */
  static boolean isAptOption(String name) {
    return TRUST_OPTIONS.contains(name) || isClientOption(name);
  }

  private static boolean isClientOption(String name) {
    return CLIENT_OPTIONS.contains(plain(name));
  }

  /** Options with several values may add and remove: {@code lang+=de}. */
  private static String plain(String name) {
    return name.replaceFirst("[+-]$", "");
  }
}
