package dev.pop.mirror.report;

import dev.pop.core.Plural;
import dev.pop.core.io.ByteSize;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class HumanFormat {
  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final int DAY = 24 * HOUR;

  private HumanFormat() {}

  /** Such as {@code 12.3 MiB/s}; a dash when it is not known. */
  public static String speed(long bytesPerSecond) {
    return bytesPerSecond > 0 ? ByteSize.iec(bytesPerSecond) + "/s" : "-";
  }

  /** Such as {@code 0.4 s}, {@code 42 s}, {@code 3 min 20 s}, {@code 2 h 5 min} or {@code 3 d}. */
  public static String time(double seconds) {
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

  /**
   * An age, or what is left until an end, of which hours and minutes matter only when there are
   * few: {@code 3 days}, {@code 26 hours} or {@code 5 minutes}.
   */
  public static String age(long seconds) {
    Duration duration = Duration.ofSeconds(seconds);
    if (duration.toDays() >= 2) {
      return duration.toDays() + " days";
    }
    return duration.toHours() >= 2
        ? duration.toHours() + " hours"
        : Plural.count(duration.toMinutes(), "minute");
  }

  /** Such as {@code 0.4 %}, of a share from 0 to 1. */
  public static String percent(double share) {
    return share == 0 ? "0 %" : String.format(Locale.ROOT, "%.1f %%", share * 100);
  }
}
