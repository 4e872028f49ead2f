package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkCountTest {
  @TempDir private Path directory;
  private final LinkCount count = new LinkCount();

  @BeforeEach
  void makeFiles() throws IOException {
    Files.writeString(directory.resolve("single"), "12345");
    Files.writeString(directory.resolve("first"), "1234567");
    Files.createLink(directory.resolve("second"), directory.resolve("first"));
    Files.createLink(directory.resolve("third"), directory.resolve("first"));
  }

  private void add(String name) throws IOException {
    count.add(directory.resolve(name));
  }

  @Test
  void bytes_ofNothing_areNone() {
    assertThat(count.bytes()).isZero();
  }

  @Test
  void bytes_ofAFileWithOneName_areItsSize() throws Exception {
    add("single");

    assertThat(count.bytes()).isEqualTo(5);
  }

  @Test
  void bytes_ofAFileThatKeepsAName_areNone() throws Exception {
    add("first");
    add("second");

    assertThat(count.bytes()).isZero();
  }

  @Test
  void bytes_ofAFileThatLosesEveryName_countOnce() throws Exception {
    add("first");
    add("single");
    add("third");
    add("second");

    assertThat(count.bytes()).isEqualTo(12);
  }
}
