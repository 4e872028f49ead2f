package dev.pop.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureKindTest {
  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            new FileSystemException("/a", null, "No space left on device"), FailureKind.DISK_FULL),
        Arguments.of(new IOException("No space left on device"), FailureKind.DISK_FULL),
        Arguments.of(
            new FileSystemException("/a", null, "Disk quota exceeded"), FailureKind.DISK_FULL),
        Arguments.of(
            new FileSystemException("/a", null, "Read-only file system"), FailureKind.READ_ONLY),
        Arguments.of(
            new FileNotFoundException("/a (Read-only file system)"), FailureKind.READ_ONLY),
        Arguments.of(new AccessDeniedException("/a"), FailureKind.NO_PERMISSION),
        Arguments.of(
            new FileNotFoundException("/a (Permission denied)"), FailureKind.NO_PERMISSION),
        Arguments.of(new NoSuchFileException("/a"), FailureKind.DISK_FAILED),
        Arguments.of(new IOException("Input/output error"), FailureKind.DISK_FAILED),
        Arguments.of(new IOException("/a is a symbolic link; remove it"), FailureKind.OTHER));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void ofDisk_knowsTheWordsOfTheSystem(IOException failure, FailureKind kind) {
    assertThat(FailureKind.ofDisk(failure)).isEqualTo(kind);
  }
}
