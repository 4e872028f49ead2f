package dev.pop.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other users of the machine put where our files go. Run by root, as the tests are. */
class OwnersTest {
  private static final int NOBODY = 65534;

  @TempDir Path directory;
  private Path victim;
  private Path open;

  @BeforeEach
  void start() throws IOException {
    victim = Files.writeString(directory.resolve("victim"), "precious");
    open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  private Path foreignLink() throws Exception {
    Path link = Files.createSymbolicLink(open.resolve("file"), victim);
    Process chown =
        new ProcessBuilder("chown", "-h", NOBODY + ":" + NOBODY, link.toString()).start();
    assertThat(chown.waitFor()).isZero();
    return link;
  }

  @Test
  void write_linkOfAnotherUser_isRefused() throws Exception {
    Path link = foreignLink();

    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> AtomicFile.write(link, AtomicFile.Mode.PUBLIC, "new"))
        .withMessageContaining("is a symbolic link of another user");

    assertThat(victim).hasContent("precious");
  }

  @Test
  void write_ownLink_isFollowed() throws Exception {
    Path link = Files.createSymbolicLink(open.resolve("file"), victim);

    AtomicFile.write(link, AtomicFile.Mode.PUBLIC, "new");

    assertThat(victim).hasContent("new");
  }

  @Test
  void append_linkOfAnotherUser_pipeOrSecondName_isRefused() throws Exception {
    Path link = foreignLink();
    Path pipe = open.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path second = Files.createLink(open.resolve("second"), victim);

    assertThatIOException().isThrownBy(() -> Owners.requireAppendable(link));
    assertThatIOException()
        .isThrownBy(() -> Owners.requireAppendable(pipe))
        .withMessageContaining("is a pipe");
    assertThatIOException()
        .isThrownBy(() -> Owners.requireAppendable(second))
        .withMessageContaining("another name");
    Owners.requireAppendable(victim);
    Owners.requireAppendable(open.resolve("new"));
  }

  @Test
  void changeableByOthers_namesWhatTheyCanChangeAndTheRemedy() throws Exception {
    Path list = Files.writeString(directory.resolve("list"), "");
    assertThat(Owners.changeableByOthers(list)).isEmpty();

    Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(Owners.changeableByOthers(list))
        .get()
        .asString()
        .contains(list.toString(), "0666", "chmod go-w " + list);

    Path inOpen = Files.writeString(open.resolve("list"), "");
    assertThat(Owners.changeableByOthers(inOpen)).get().asString().startsWith(open + " can be");
  }

  @Test
  void tryAcquire_pipeInPlaceOfTheLock_isRefusedAtOnce() throws Exception {
    Path pipe = directory.resolve("lock");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThatIOException()
        .isThrownBy(() -> ProcessLock.tryAcquire(pipe))
        .withMessageContaining("is not a regular file");
  }

  @Test
  void tryAcquire_lockThatOthersCanRead_isClosed() throws Exception {
    Path lock = Files.createFile(directory.resolve("lock"));
    Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-r--r--"));

    try (ProcessLock held = ProcessLock.tryAcquire(lock).orElseThrow()) {
      assertThat(held).isNotNull();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lock)))
          .isEqualTo("rw-------");
    }
  }
}
