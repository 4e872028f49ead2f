package dev.pop.core.apt;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.HexFormat;

/** A digest together with its algorithm. Immutable. */
public final class Checksum {
  private static final HexFormat HEX = HexFormat.of();

  private final HashAlgorithm algorithm;
  private final byte[] bytes;

  private Checksum(HashAlgorithm algorithm, byte[] bytes) {
    this.algorithm = algorithm;
    this.bytes = bytes;
  }

  /**
   * A checksum from its raw bytes, which are copied.
   *
   * @throws IllegalArgumentException if their number is not the algorithm's
   */
  public static Checksum of(HashAlgorithm algorithm, byte[] bytes) {
    checkArgument(
        bytes.length == algorithm.byteLength(),
        "%s has %s bytes, not %s",
        algorithm,
        algorithm.byteLength(),
        bytes.length);
    return new Checksum(algorithm, bytes.clone());
  }

  /**
   * A checksum from hexadecimal digits of either case.
   *
   * @throws IllegalArgumentException if the text is not exactly the algorithm's number of digits
   */
  public static Checksum ofHex(HashAlgorithm algorithm, String hex) {
    checkArgument(
        hex.length() == 2 * algorithm.byteLength(),
        "%s has %s digits, not %s",
        algorithm,
        2 * algorithm.byteLength(),
        hex.length());
    return new Checksum(algorithm, HEX.parseHex(hex));
  }

  public HashAlgorithm algorithm() {
    return algorithm;
  }

  /** The raw digest, a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Lower-case hexadecimal digits. */
  public String hex() {
    return HEX.formatHex(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Checksum that
        && algorithm == that.algorithm
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** For messages: algorithm and digits, as in {@code SHA256:9f2c...}. */
  @Override
  public String toString() {
    return algorithm + ":" + hex();
  }
}
