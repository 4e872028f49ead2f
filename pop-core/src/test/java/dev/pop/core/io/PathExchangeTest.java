package dev.pop.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathExchangeTest {
  private final Path directory;

  PathExchangeTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void exchangesFullDirectories() throws Exception {
    Path old = Files.createDirectory(directory.resolve("jammy"));
    Path next = Files.createDirectory(directory.resolve("jammy neu ü"));
    Files.writeString(old.resolve("Release"), "old");
    Files.writeString(next.resolve("Release"), "new");
    Files.writeString(next.resolve("InRelease"), "new");

    assertThat(PathExchange.tryExchange(old, next)).isTrue();

    assertThat(old.resolve("Release")).hasContent("new");
    assertThat(old.resolve("InRelease")).hasContent("new");
    assertThat(next.resolve("Release")).hasContent("old");
    assertThat(next.resolve("InRelease")).doesNotExist();
  }

  @Test
  void changesNothingWhenOneIsMissing() throws Exception {
    Path old = Files.createDirectory(directory.resolve("jammy"));

    assertThatThrownBy(() -> PathExchange.tryExchange(old, directory.resolve("absent")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("jammy")
        .hasMessageContaining("cannot be exchanged");
    assertThat(old).isEmptyDirectory();
  }
}
