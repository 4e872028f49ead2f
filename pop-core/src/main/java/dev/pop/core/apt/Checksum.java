package dev.pop.core.apt;

import static com.google.common.base.Preconditions.checkArgument;

import dev.pop.core.Internal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A digest together with its algorithm. Immutable. Indices can list any digest; checksums have an
 * order so that hash tables stay fast however many of them collide.
 */
@Internal
public final class Checksum implements Comparable<Checksum> {
  private static final HexFormat HEX = HexFormat.of();
  private static final int BUFFER_BYTES = 128 * 1024;

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

  /**
   * The checksum of a file's bytes.
   *
   * @throws IOException if it cannot be read
   */
  public static Checksum ofFile(HashAlgorithm algorithm, Path file) throws IOException {
    MessageDigest digest = algorithm.newDigest();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return new Checksum(algorithm, digest.digest());
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

  @Override
  public int compareTo(Checksum other) {
    int order = algorithm.compareTo(other.algorithm);
    return order == 0 ? Arrays.compareUnsigned(bytes, other.bytes) : order;
  }

  /** For messages: algorithm and digits, as in {@code SHA256:9f2c...}. */
  @Override
  public String toString() {
    return algorithm + ":" + hex();
  }
}
