package dev.pop.core.apt;

/** Sizes as indices write them: decimal digits, nothing else. */
final class Sizes {
  /** 18 digits always fit a {@code long}; no file is larger than an exabyte. */
  private static final int MAX_DIGITS = 18;

  private Sizes() {}

  /** The number, or -1 if the text is not 1 to 18 decimal digits. */
  static long parse(CharSequence text) {
    int length = text.length();
    if (length == 0 || length > MAX_DIGITS) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return value;
  }

  /** As {@link #parse(CharSequence)}, of ASCII bytes. */
  static long parse(byte[] text, int from, int to) {
    if (from >= to || to - from > MAX_DIGITS) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return value;
  }
}
