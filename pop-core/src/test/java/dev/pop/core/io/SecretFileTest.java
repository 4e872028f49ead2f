package dev.pop.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
  @TempDir Path directory;

  @Test
  void readText_dropsByteOrderMark() throws Exception {
    Path file = Files.writeString(directory.resolve("a"), "\uFEFF{}");

    assertThat(SecretFile.readText(file, 10)).isEqualTo("{}");
  }

  @Test
  void readText_missingDirectoryTooLongOrBinary_saysSo() throws Exception {
    Path missing = directory.resolve("missing");
    Path longFile = Files.writeString(directory.resolve("long"), "12345");
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xc3, 0x28});

    assertThatIOException()
        .isThrownBy(() -> SecretFile.readText(missing, 10))
        .withMessage(missing + ": does not exist");
    assertThatIOException()
        .isThrownBy(() -> SecretFile.readText(directory, 10))
        .withMessage(directory + ": is a directory, not a file");
    assertThatIOException()
        .isThrownBy(() -> SecretFile.readText(longFile, 4))
        .withMessageContaining("longer than 4 bytes");
    assertThatIOException()
        .isThrownBy(() -> SecretFile.readText(binary, 10))
        .withMessageContaining("not UTF-8 text");
  }

  @Test
  void exposure_modeOfOwnerOnly_isEmpty() throws Exception {
    Path file = Files.writeString(directory.resolve("a"), "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThat(SecretFile.exposure(file)).isEmpty();
  }

  @Test
  void exposure_openToGroup_givesTheCommandThatMendsIt() throws Exception {
    Path file = Files.writeString(directory.resolve("it's mine"), "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(SecretFile.exposure(file).orElseThrow())
        .contains("(mode 0640)")
        .endsWith("chmod 600 '" + directory + "/it'\\''s mine'");
  }
}
