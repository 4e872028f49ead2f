package dev.pop.mirror.sample;

import dev.pop.core.apt.HashAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Bytes in memory with their digests, each computed once. Nobody writes into the bytes. */
final class Blob {
  private final byte[] bytes;
  private final Map<HashAlgorithm, String> digests = new ConcurrentHashMap<>();

  private Blob(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes the array over. */
  static Blob of(byte[] bytes) {
    return new Blob(bytes);
  }

  static Blob ofText(String text) {
    return new Blob(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The array itself, not a copy. */
  byte[] bytes() {
    return bytes;
  }

  int sizeBytes() {
    return bytes.length;
  }

  /** The digest in lower-case hexadecimal digits. */
  String hex(HashAlgorithm algorithm) {
    return digests.computeIfAbsent(
        algorithm, a -> HexFormat.of().formatHex(a.newDigest().digest(bytes)));
  }

  boolean sameBytes(Blob other) {
    return Arrays.equals(bytes, other.bytes);
  }
}
