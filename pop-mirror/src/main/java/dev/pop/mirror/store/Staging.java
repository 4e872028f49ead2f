package dev.pop.mirror.store;

import dev.pop.core.Internal;
import dev.pop.core.http.PartialFiles;
import dev.pop.core.io.IoErrors;
import dev.pop.core.io.Owners;
import dev.pop.core.io.PrivateDirectory;
import dev.pop.core.io.ShellWord;
import dev.pop.core.io.WorldReadableFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.io.FileUtils;

/**
 * A directory of our own where files lie until they are whole, on the file system where they will
 * live, so that a rename brings them to their place.
 *
 * <p>Safe for use by several threads.
 */
@Internal
public final class Staging {
  /** Bodies that did not arrive whole, which stay for the next run. */
  private static final String PARTIAL = "partial";

  private final Path directory;
  private final PartialFiles partials;
  private final AtomicLong next = new AtomicLong();
  private final Set<Path> madeDirectories = ConcurrentHashMap.newKeySet();

  private Staging(Path directory, PartialFiles partials) {
    this.directory = directory;
    this.partials = partials;
  }

  /**
   * Opens the directory and removes what an interrupted run left there, except bodies that can be
   * gone on with.
   *
   * @param oldest partial bodies from before are removed too
   */
  static Staging open(Path directory, Instant oldest) throws IOException {
    PrivateDirectory.make(directory);
    clean(directory);
    return new Staging(directory, PartialFiles.open(directory.resolve(PARTIAL), oldest));
  }

  private static void clean(Path directory) throws IOException {
    try (DirectoryStream<Path> list = Files.newDirectoryStream(directory)) {
      for (Path path : list) {
        if (!path.endsWith(PARTIAL)) {
          FileUtils.forceDelete(path.toFile());
        }
      }
    }
  }

  /** Where bodies are gathered that may outlive a run. */
  public PartialFiles partials() {
    return partials;
  }

  /** A name that no other call gets; no file is made. */
  public Path newFile() {
    return directory.resolve(Long.toString(next.incrementAndGet()));
  }

  /** Whether a rename can bring what is staged to {@code path}, which need not exist. */
  boolean isOnFileSystemOf(Path path) throws IOException {
    Path existing = path.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    return Files.getAttribute(existing, "unix:dev")
        .equals(Files.getAttribute(directory, "unix:dev"));
  }

  /** Gives {@code file} the time when upstream says that it was changed. */
  public static void setModified(Path file, Optional<Instant> modified) throws IOException {
    if (modified.isPresent()) {
      Files.setLastModifiedTime(file, FileTime.from(modified.get()));
    }
  }

  /** Renames a staged file to its place, over whatever is there. Missing directories are made. */
  public void moveTo(Path staged, Path target) throws IOException {
    makeParent(target);
    try {
      Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      moveAcross(staged, target);
    } catch (FileSystemException e) {
      throw about(target, e);
    }
  }

  /** The same failure, named after the file that could not be had. */
  private static FileSystemException about(Path target, FileSystemException e) {
    FileSystemException failure =
        new FileSystemException(target.toString(), null, IoErrors.reason(e));
    failure.initCause(e);
    return failure;
  }

  /** A link inside the mirror leads to another file system: the last step is a rename there. */
  private static void moveAcross(Path staged, Path target) throws IOException {
    Path beside = target.resolveSibling(target.getFileName() + ".pop-new");
    try {
      Files.copy(
          staged, beside, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
    Files.delete(staged);
  }

  /**
   * Makes {@code target} the same file as {@code source}: by a hard link where the file system
   * allows, else by a copy. What was at {@code target} is replaced at once, never written into; a
   * symbolic link as well, wherever it leads.
   */
  public void linkTo(Path source, Path target) throws IOException {
    if (Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
        && Files.isSameFile(source, target)) {
      return;
    }
    Path staged = newFile();
    try {
      linkNew(source, staged);
    } catch (FileSystemException e) {
      throw about(target, e);
    }
    moveTo(staged, target);
  }

  /** As {@link #linkTo}, where there is nothing yet, in a directory that is there. */
  void linkNew(Path source, Path target) throws IOException {
    try {
      Files.createLink(target, source);
    } catch (AccessDeniedException | NoSuchFileException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      if (!Owners.mayLink(source)) {
        throw ofAnother(source);
      }
      copy(source, target); // another file system, one without links, or too many of them
    }
  }

  /** A copy would fill the disk with what lies there already. */
  private static FileSystemException ofAnother(Path source) throws IOException {
    String owner = Files.getOwner(source, LinkOption.NOFOLLOW_LINKS).getName();
    return new FileSystemException(
        source.toString(),
        null,
        "belongs to "
            + owner
            + ", and this user may not link it; as root, run: chown -R "
            + System.getProperty("user.name", "")
            + " "
            + ShellWord.of(String.valueOf(source.getParent())));
  }

  private static void copy(Path source, Path target) throws IOException {
    try {
      Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (FileSystemException e) {
      Files.deleteIfExists(target);
      throw e;
    }
  }

  private void makeParent(Path target) throws IOException {
    Path parent = target.getParent();
    if (parent != null && !madeDirectories.contains(parent)) {
      WorldReadableFiles.createDirectories(parent);
      madeDirectories.add(parent);
    }
  }

  /** Removes what is still staged; partial bodies stay, and the directory with them. */
  void close() throws IOException {
    clean(directory);
    partials.removeWhenEmpty();
    if (!Files.exists(directory.resolve(PARTIAL))) {
      Files.deleteIfExists(directory);
    }
  }
}
