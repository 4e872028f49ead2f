package dev.pop.mirror.bench;

import dev.pop.core.apt.HashAlgorithm;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** The digests of one file, in lower-case hexadecimal digits. */
record BenchDigests(String md5, String sha1, String sha256) {
  static final List<HashAlgorithm> ALGORITHMS =
      List.of(HashAlgorithm.MD5, HashAlgorithm.SHA1, HashAlgorithm.SHA256);

  String hex(HashAlgorithm algorithm) {
    return switch (algorithm) {
      case MD5 -> md5;
      case SHA1 -> sha1;
      case SHA256 -> sha256;
      default -> throw new IllegalArgumentException("no digest of " + algorithm);
    };
  }

  /** Takes a file's bytes piece by piece. */
  static final class Builder {
    private final List<MessageDigest> running =
        ALGORITHMS.stream().map(HashAlgorithm::newDigest).toList();

    Builder update(byte[] bytes, int length) {
      running.forEach(digest -> digest.update(bytes, 0, length));
      return this;
    }

    BenchDigests end() {
      List<String> hex =
          running.stream().map(digest -> HexFormat.of().formatHex(digest.digest())).toList();
      return new BenchDigests(hex.get(0), hex.get(1), hex.get(2));
    }
  }
}
