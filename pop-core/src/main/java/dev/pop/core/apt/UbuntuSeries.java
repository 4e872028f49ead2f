package dev.pop.core.apt;

import dev.pop.core.Internal;
import dev.pop.core.NearestNames;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The series of Ubuntu in their order, and where the archive keeps their architectures. A series
 * that is not known here, but to a contract, is taken for a future one.
 */
@Internal
public final class UbuntuSeries {
  /** Oldest first, interim releases too: what is missing here would count as newer than all. */
  private static final List<String> ORDER =
      List.of(
          "precise",
          "quantal",
          "raring",
          "saucy",
          "trusty",
          "utopic",
          "vivid",
          "wily",
          "xenial",
          "yakkety",
          "zesty",
          "artful",
          "bionic",
          "cosmic",
          "disco",
          "eoan",
          "focal",
          "groovy",
          "hirsute",
          "impish",
          "jammy",
          "kinetic",
          "lunar",
          "mantic",
          "noble",
          "oracular",
          "plucky",
          "questing",
          "resolute",
          "stonking");

  /** Of the first series here; there are two a year, without a gap. */
  private static final int FIRST_YEAR = 12;

  private static final Pattern VERSION =
      Pattern.compile("(?<year>[0-9]{2})\\.(?<month>04|10)(\\.[0-9]+)?");

  /** 25.10: arm64 moved from ports to the archive, and amd64v3 appeared. */
  private static final String ARM64_MOVED = "questing";

  private static final String ARCHIVE = "http://archive.ubuntu.com/ubuntu";
  private static final String PORTS = "http://ports.ubuntu.com/ubuntu-ports";

  /** Every architecture that Ubuntu has binary packages for. */
  public static final List<String> ARCHITECTURES =
      List.of("amd64", "amd64v3", "arm64", "armhf", "i386", "ppc64el", "riscv64", "s390x");

  /** Every component of the archive. */
  public static final List<String> COMPONENTS =
      List.of("main", "restricted", "universe", "multiverse");

  /** Every pocket of a series; all but {@code release} are part of a suite's name. */
  public static final List<String> POCKETS =
      List.of("release", "updates", "security", "backports", "proposed");

  private UbuntuSeries() {}

  /** Whether there was such a series when this was written. */
  public static boolean isKnown(String series) {
    return ORDER.contains(series);
  }

  /**
   * The code name of a release that is given by its version.
   *
   * @param version such as {@code 22.04} or {@code 22.04.5}
   * @return such as {@code jammy}; empty if it is not the version of a known release
   */
  public static Optional<String> ofVersion(String version) {
    Matcher parts = VERSION.matcher(version);
    if (!parts.matches()) {
      return Optional.empty();
    }
    int year = Integer.parseInt(parts.group("year")) - FIRST_YEAR;
    int index = 2 * year + (parts.group("month").equals("04") ? 0 : 1);
    return index < 0 || index >= ORDER.size() ? Optional.empty() : Optional.of(ORDER.get(index));
  }

  /** The known series that {@code name} may be a misspelling of, the most similar first. */
  public static List<String> nearest(String name) {
    return NearestNames.among(ORDER, name);
  }

  /** Whether {@code series} is {@code since} or came after it. */
  private static boolean isSince(String series, String since) {
    int index = ORDER.indexOf(series);
    return index < 0 || index >= ORDER.indexOf(since);
  }

  /** Whether the series has this architecture at all; {@code amd64v3} came with 25.10. */
  public static boolean has(String series, String architecture) {
    return ARCHITECTURES.contains(architecture)
        && (!architecture.equals("amd64v3") || isSince(series, ARM64_MOVED));
  }

  /**
   * Base URL of the archive that has the packages of an architecture: ports or the main one,
   * depending on the series, because arm64 moved to the main one in 25.10. Sources are in the main
   * one.
   */
  public static String archive(String series, String architecture) {
    return switch (architecture) {
      case "amd64", "amd64v3", "i386", "source" -> ARCHIVE;
      case "arm64" -> isSince(series, ARM64_MOVED) ? ARCHIVE : PORTS;
      default -> PORTS;
    };
  }
}
