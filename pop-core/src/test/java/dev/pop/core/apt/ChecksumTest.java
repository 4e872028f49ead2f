package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumTest {
  private static final String SHA256 =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir private Path directory;

  @Test
  void ofFile_isTheDigestOfItsBytes() throws Exception {
    Path file = Files.write(directory.resolve("abc"), "abc".getBytes(UTF_8));

    assertThat(Checksum.ofFile(HashAlgorithm.SHA256, file)).hasToString("SHA256:" + SHA256);
    assertThat(Checksum.ofFile(HashAlgorithm.MD5, file).hex())
        .isEqualTo("900150983cd24fb0d6963f7d28e17f72");
    assertThat(Checksum.ofFile(HashAlgorithm.SHA1, file).hex())
        .isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
    assertThat(Checksum.ofFile(HashAlgorithm.SHA512, file).hex()).startsWith("ddaf35a193617aba");
  }

  @Test
  void ofFile_largerThanAnyBuffer_isReadWhole() throws Exception {
    byte[] bytes = new byte[1_000_003];
    new Random(1).nextBytes(bytes);
    Path file = Files.write(directory.resolve("large"), bytes);

    assertThat(Checksum.ofFile(HashAlgorithm.SHA256, file).bytes())
        .isEqualTo(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void ofFile_missing_fails() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Checksum.ofFile(HashAlgorithm.SHA256, directory.resolve("none")));
  }

  @Test
  void ofHex_eitherCase_isTheSame() {
    Checksum checksum = Checksum.ofHex(HashAlgorithm.SHA256, SHA256.toUpperCase(Locale.ROOT));

    assertThat(checksum).isEqualTo(Checksum.ofHex(HashAlgorithm.SHA256, SHA256));
    assertThat(checksum).hasSameHashCodeAs(Checksum.ofHex(HashAlgorithm.SHA256, SHA256));
    assertThat(checksum.hex()).isEqualTo(SHA256);
    assertThat(checksum.algorithm()).isEqualTo(HashAlgorithm.SHA256);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "abc",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015adad",
        "ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "-a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "١a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
      })
  void ofHex_malformed_isRefused(String hex) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Checksum.ofHex(HashAlgorithm.SHA256, hex));
  }

  @Test
  void of_copiesInAndOut() {
    byte[] bytes = new byte[16];
    Checksum checksum = Checksum.of(HashAlgorithm.MD5, bytes);
    bytes[0] = 1;
    checksum.bytes()[1] = 1;

    assertThat(checksum.hex()).isEqualTo("0".repeat(32));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Checksum.of(HashAlgorithm.SHA1, new byte[16]));
  }

  @Test
  void equals_needsTheSameBytesOfTheSameAlgorithm() {
    Checksum zeros = Checksum.of(HashAlgorithm.MD5, new byte[16]);

    assertThat(zeros)
        .isNotEqualTo(Checksum.of(HashAlgorithm.SHA1, new byte[20]))
        .isNotEqualTo(Checksum.ofHex(HashAlgorithm.MD5, "1" + "0".repeat(31)))
        .isNotEqualTo("0".repeat(32));
  }

  @Test
  void algorithms_areOrderedByStrength() {
    assertThat(HashAlgorithm.values())
        .isSorted()
        .containsExactly(
            HashAlgorithm.MD5, HashAlgorithm.SHA1, HashAlgorithm.SHA256, HashAlgorithm.SHA512);
  }

  @ParameterizedTest
  @EnumSource
  void algorithm_isFoundByItsLengthAndField(HashAlgorithm algorithm) {
    String field = algorithm.releaseField();

    assertThat(algorithm.newDigest().getDigestLength()).isEqualTo(algorithm.byteLength());
    assertThat(HashAlgorithm.ofByteLength(algorithm.byteLength())).isEqualTo(algorithm);
    assertThat(HashAlgorithm.ofReleaseField(field)).contains(algorithm);
    assertThat(HashAlgorithm.ofReleaseField(field.toUpperCase(Locale.ROOT))).contains(algorithm);
    assertThat(HashAlgorithm.ofReleaseField(field.toLowerCase(Locale.ROOT))).contains(algorithm);
  }

  @Test
  void algorithm_ofAnythingElse_isNone() {
    assertThat(HashAlgorithm.ofReleaseField("SHA384")).isEmpty();
    assertThat(HashAlgorithm.ofReleaseField("")).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> HashAlgorithm.ofByteLength(48));
  }
}
