package dev.pop.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessLockTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("lock");
  }

  @Test
  void tryAcquire_free_acquired() throws Exception {
    try (ProcessLock lock = ProcessLock.tryAcquire(file).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThat(file).exists();
    }
  }

  @Test
  void tryAcquire_heldHere_refusedUntilClosed() throws Exception {
    ProcessLock lock = ProcessLock.tryAcquire(file).orElseThrow();

    assertThat(ProcessLock.tryAcquire(file)).isEmpty();
    assertThat(ProcessLock.tryAcquire(directory.resolve("../" + directory.getFileName() + "/lock")))
        .isEmpty();
    lock.close();

    ProcessLock.tryAcquire(file).orElseThrow().close();
  }

  @Test
  void tryAcquire_refusedHere_otherProcessesStayLockedOut() throws Exception {
    try (ProcessLock lock = ProcessLock.tryAcquire(file).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThat(ProcessLock.tryAcquire(file)).isEmpty();

      assertThat(acquiredByAnotherProcess()).isFalse();
    }
    assertThat(acquiredByAnotherProcess()).isTrue();
  }

  @Test
  void tryAcquire_symbolicLink_refused() throws Exception {
    Files.createSymbolicLink(file, directory.resolve("elsewhere"));

    assertThatThrownBy(() -> ProcessLock.tryAcquire(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " is a symbolic link; remove it");

    assertThat(directory.resolve("elsewhere")).doesNotExist();
  }

  private boolean acquiredByAnotherProcess() throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                file.toString())
            .inheritIO()
            .start();
    int code = java.waitFor();
    assertThat(code).isIn(Other.ACQUIRED, Other.REFUSED);
    return code == Other.ACQUIRED;
  }

  /** The other process. */
  static final class Other {
    static final int ACQUIRED = 40;
    static final int REFUSED = 41;

    private Other() {}

    public static void main(String[] args) throws IOException {
      System.exit(ProcessLock.tryAcquire(Path.of(args[0])).isPresent() ? ACQUIRED : REFUSED);
    }
  }
}
