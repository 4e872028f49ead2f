package dev.pop.mirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
  @TempDir private Path directory;
  private Path own = Path.of("");

  @BeforeEach
  void choosePlace() throws IOException {
    own = Files.createDirectories(directory.resolve("mirror")).resolve(".pop");
  }

  private static Object inode(Path file) throws IOException {
    return Files.getAttribute(file, "unix:ino");
  }

  @Test
  void open_removesWhatAnInterruptedRunLeft() throws Exception {
    Files.createDirectories(own);
    Files.writeString(own.resolve("1"), "half");
    Files.writeString(own.resolve("2"), "half");

    Staging staging = Staging.open(own, Instant.EPOCH);

    assertThat(own).isEmptyDirectory();
    staging.close();
    assertThat(own).doesNotExist();
    assertThat(own.resolveSibling("")).isEmptyDirectory();
  }

  @Test
  void open_symbolicLink_isRefused() throws Exception {
    Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("mine"), "x");
    Files.createDirectories(own.resolveSibling(""));
    Files.createSymbolicLink(own, elsewhere);

    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> Staging.open(own, Instant.EPOCH))
        .withMessage(own + ": is a symbolic link; remove it");
    assertThat(elsewhere.resolve("mine")).exists();
  }

  @Test
  void newFile_isAnotherEachTime() throws Exception {
    Staging staging = Staging.open(own, Instant.EPOCH);

    assertThat(staging.newFile()).isNotEqualTo(staging.newFile()).doesNotExist().hasParentRaw(own);
  }

  @Test
  void moveTo_makesDirectoriesAndReplaces() throws Exception {
    Staging staging = Staging.open(own, Instant.EPOCH);
    Path target = directory.resolve("mirror/pool/a/a.deb");

    staging.moveTo(Files.writeString(staging.newFile(), "old"), target);
    assertThat(target).hasContent("old");
    staging.moveTo(Files.writeString(staging.newFile(), "new"), target);
    assertThat(target).hasContent("new");
    assertThat(own).isEmptyDirectory();
  }

  @Test
  void moveTo_overAHardLink_leavesTheOtherName() throws Exception {
    Staging staging = Staging.open(own, Instant.EPOCH);
    Path target = Files.writeString(directory.resolve("target"), "old");
    Path other = Files.createLink(directory.resolve("other"), target);

    staging.moveTo(Files.writeString(staging.newFile(), "new"), target);

    assertThat(target).hasContent("new");
    assertThat(other).hasContent("old");
  }

  @Test
  void linkTo_makesOneFileOfTwoNames() throws Exception {
    Staging staging = Staging.open(own, Instant.EPOCH);
    Path source = Files.writeString(directory.resolve("source"), "text");
    Path target = directory.resolve("mirror/dists/target");

    staging.linkTo(source, target);

    assertThat(inode(target)).isEqualTo(inode(source));
    assertThat(own).isEmptyDirectory();
  }

  @Test
  void linkTo_whatIsTheSameFileAlready_changesNothing() throws Exception {
    Staging staging = Staging.open(own, Instant.EPOCH);
    Path source = Files.writeString(directory.resolve("source"), "text");
    Path target = Files.createLink(directory.resolve("target"), source);

    staging.linkTo(source, target);

    assertThat(inode(target)).isEqualTo(inode(source));
    assertThat(Files.getAttribute(source, "unix:nlink")).isEqualTo(2);
    assertThat(own).isEmptyDirectory();
  }

  @Test
  void linkTo_overAnotherFile_replacesTheNameAndNotTheBytes() throws Exception {
    Staging staging = Staging.open(own, Instant.EPOCH);
    Path source = Files.writeString(directory.resolve("source"), "new");
    Path target = Files.writeString(directory.resolve("target"), "old");
    Path reader = Files.createLink(directory.resolve("reader"), target);

    staging.linkTo(source, target);

    assertThat(target).hasContent("new");
    assertThat(reader).hasContent("old");
  }

  @Test
  void linkTo_overASymbolicLink_replacesIt() throws Exception {
    Staging staging = Staging.open(own, Instant.EPOCH);
    Path source = Files.writeString(directory.resolve("source"), "new");
    Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "theirs");
    Path target = Files.createSymbolicLink(directory.resolve("target"), elsewhere);

    staging.linkTo(source, target);

    assertThat(target).isRegularFile().isNotEqualTo(elsewhere).hasContent("new");
    assertThat(Files.isSymbolicLink(target)).isFalse();
    assertThat(elsewhere).hasContent("theirs");
  }

  @Test
  void linkTo_missingSource_leavesTheTarget() throws Exception {
    Staging staging = Staging.open(own, Instant.EPOCH);
    Path target = Files.writeString(directory.resolve("target"), "old");

    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> staging.linkTo(directory.resolve("none"), target));
    assertThat(target).hasContent("old");
    assertThat(own).isEmptyDirectory();
  }

  @Test
  void setModified_isWhatUpstreamSays() throws Exception {
    Path file = Files.writeString(directory.resolve("f"), "x");
    Instant time = Instant.parse("2020-02-02T02:02:02Z");

    Staging.setModified(file, Optional.of(time));
    Staging.setModified(file, Optional.empty());

    assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(time);
  }
}
