package dev.pop.core.openpgp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.primitives.Bytes;
import dev.pop.core.apt.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedKeysTest {
  private static final Instant BORN = Instant.parse("2024-01-01T00:00:00Z");
  private static final SigningKey ONE = SigningKey.generate("One <one@example.com>", BORN);
  private static final SigningKey TWO = SigningKey.generate("Two <two@example.com>", BORN);

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("ring.gpg");
  }

  @Test
  void load_binaryKeyring_hasItsKeys() throws Exception {
    Files.write(file, Bytes.concat(ONE.publicKeyring(), TWO.publicKeyring()));

    assertHasBoth(TrustedKeys.load(List.of(file)));
  }

  @Test
  void load_armoredKeyring_hasTheKeysOfAllBlocks() throws Exception {
    Files.writeString(file, "one\n" + ONE.armoredPublicKey() + "\ntwo\n" + TWO.armoredPublicKey());

    assertHasBoth(TrustedKeys.load(List.of(file)));
  }

  @Test
  void load_severalFiles_joinsThem() throws Exception {
    Path other = Files.writeString(directory.resolve("b"), TWO.armoredPublicKey());
    Files.write(file, ONE.publicKeyring());

    assertHasBoth(TrustedKeys.load(List.of(file, other)));
  }

  @Test
  void load_directory_takesWhatAptTakes_andWarnsOfTheRest() throws Exception {
    Files.write(file, ONE.publicKeyring());
    Files.writeString(directory.resolve("two.asc"), TWO.armoredPublicKey());
    Files.writeString(directory.resolve("notes.txt"), "no keyring");
    Files.writeString(directory.resolve("ring.gpg~"), "old");
    Files.writeString(directory.resolve("bad.gpg"), "no keyring");
    Files.createDirectory(directory.resolve("sub.gpg"));

    TrustedKeys keys = TrustedKeys.load(List.of(directory));

    assertHasBoth(keys);
    assertThat(keys.warnings())
        .satisfiesExactly(
            warning -> assertThat(warning).contains("bad.gpg", "passed over"),
            warning -> assertThat(warning).contains("sub.gpg", "passed over"));
  }

  @Test
  void load_emptyDirectory_isNoKey() throws Exception {
    assertThat(TrustedKeys.load(List.of(directory)).isEmpty()).isTrue();
  }

  @Test
  void load_missingFile_isAnError() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> TrustedKeys.load(List.of(file)))
        .withMessage("keyring " + file + " cannot be read: does not exist");
  }

  @Test
  void load_whatIsNoKeyring_isAnErrorThatNamesIt() throws Exception {
    assertRefused(new byte[0], "it is empty");
    assertRefused("<html>\n".getBytes(US_ASCII), "neither a binary nor an armored");
    assertRefused(new byte[] {(byte) 0x88, 1, 0}, "does not begin with an OpenPGP public key");
    assertRefused(Arrays.copyOf(ONE.publicKeyring(), 90), "offset");
    assertRefused(
        ONE.armoredPublicKey().replaceFirst("(?m)^=....$", "=AAAA").getBytes(US_ASCII), "checksum");
    assertRefused(new byte[] {(byte) 0x98, 1, 3}, "no OpenPGP key of version 4 or 6");
    byte[] keybox = new byte[32];
    System.arraycopy("KBXf".getBytes(US_ASCII), 0, keybox, 8, 4);
    assertRefused(keybox, "export its keys with gpg");
    assertRefused(new byte[(16 << 20) + 1], "longer than");
  }

  @Test
  void of_keepsTheOrderOfCopies() throws Exception {
    byte[] changed = Bytes.concat(ONE.publicKeyring(), new byte[] {(byte) 0x88, 0});

    TrustedKeys keys = TrustedKeys.of(Bytes.concat(changed, ONE.publicKeyring()));

    assertThat(keys.withKeyId(id(ONE)))
        .extracting(block -> block.packets().length)
        .containsExactly(changed.length, ONE.publicKeyring().length);
  }

  private void assertRefused(byte[] content, String reason) throws IOException {
    Files.write(file, content);
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> TrustedKeys.load(List.of(file)))
        .withMessageStartingWith("keyring " + file + " is unusable: ")
        .withMessageContaining(reason);
  }

  private static void assertHasBoth(TrustedKeys keys) {
    assertThat(keys.isEmpty()).isFalse();
    for (SigningKey key : List.of(ONE, TWO)) {
      assertThat(keys.withKeyId(id(key)))
          .extracting(KeyBlock::fingerprint)
          .containsExactly(key.fingerprint());
    }
  }

  private static long id(SigningKey key) {
    return Long.parseUnsignedLong(key.fingerprint().substring(24), 16);
  }
}
