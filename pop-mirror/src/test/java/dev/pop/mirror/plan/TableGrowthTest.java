package dev.pop.mirror.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.FailureKind;
import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.mirror.report.Failure;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Paths and digests that were chosen so that they collide cost no more than others. */
@Timeout(60)
class TableGrowthTest {
  private static final int BITS = 16;
  private static final int COUNT = 1 << BITS;

  /** Texts of one value under the hash of Java's strings, by which paths were told before. */
  private static String colliding(int number) {
    StringBuilder text = new StringBuilder("pool/");
    for (int bit = 0; bit < BITS; bit++) {
      text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return text.append(".deb").toString();
  }

  private static Checksum collidingDigest(int number) {
    byte[] bytes = new byte[HashAlgorithm.SHA256.byteLength()];
    for (int bit = 0; bit < BITS; bit++) {
      bytes[2 * bit] = (byte) (number >> bit & 1);
      bytes[2 * bit + 1] = (byte) ((number >> bit & 1) == 0 ? 31 : 0);
    }
    return Checksum.of(HashAlgorithm.SHA256, bytes);
  }

  @Test
  void shapes_collideAsTheyShould() {
    assertThat(IntStream.range(0, 100).map(i -> colliding(i).hashCode()).distinct().count())
        .isEqualTo(1);
    assertThat(IntStream.range(0, 100).map(i -> collidingDigest(i).hashCode()).distinct().count())
        .isEqualTo(1);
  }

  /** At the rate of a table whose paths all collide, this takes minutes. */
  @Test
  @Timeout(10)
  void fileTable_collidingPaths_isFast() {
    FileTable table = new FileTable();

    for (int i = 0; i < COUNT; i++) {
      table.add(colliding(i), i, collidingDigest(i));
    }

    assertThat(table.count()).isEqualTo(COUNT);
    for (int i = 0; i < COUNT; i++) {
      assertThat(table.find(colliding(i))).isEqualTo(i);
    }
  }

  @Test
  @Timeout(10)
  void setOfCollidingDigests_isFast() {
    Set<Checksum> set = new HashSet<>();

    IntStream.range(0, COUNT).forEach(i -> set.add(collidingDigest(i)));

    assertThat(IntStream.range(0, COUNT)).allMatch(i -> set.contains(collidingDigest(i)));
  }

  @Test
  @Timeout(10)
  void setOfCollidingFailures_isFast() {
    Set<Failure> set = new HashSet<>();

    IntStream.range(0, COUNT)
        .forEach(i -> set.add(new Failure(colliding(i), FailureKind.OTHER, "404: not found")));

    assertThat(set).hasSize(COUNT);
  }

  @Test
  void keyedHash_dependsOnKeyLengthAndEveryByte() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    KeyedHash hash = new KeyedHash(random.nextLong(1L << 32, 1L << 60));
    KeyedHash other = new KeyedHash(random.nextLong(1L << 32, 1L << 60));
    for (int length : List.of(0, 1, 6, 7, 8, 13, 14, 15, 60, 2048)) {
      byte[] text = new byte[length + 20];
      random.nextBytes(text);
      int value = hash.hash(text, length);
      assertThat(hash.hash(text.clone(), length)).as("seed %s", seed).isEqualTo(value);
      for (int i = 0; i < length; i++) {
        text[i] ^= 1;
        assertThat(hash.hash(text, length)).as("seed %s byte %s", seed, i).isNotEqualTo(value);
        text[i] ^= 1;
      }
      text[length] ^= 1; // behind the text
      assertThat(hash.hash(text, length)).as("seed %s", seed).isEqualTo(value);
      if (length > 0) {
        assertThat(other.hash(text, length)).as("seed %s", seed).isNotEqualTo(value);
      }
    }
  }
}
