package dev.pop.core.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AtomicFileTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"PRIVATE, rw-------", "PUBLIC, rw-r--r--", "EXECUTABLE, rwxr-xr-x"})
  void write_makesTheFileWithItsMode(AtomicFile.Mode mode, String permissions) throws Exception {
    Path target = directory.resolve("file");

    AtomicFile.write(target, mode, "é\n");

    assertThat(target).hasBinaryContent("é\n".getBytes(UTF_8));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo(permissions);
    assertThat(directory).isDirectoryNotContaining("glob:**{/.,.new}*");
  }

  @Test
  void write_replacesWhatWasThereAndItsMode() throws Exception {
    Path target = directory.resolve("file");
    AtomicFile.write(target, AtomicFile.Mode.EXECUTABLE, "long before");

    AtomicFile.write(target, AtomicFile.Mode.PRIVATE, "now");

    assertThat(target).hasContent("now");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-------");
  }

  @Test
  void write_isReadableByNobodyElseUntilItIsWhole() throws Exception {
    Path target = directory.resolve("file");

    AtomicFile.write(
        target,
        AtomicFile.Mode.PUBLIC,
        out -> {
          assertThat(target).doesNotExist();
          try (var files = Files.list(directory)) {
            assertThat(files)
                .singleElement()
                .satisfies(
                    file ->
                        assertThat(Files.getPosixFilePermissions(file))
                            .isEqualTo(PosixFilePermissions.fromString("rw-------")));
          }
          out.write('x');
        });

    assertThat(target).hasContent("x");
  }

  @Test
  void write_contentThatFails_leavesTheOldFileAndNothingElse() throws Exception {
    Path target = Files.writeString(directory.resolve("file"), "before");

    assertThatIOException()
        .isThrownBy(
            () ->
                AtomicFile.write(
                    target,
                    AtomicFile.Mode.PUBLIC,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("disk full");
                    }))
        .withMessage(target + ": disk full");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                AtomicFile.write(
                    target,
                    AtomicFile.Mode.PUBLIC,
                    out -> {
                      throw new IllegalStateException("a bug");
                    }));

    assertThat(target).hasContent("before");
    assertThat(directory.toFile().list()).containsExactly("file");
  }

  @Test
  void write_toAMissingDirectory_fails() {
    assertThatIOException()
        .isThrownBy(
            () -> AtomicFile.write(directory.resolve("no/file"), AtomicFile.Mode.PUBLIC, "x"));
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void write_overADirectory_failsAndLeavesIt() throws Exception {
    Path target = Files.createDirectory(directory.resolve("file"));

    assertThatIOException().isThrownBy(() -> AtomicFile.write(target, AtomicFile.Mode.PUBLIC, "x"));
    assertThat(target).isEmptyDirectory();
    assertThat(directory.toFile().list()).containsExactly("file");
  }

  @Test
  void write_overASymbolicLink_replacesTheLinkOnly() throws Exception {
    Path other = Files.writeString(directory.resolve("other"), "other");
    Path target = Files.createSymbolicLink(directory.resolve("file"), other);

    AtomicFile.write(target, AtomicFile.Mode.PUBLIC, "x");

    assertThat(Files.isSymbolicLink(target)).isFalse();
    assertThat(target).hasContent("x");
    assertThat(other).hasContent("other");
  }

  @Test
  void removeLeftovers_takesTemporaryFilesAlone() throws IOException {
    Path directory = Files.createDirectory(this.directory.resolve("memory"));
    for (String name : List.of(".a.manifest.17.new", "a.manifest", ".hidden", "b.new", ".c.new")) {
      Files.writeString(directory.resolve(name), "");
    }

    AtomicFile.removeLeftovers(directory);

    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrder("a.manifest", ".hidden", "b.new", ".c.new");
  }
}
