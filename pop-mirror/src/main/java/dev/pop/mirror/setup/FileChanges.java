package dev.pop.mirror.setup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.io.AtomicFile;
import dev.pop.core.io.SecretFile;
import dev.pop.core.io.WorldReadableFiles;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Writes files only where they differ, and can take everything back. */
final class FileChanges {

  /** Takes back one change. */
  @FunctionalInterface
  private interface Undo {
    void run() throws IOException;
  }

  private final Deque<Undo> undo = new ArrayDeque<>();
  private final Set<Path> remembered = new HashSet<>();

  /** Makes a directory and those above it. Returns whether it was missing. */
  boolean directory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return false;
    }
    Path parent = directory.getParent();
    if (parent != null) {
      directory(parent);
    }
    WorldReadableFiles.createDirectory(directory);
    undo.push(() -> removeEmpty(directory));
    return true;
  }

  private static void removeEmpty(Path directory) throws IOException {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      return; // somebody else has put something there meanwhile
    }
  }

  /** Notes a file's state, so that a change by whomever can be taken back. */
  void remember(Path target) throws IOException {
    Path file = AtomicFile.destination(target);
    if (!remembered.add(file)) {
      return;
    }
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      undo.push(() -> Files.deleteIfExists(file));
    } else {
      byte[] bytes = Files.readAllBytes(file);
      PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
      undo.push(() -> restore(file, bytes, attributes));
    }
  }

  private static void restore(Path file, byte[] bytes, PosixFileAttributes attributes)
      throws IOException {
    if (!Files.isRegularFile(file) || !Arrays.equals(bytes, Files.readAllBytes(file))) {
      AtomicFile.write(file, AtomicFile.Mode.PRIVATE, out -> out.write(bytes));
    }
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (!view.readAttributes().group().equals(attributes.group())) {
      view.setGroup(attributes.group());
    }
    view.setPermissions(attributes.permissions());
    Files.setLastModifiedTime(file, attributes.lastModifiedTime());
  }

  /** Writes a file that only its owner may read. Returns whether anything changed. */
  boolean writePrivate(Path file, String text) throws IOException {
    if (holds(file, text) && SecretFile.exposure(file).isEmpty()) {
      return false;
    }
    prepare(file);
    AtomicFile.write(file, AtomicFile.Mode.PRIVATE, text);
    return true;
  }

  /** Writes a file that all may read. Returns whether anything changed. */
  boolean writePublic(Path file, String text) throws IOException {
    if (holds(file, text)) {
      return false;
    }
    prepare(file);
    AtomicFile.write(file, AtomicFile.Mode.PUBLIC, text);
    return true;
  }

  /** As {@link #writePrivate}, for a group as well. */
  void writeForGroup(Path file, String group, String text) throws IOException {
    prepare(file);
    AtomicFile.writeForGroup(file, group, text);
  }

  /** Removes a file. Returns whether it was there. */
  boolean delete(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    remember(file);
    Files.delete(file);
    return true;
  }

  private void prepare(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      directory(parent);
    }
    remember(file);
  }

  private static boolean holds(Path file, String text) throws IOException {
    return Files.isRegularFile(file)
        && Arrays.equals(Files.readAllBytes(file), text.getBytes(UTF_8));
  }

  /**
   * Takes everything back, the last change first.
   *
   * @return what could not be taken back
   */
  Optional<IOException> rollBack() {
    IOException first = null;
    while (!undo.isEmpty()) {
      try {
        undo.pop().run();
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    return Optional.ofNullable(first);
  }
}
