package dev.pop.mirror.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExistingDirectoriesTest {
  @TempDir Path root;

  private Path made(String path) throws IOException {
    return Files.createDirectories(root.resolve(path));
  }

  @Test
  void contain_isWhatTheDiskSays() throws IOException {
    made("pool/main/b/bash");
    Files.createFile(root.resolve("pool/main/c"));
    ExistingDirectories directories = new ExistingDirectories(root);

    assertThat(directories.contain(root.resolve("pool/main/a/apt"))).isFalse();
    assertThat(directories.contain(root.resolve("pool/main/a/awk"))).isFalse();
    assertThat(directories.contain(root.resolve("pool/main/b/bash"))).isTrue();
    assertThat(directories.contain(root.resolve("pool/main/b/bc"))).isFalse();
    assertThat(directories.contain(root.resolve("pool/main/b/bcd"))).isFalse();
    assertThat(directories.contain(root.resolve("pool/main/b/bash"))).isTrue();
    assertThat(directories.contain(root.resolve("pool/main/c/cat"))).isFalse();
    assertThat(directories.contain(root)).isTrue();
  }

  /** What is asked for first decides for all that lies below the same missing directory. */
  @Test
  void contain_belowAMissingDirectory_isNotLookedFor() throws IOException {
    ExistingDirectories directories = new ExistingDirectories(root.resolve("mirror"));
    assertThat(directories.contain(root.resolve("mirror/pool/a"))).isFalse();

    Path made = made("mirror/pool/b");

    assertThat(directories.contain(made)).isFalse();
    assertThat(new ExistingDirectories(root.resolve("mirror")).contain(made)).isTrue();
  }
}
