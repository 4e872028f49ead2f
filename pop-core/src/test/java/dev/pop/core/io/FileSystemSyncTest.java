package dev.pop.core.io;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemSyncTest {
  @TempDir private Path directory;

  @Test
  void sync_directory_andOneThatIsNotThere() {
    assertThatCode(() -> FileSystemSync.sync(directory)).doesNotThrowAnyException();
    assertThatIOException()
        .isThrownBy(() -> FileSystemSync.sync(directory.resolve("none")))
        .withMessageContaining("none");
  }
}
