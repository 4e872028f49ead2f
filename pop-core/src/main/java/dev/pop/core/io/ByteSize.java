package dev.pop.core.io;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes in words for people. */
public final class ByteSize {
  private static final String[] IEC = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
  private static final String[] LOOSE = {"B", "KB", "MB", "GB", "TB"};

  /** From here on one decimal would read 1024.0 of the smaller unit. */
  private static final double ROUNDED_UP = 1023.95;

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]*)?)([kmgt]?)");
  private static final String UNITS = "kmgt";

  private ByteSize() {}

  /**
   * Reads a number of bytes with the units of 1024 that {@code wget --limit-rate} knows.
   *
   * @param text such as {@code 500k}, {@code 2.5m} or {@code 1G}
   * @return empty if it is no such size
   */
  public static OptionalLong parse(String text) {
    Matcher size = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      return OptionalLong.empty();
    }
    int unit = size.group(2).isEmpty() ? 0 : 1 + UNITS.indexOf(size.group(2));
    return OptionalLong.of((long) (Double.parseDouble(size.group(1)) * Math.pow(1024, unit)));
  }

  /** Such as {@code 512 bytes} or {@code 1.5 GiB}: one decimal, units of 1024. */
  public static String iec(long bytes) {
    if (bytes < 1024) {
      return bytes + " bytes";
    }
    double value = bytes / 1024.0;
    int unit = 1;
    while (value >= ROUNDED_UP && unit < IEC.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, IEC[unit]);
  }

  /**
   * Such as {@code 512 bytes} or {@code 2048.0 GiB}, exactly as the Perl apt-mirror prints it: one
   * decimal, no unit above GiB.
   */
  public static String aptMirror(long bytes) {
    if (bytes < 1024) {
      return bytes + " bytes";
    }
    int unit = bytes >= 1L << 30 ? 3 : bytes >= 1L << 20 ? 2 : 1;
    double value = bytes / (double) (1L << (10 * unit));
    long tenths = (long) ((value + 0.05) * 10);
    return tenths / 10 + "." + tenths % 10 + " " + IEC[unit];
  }

  /**
   * Such as {@code 10.00 GB}: two decimals, units of 1024 under the names of the Python program.
   */
  public static String twoDecimals(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < LOOSE.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.2f %s", value, LOOSE[unit]);
  }
}
