package dev.pop.core.io;

import java.util.Locale;

/** Numbers of bytes in words for people. */
public final class ByteSize {
  private static final String[] IEC = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
  private static final String[] LOOSE = {"B", "KB", "MB", "GB", "TB"};

  /** From here on one decimal would read 1024.0 of the smaller unit. */
  private static final double ROUNDED_UP = 1023.95;

  private ByteSize() {}

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
