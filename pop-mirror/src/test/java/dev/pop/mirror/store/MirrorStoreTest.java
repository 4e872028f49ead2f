package dev.pop.mirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.mirror.repository.MirrorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorStoreTest {
  private final Path base;
  private final MirrorSettings settings;

  MirrorStoreTest(@TempDir Path directory) throws Exception {
    base = directory.resolve("base");
    settings = StoreFixture.in(base).list().settings();
  }

  @Test
  void open_makesDirectoriesAndCloseLeavesNothingOfItsOwnInTheMirror() throws Exception {
    try (MirrorStore store = MirrorStore.open(settings)) {
      assertThat(store.mirrorStaging().newFile()).hasParentRaw(base.resolve("mirror/.pop"));
      assertThat(store.indexCache().newFile()).hasParentRaw(base.resolve("skel/.pop"));
      Files.writeString(store.mirrorStaging().newFile(), "half");
      Files.writeString(store.indexCache().newFile(), "half");
      assertThat(store.availableBytes()).isPositive();
      store.sync();
    }

    assertThat(base.resolve("mirror")).isEmptyDirectory();
    assertThat(base.resolve("skel")).isEmptyDirectory();
    assertThat(base.resolve("var/pop/manifests")).isEmptyDirectory();
  }

  @Test
  void open_twice_isRefusedAndLeavesTheFirstItsFiles() throws Exception {
    try (MirrorStore store = MirrorStore.open(settings)) {
      Path staged = Files.writeString(store.mirrorStaging().newFile(), "half");

      assertThatExceptionOfType(MirrorLockedException.class)
          .isThrownBy(() -> MirrorStore.open(settings))
          .withMessage(
              "another run works on this mirror (it holds %s); wait for it to end",
              base.resolve("var/apt-mirror.lock"));
      assertThat(staged).exists();
    }

    MirrorStore.open(settings).close();
    assertThat(base.resolve("var/apt-mirror.lock")).exists();
  }

  @Test
  void open_lockFileOfACrashedRun_locksNothingOut() throws Exception {
    Files.createDirectories(base.resolve("var"));
    Files.writeString(base.resolve("var/apt-mirror.lock"), "12345");

    MirrorStore.open(settings).close();

    assertThat(base.resolve("mirror")).isEmptyDirectory();
  }

  @Test
  void open_thatFails_givesTheLockUp() throws Exception {
    Files.createDirectories(base);
    Files.writeString(base.resolve("mirror"), "a file in the way");

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> MirrorStore.open(settings));
    Files.delete(base.resolve("mirror"));

    MirrorStore.open(settings).close();
    assertThat(base.resolve("mirror")).isEmptyDirectory();
  }
}
