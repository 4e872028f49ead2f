package dev.pop.core;

/** A number and what it counts, in English. */
@Internal
public final class Plural {
  private Plural() {}

  /** Such as {@code 1 file} or {@code 2 files}. */
  public static String count(long number, String one) {
    return count(number, one, one + "s");
  }

  /** The same, for words that have another plural: {@code 2 tries}. */
  public static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}
