package dev.pop.core.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
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
  void write_overASymbolicLink_replacesWhatItLeadsTo() throws Exception {
    Path other = Files.writeString(directory.resolve("other"), "other");
    Path between = Files.createSymbolicLink(directory.resolve("between"), Path.of("other"));
    Path target = Files.createSymbolicLink(directory.resolve("file"), between);

    AtomicFile.write(target, AtomicFile.Mode.PUBLIC, "x");

    assertThat(Files.readSymbolicLink(target)).isEqualTo(between);
    assertThat(between).isSymbolicLink();
    assertThat(other).isRegularFile().hasContent("x");
  }

  @Test
  void write_overALinkToNothing_makesWhatItLeadsTo() throws Exception {
    Path target = Files.createSymbolicLink(directory.resolve("file"), Path.of("other"));

    AtomicFile.write(target, AtomicFile.Mode.PRIVATE, "x");

    assertThat(target).isSymbolicLink();
    assertThat(directory.resolve("other")).hasContent("x");
  }

  @Test
  void write_overLinksInACircle_fails() throws Exception {
    Path target = Files.createSymbolicLink(directory.resolve("file"), Path.of("other"));
    Files.createSymbolicLink(directory.resolve("other"), Path.of("file"));

    assertThatIOException().isThrownBy(() -> AtomicFile.write(target, AtomicFile.Mode.PUBLIC, "x"));
    assertThat(directory.toFile().list()).containsExactlyInAnyOrder("file", "other");
  }

  @Test
  void write_overAPipe_refusesAndLeavesIt() throws Exception {
    Path target = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", target.toString()).start().waitFor()).isZero();
    Path link = Files.createSymbolicLink(directory.resolve("link"), target);

    for (Path path : new Path[] {target, link}) {
      assertThatExceptionOfType(NotRegularFileException.class)
          .isThrownBy(() -> AtomicFile.write(path, AtomicFile.Mode.PRIVATE, "x"))
          .satisfies(
              e -> assertThat(IoErrors.describe(e)).startsWith(path + ": is not a regular file"));
    }

    assertThat(Files.readAttributes(target, BasicFileAttributes.class).isOther()).isTrue();
    assertThat(directory.toFile().list()).containsExactlyInAnyOrder("pipe", "link");
  }

  @Test
  void write_removesWhatAKilledProcessLeft() throws Exception {
    Files.writeString(directory.resolve(".file.123.new"), "half a secr");
    Files.writeString(directory.resolve(".file.mine.new"), "somebody's");
    Files.writeString(directory.resolve(".other.123.new"), "another file's");

    AtomicFile.write(directory.resolve("file"), AtomicFile.Mode.PRIVATE, "x");

    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrder("file", ".file.mine.new", ".other.123.new");
  }

  @Test
  void write_leavesWhatAnotherIsWriting() throws Exception {
    Path target = directory.resolve("file");

    AtomicFile.write(
        target,
        AtomicFile.Mode.PUBLIC,
        out -> {
          AtomicFile.write(target, AtomicFile.Mode.PUBLIC, "second");
          out.write('x');
        });

    assertThat(target).hasContent("x");
    assertThat(directory.toFile().list()).containsExactly("file");
  }

  @Test
  void replace_link_isReplacedAndNotFollowed() throws Exception {
    Path other = Files.writeString(directory.resolve("other"), "of somebody else");
    Path link = Files.createSymbolicLink(directory.resolve("link"), other);

    AtomicFile.replace(link, AtomicFile.Mode.PUBLIC, out -> out.write('x'));

    assertThat(link).hasContent("x").isRegularFile();
    assertThat(Files.isSymbolicLink(link)).isFalse();
    assertThat(other).hasContent("of somebody else");
  }
}
