package dev.pop.mirror.sync;

import dev.pop.core.FailureKind;
import dev.pop.core.PopException;
import dev.pop.core.apt.ArchivePath;
import dev.pop.mirror.repository.MirrorSettings;
import dev.pop.mirror.store.KnownMirrors;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorState;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A mirror that was published and of which nothing is left, as where a disk is not mounted. */
final class VanishedMirror {
  private VanishedMirror() {}

  /**
   * Refuses to fetch it anew.
   *
   * @param known the mirrors of this machine
   * @throws PopException if {@code mirror_path} is empty and held a mirror before
   */
  static void refuse(MirrorSettings settings, Optional<KnownMirrors> known)
      throws PopException, IOException {
    Path mirrorPath = MirrorLayout.of(settings).mirrorPath();
    if (!isEmpty(mirrorPath)) {
      return;
    }
    boolean published = known.isPresent() && known.get().contains(mirrorPath);
    if (published || MirrorState.read(settings).remembersAny()) {
      throw new PopException(
          FailureKind.VANISHED,
          mirrorPath + " is empty, but held a mirror before: is its file system mounted?");
    }
  }

  /** Whether there is nothing but what a run works with. */
  private static boolean isEmpty(Path mirrorPath) throws IOException {
    try (Stream<Path> entries = Files.list(mirrorPath)) {
      return entries.allMatch(entry -> entry.endsWith(ArchivePath.OWN_PREFIX));
    } catch (NoSuchFileException e) {
      return true;
    } catch (FileSystemException e) {
      return false; // the run names what is wrong
    }
  }
}
