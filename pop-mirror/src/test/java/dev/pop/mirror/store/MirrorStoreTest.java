package dev.pop.mirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.mirror.repository.MirrorSettings;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "var/pop",
        "var/pop/edition",
        "var/pop/manifests",
        "var/pop/manifests/x.manifest",
        "mirror/.pop",
        "mirror/.pop/partial",
        "skel/.pop"
      })
  void open_linkInPlaceOfAnOwnDirectory_isRefusedAndNotFollowed(String place) throws Exception {
    Path elsewhere = Files.createDirectories(base.resolveSibling("elsewhere"));
    Path file = Files.writeString(elsewhere.resolve("file"), "of somebody else");
    Path link = base.resolve(place);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, elsewhere);

    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> MirrorStore.open(settings))
        .withMessage(link + ": is a symbolic link; remove it");

    assertThat(elsewhere).isDirectoryContaining(file::equals).isDirectoryNotContaining("glob:*/m*");
    assertThat(link).isSymbolicLink();
  }

  @Test
  void open_linkInPlaceOfAPartialBody_isRemovedAndNotFollowed() throws Exception {
    Path file = Files.writeString(base.resolveSibling("file"), "of somebody else");
    Path partial = Files.createDirectories(base.resolve("mirror/.pop/partial"));
    Path link = Files.createSymbolicLink(partial.resolve("0-0.ZXRhZw"), file);

    MirrorStore.open(settings).close();

    assertThat(link).doesNotExist();
    assertThat(file).hasContent("of somebody else");
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
