package dev.pop.core.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.FailureKind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IoErrorsTest {
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
  void kind_knowsTheWordsOfTheSystem(IOException failure, FailureKind kind) {
    assertThat(IoErrors.kind(failure)).isEqualTo(kind);
  }

  /** German where the C library has that language installed, English elsewhere. */
  @ParameterizedTest
  @ValueSource(strings = {"", "de"})
  void kind_fullDisk_isKnownInEveryLanguage(String language) throws Exception {
    ProcessBuilder child =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            FullDevice.class.getName());
    child.environment().put("LC_ALL", "C.UTF-8");
    child.environment().put("LANGUAGE", language);

    Process process = child.redirectErrorStream(true).start();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).startsWith("DISK_FULL:");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void words_exceptionWithoutAReason_nameFileAndReason() {
    assertThat(IoErrors.describe(new AccessDeniedException("/a")))
        .isEqualTo("/a: permission denied");
    assertThat(IoErrors.describe(new NoSuchFileException("/a"))).isEqualTo("/a: does not exist");
    assertThat(IoErrors.describe(new FileAlreadyExistsException("/a"))).startsWith("/a: exists");
  }

  @Test
  void words_exceptionWithAReason_thatOne() {
    assertThat(IoErrors.describe(new FileSystemException("/a", null, "Read-only file system")))
        .isEqualTo("/a: Read-only file system");
    assertThat(IoErrors.describe(new IOException("of another kind"))).isEqualTo("of another kind");
    assertThat(IoErrors.reason(new AccessDeniedException("/a"))).isEqualTo("permission denied");
  }

  @Test
  void withRemedy_noPermission_saysWhoMay(@TempDir Path directory) throws Exception {
    for (String file : List.of("", "missing/file")) {
      String path = directory.resolve(file).toString();
      assertThat(IoErrors.withRemedy(new AccessDeniedException(path)))
          .isEqualTo(path + ": permission denied"); // of one's own there is nothing to tell
    }
    String me = System.getProperty("user.name");
    System.setProperty("user.name", "alice");
    try {
      String owner = Files.getOwner(directory).getName();
      assertThat(IoErrors.withRemedy(new AccessDeniedException(directory.toString())))
          .isEqualTo(
              "%s: permission denied; it belongs to %s: run this as %2$s, or as root: chown -R"
                      .formatted(directory, owner)
                  + " alice "
                  + directory);
    } finally {
      System.setProperty("user.name", me);
    }
    assertThat(IoErrors.withRemedy(new NoSuchFileException("/a"))).isEqualTo("/a: does not exist");
  }
}
