package dev.pop.cli;

import dev.pop.core.io.ByteSize;
import java.util.Locale;

/** Numbers as people read them. */
final class HumanFormat {
  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final int DAY = 24 * HOUR;

  private HumanFormat() {}

  /** Such as {@code 12.3 MiB/s}; a dash when it is not known. */
  static String speed(long bytesPerSecond) {
    return bytesPerSecond > 0 ? ByteSize.iec(bytesPerSecond) + "/s" : "-";
  }

  /** Such as {@code 0.4 s}, {@code 42 s}, {@code 3 min 20 s}, {@code 2 h 5 min} or {@code 3 d}. */
  static String time(double seconds) {
    long whole = Math.round(seconds);
    if (seconds < 9.95) { // without a formatter, whose classes take long to load
      long tenths = Math.round(seconds * 10);
      return tenths / 10 + "." + tenths % 10 + " s";
    }
    if (whole < MINUTE) {
      return whole + " s";
    }
    if (whole < HOUR) {
      return whole / MINUTE + " min " + whole % MINUTE + " s";
    }
    return whole < DAY ? whole / HOUR + " h " + whole % HOUR / MINUTE + " min" : whole / DAY + " d";
  }

  /** Such as {@code 0.4 %}. */
  static String percent(double share) {
    return share == 0 ? "0 %" : String.format(Locale.ROOT, "%.1f %%", share * 100);
  }
}
