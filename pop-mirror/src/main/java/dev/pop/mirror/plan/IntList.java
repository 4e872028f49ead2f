package dev.pop.mirror.plan;

import java.util.Arrays;
import java.util.stream.IntStream;

/** A growing list of numbers without an object per number. */
final class IntList {
  private int[] values = new int[64];
  private int count;

  void add(int value) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = value;
  }

  IntStream stream() {
    return Arrays.stream(values, 0, count);
  }
}
