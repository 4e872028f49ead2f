package dev.pop.mirror.plan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A hash of paths that nobody outside can foresee, so that no index can be made of paths that
 * collide. It is a polynomial over the prime 2^61 - 1 at a secret place: two paths of up to 2 KiB
 * have the same value for fewer than one in 2^52 of the keys.
 */
final class KeyedHash {
  private static final long PRIME = (1L << 61) - 1;
  private static final int STEP = 7;
  private static final long STEP_MASK = (1L << (8 * STEP)) - 1;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Of this process; tables are compared with each other. */
  private static final KeyedHash INSTANCE =
      new KeyedHash(ThreadLocalRandom.current().nextLong(1L << 32, PRIME));

  private final long key;

  /**
   * @param key below 2^61 - 1
   */
  KeyedHash(long key) {
    this.key = key;
  }

  static int of(byte[] text, int length) {
    return INSTANCE.hash(text, length);
  }

  int hash(byte[] text, int length) {
    long sum = length;
    for (int i = 0; i < length; i += STEP) {
      sum = times(sum + piece(text, i, length), key);
    }
    return (int) (sum ^ (sum >>> 32));
  }

  private static long piece(byte[] text, int from, int length) {
    if (from + Long.BYTES <= length) {
      return (long) LONG.get(text, from) & STEP_MASK;
    }
    long piece = 0;
    for (int i = Math.min(length, from + STEP) - 1; i >= from; i--) {
      piece = piece << 8 | (text[i] & 0xff);
    }
    return piece;
  }

  /** The product modulo the prime, not wholly reduced: below 2^61 + 8. */
  private static long times(long one, long other) {
    long low = one * other;
    long high = Math.multiplyHigh(one, other);
    long sum = (low & PRIME) + (low >>> 61 | high << 3);
    return (sum & PRIME) + (sum >>> 61);
  }
}
