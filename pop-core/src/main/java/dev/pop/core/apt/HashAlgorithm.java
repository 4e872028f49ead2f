package dev.pop.core.apt;

import dev.pop.core.Internal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * The digests of the Debian repository format, weakest first: {@link #compareTo} orders by
 * strength.
 *
 * @see <a href="https://wiki.debian.org/DebianRepository/Format">DebianRepository/Format</a>
 */
@Internal
public enum HashAlgorithm {
  MD5("MD5Sum", "MD5sum", "Files", "MD5", 16),
  SHA1("SHA1", "SHA1", "Checksums-Sha1", "SHA-1", 20),
  SHA256("SHA256", "SHA256", "Checksums-Sha256", "SHA-256", 32),
  SHA512("SHA512", "SHA512", "Checksums-Sha512", "SHA-512", 64);

  private final String releaseField;
  private final String packagesField;
  private final String sourcesField;
  private final String javaName;
  private final int byteLength;

  HashAlgorithm(
      String releaseField,
      String packagesField,
      String sourcesField,
      String javaName,
      int byteLength) {
    this.releaseField = releaseField;
    this.packagesField = packagesField;
    this.sourcesField = sourcesField;
    this.javaName = javaName;
    this.byteLength = byteLength;
  }

  /**
   * The field of {@code Release} that lists such digests, also the directory below {@code by-hash}.
   */
  public String releaseField() {
    return releaseField;
  }

  /** The field of a {@code Packages} stanza that gives such a digest. */
  public String packagesField() {
    return packagesField;
  }

  /** The field of a {@code Sources} stanza that lists such digests. */
  public String sourcesField() {
    return sourcesField;
  }

  /** Length of a digest in bytes. */
  public int byteLength() {
    return byteLength;
  }

  /** A fresh digest computation. */
  public MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance(javaName);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime lacks " + javaName, e);
    }
  }

  /** The algorithm whose {@code Release} field has this name, in any case of letters. */
  public static Optional<HashAlgorithm> ofReleaseField(String name) {
    for (HashAlgorithm algorithm : values()) {
      if (algorithm.releaseField.equalsIgnoreCase(name)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  /**
   * The algorithm whose digests have this many bytes.
   *
   * @throws IllegalArgumentException if none has
   */
  public static HashAlgorithm ofByteLength(int bytes) {
    return switch (bytes) {
      case 16 -> MD5;
      case 20 -> SHA1;
      case 32 -> SHA256;
      case 64 -> SHA512;
      default -> throw new IllegalArgumentException("no digest has " + bytes + " bytes");
    };
  }
}
