package dev.pop.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLockTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("lock");
  }

  @Test
  void tryAcquire_held_isEmptyUntilItIsClosed() throws Exception {
    try (ProcessLock lock = ProcessLock.tryAcquire(file).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThat(ProcessLock.tryAcquire(file)).isEmpty();
      assertThat(
              ProcessLock.tryAcquire(directory.resolve("../" + directory.getFileName() + "/lock")))
          .isEmpty();
    }
    Optional<ProcessLock> again = ProcessLock.tryAcquire(file);

    assertThat(again).isPresent();
    again.orElseThrow().close();
  }

  @Test
  void tryAcquire_heldByThisProcess_isRefusedToAnother() throws Exception {
    try (ProcessLock lock = ProcessLock.tryAcquire(file).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThat(inAnotherProcess()).isEqualTo(LockHolder.HELD);
    }
    assertThat(inAnotherProcess()).isEqualTo(LockHolder.GOT_IT);
  }

  /** POSIX drops a process's locks on a file when it closes any of its handles of that file. */
  @Test
  void tryAcquire_secondAttemptOfThisProcess_doesNotFreeTheLockForOthers() throws Exception {
    try (ProcessLock lock = ProcessLock.tryAcquire(file).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThat(ProcessLock.tryAcquire(file)).isEmpty();

      assertThat(inAnotherProcess()).isEqualTo(LockHolder.HELD);
    }
  }

  @Test
  void tryAcquire_fileLeftBehind_locksNothingOut() throws Exception {
    assertThat(inAnotherProcess()).isEqualTo(LockHolder.GOT_IT);
    assertThat(file).exists();

    Optional<ProcessLock> lock = ProcessLock.tryAcquire(file);

    assertThat(lock).isPresent();
    lock.orElseThrow().close();
  }

  @Test
  void close_twice_isAsOnce() throws Exception {
    ProcessLock first = ProcessLock.tryAcquire(file).orElseThrow();
    first.close();
    try (ProcessLock second = ProcessLock.tryAcquire(file).orElseThrow()) {
      assertThat(second).isNotNull();

      first.close();

      assertThat(ProcessLock.tryAcquire(file)).isEmpty();
    }
    assertThat(file).exists();
  }

  @Test
  void tryAcquire_symbolicLink_isRefusedAndNotFollowed() throws Exception {
    Path elsewhere = directory.resolve("elsewhere");
    Files.createSymbolicLink(file, elsewhere);

    assertThatIOException()
        .isThrownBy(() -> ProcessLock.tryAcquire(file))
        .withMessageContaining("symbolic link");
    assertThat(elsewhere).doesNotExist();
  }

  @Test
  void tryAcquire_whereNoFileCanBe_fails() throws Exception {
    assertThatIOException()
        .isThrownBy(() -> ProcessLock.tryAcquire(directory.resolve("none/lock")));
    Files.createDirectory(file);
    assertThatIOException().isThrownBy(() -> ProcessLock.tryAcquire(file));
    Files.delete(file);

    Optional<ProcessLock> afterwards = ProcessLock.tryAcquire(file);

    assertThat(afterwards).isPresent();
    afterwards.orElseThrow().close();
  }

  /** Where flock(1) is missing, the system gives the same lock. */
  @Test
  void acquireByCall_excludesTheOtherKind() throws Exception {
    try (Closeable lock = ProcessLock.acquireByCall(file).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThat(ProcessLock.tryAcquire(file)).isEmpty();
      Process child = new ProcessBuilder("cat").start();
      assertThat(inAnotherProcess()).isEqualTo(LockHolder.HELD);
      child.getOutputStream().close();
    }
    Process child = new ProcessBuilder("cat").start();
    try (ProcessLock lock = ProcessLock.tryAcquire(file).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThat(ProcessLock.acquireByCall(file)).isEmpty();
    } finally {
      child.getOutputStream().close();
      child.waitFor();
    }
  }

  @Test
  void isOn_absoluteDirectoriesOfThePathCount() throws Exception {
    Path program = Files.createFile(directory.resolve("flock"));
    assertThat(ProcessLock.isOn("/nonexistent:" + directory, "flock")).isFalse();
    assertThat(program.toFile().setExecutable(true)).isTrue();

    assertThat(ProcessLock.isOn("/nonexistent:" + directory, "flock")).isTrue();
    assertThat(ProcessLock.isOn("::/nonexistent", "flock")).isFalse();
    assertThat(ProcessLock.isOn(null, "flock")).isFalse();
  }

  /** As the Perl program takes it. */
  @Test
  void tryAcquire_heldByFlock_isEmpty() throws Exception {
    Process holder =
        new ProcessBuilder("flock", file.toString(), "sh", "-c", "echo held; cat").start();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("held");
      assertThat(ProcessLock.tryAcquire(file)).isEmpty();
    } finally {
      holder.getOutputStream().close();
      holder.waitFor();
    }
    ProcessLock.tryAcquire(file).orElseThrow().close();
  }

  @Test
  void programsThatAreStarted_doNotHoldIt() throws Exception {
    Process child;
    try (ProcessLock lock = ProcessLock.tryAcquire(file).orElseThrow()) {
      assertThat(lock).isNotNull();
      child = new ProcessBuilder("cat").start();
    }
    try {
      assertThat(inAnotherProcess()).isEqualTo(LockHolder.GOT_IT);
    } finally {
      child.getOutputStream().close();
      child.waitFor();
    }
  }

  private int inAnotherProcess() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.add("-Xshare:auto");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(LockHolder.class.getName(), file.toString()));
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
