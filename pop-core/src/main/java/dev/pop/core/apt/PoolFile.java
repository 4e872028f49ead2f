package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.Internal;

/**
 * One pool file as {@link PoolFileScanner} meets it. The scanner fills the same object again for
 * each file, so a receiver copies what it wants to keep before it returns.
 */
@Internal
public final class PoolFile {
  private byte[] pathBuffer = new byte[256];
  private int pathLength;
  private long size;
  private HashAlgorithm algorithm = HashAlgorithm.SHA256;
  private final byte[] digest = new byte[64];

  PoolFile() {}

  /** UTF-8 bytes of the path below the archive's base; {@link #pathLength} of them count. */
  public byte[] pathBuffer() {
    return pathBuffer;
  }

  /** Number of bytes of the path in {@link #pathBuffer}. */
  public int pathLength() {
    return pathLength;
  }

  /** The path as a new string, for messages. */
  public String path() {
    return new String(pathBuffer, 0, pathLength, UTF_8);
  }

  /** Size in bytes. */
  public long size() {
    return size;
  }

  /** The algorithm of {@link #digestBuffer}: SHA-256 when listed, else the strongest that is. */
  public HashAlgorithm algorithm() {
    return algorithm;
  }

  /** The digest; {@code algorithm().byteLength()} bytes count. */
  public byte[] digestBuffer() {
    return digest;
  }

  void setSize(long size) {
    this.size = size;
  }

  /** Slashes at the beginning, as some servers of archives write them, mean nothing to clients. */
  void setPath(byte[] text, int first, int to) throws FormatException {
    int from = first;
    while (from < to && text[from] == '/') {
      from++;
    }
    if (ArchivePath.isPlain(text, from, to)) {
      ensure(to - from);
      pathLength = to - from;
      System.arraycopy(text, from, pathBuffer, 0, pathLength);
    } else {
      String given = new String(text, from, to - from, UTF_8);
      byte[] normal = ArchivePath.normalize(given).getBytes(UTF_8);
      ensure(normal.length);
      pathLength = normal.length;
      System.arraycopy(normal, 0, pathBuffer, 0, pathLength);
    }
    ArchivePath.refuseMetadata(pathBuffer, pathLength);
  }

  /**
   * Takes the place of a file of a source package.
   *
   * @param base the directory of the package; empty for a flat archive's own, as apt takes it
   * @param name not empty; it may lie in a directory below {@code base}, and nowhere else
   */
  void setPath(String base, String name) throws FormatException {
    boolean plain = name.indexOf('/') < 0 && name.charAt(0) != '.';
    String inBase = plain ? name : ArchivePath.normalize(name);
    byte[] path = (base.isEmpty() ? inBase : base + "/" + inBase).getBytes(UTF_8);
    setPath(path, 0, path.length);
  }

  /** Takes hexadecimal digits; tells whether they are a digest of {@code algorithm}. */
  boolean setDigest(HashAlgorithm algorithm, byte[] text, int from, int to) {
    this.algorithm = algorithm;
    if (to - from != 2 * algorithm.byteLength()) {
      return false;
    }
    for (int i = 0; i < algorithm.byteLength(); i++) {
      int high = Character.digit(text[from + 2 * i], 16);
      int low = Character.digit(text[from + 2 * i + 1], 16);
      if (high < 0 || low < 0) {
        return false;
      }
      digest[i] = (byte) (high << 4 | low);
    }
    return true;
  }

  private void ensure(int length) {
    if (pathBuffer.length < length) {
      pathBuffer = new byte[length];
    }
  }
}
