package dev.pop.core.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;

/**
 * Files that appear whole or not at all: written beside the target under a temporary name, forced
 * to the disk, then renamed over it.
 */
public final class AtomicFile {

  /** Who may read what is written. */
  public enum Mode {
    /** {@code rw-------}: secrets. */
    PRIVATE("rw-------"),
    /** {@code rw-r-----}: secrets that a group shares. */
    GROUP("rw-r-----"),
    /** {@code rw-r--r--}. */
    PUBLIC("rw-r--r--"),
    /** {@code rwxr-xr-x}: scripts. */
    EXECUTABLE("rwxr-xr-x");

    private final String permissions;

    Mode(String permissions) {
      this.permissions = permissions;
    }
  }

  /** Writes the content of a file to a stream. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** As many as Linux follows. */
  private static final int MAX_LINKS = 40;

  private AtomicFile() {}

  /**
   * Writes {@code content} to {@code target}, replacing what was there. A symbolic link stays, and
   * what it leads to is replaced.
   *
   * @throws NotRegularFileException if a directory, a device, a pipe or a socket is there
   * @throws IOException if the directory is missing or not writable, or the disk full; what was
   *     there before is then unchanged and no temporary file is left
   */
  public static void write(Path target, Mode mode, Content content) throws IOException {
    write(target, destination(target), mode, Optional.empty(), content);
  }

  /**
   * As {@link #write(Path, Mode, Content)}, of a file that is the program's own: a symbolic link is
   * replaced, and what it leads to stays as it is.
   */
  public static void replace(Path target, Mode mode, Content content) throws IOException {
    Path file = target.toAbsolutePath();
    if (!Files.isSymbolicLink(file)) {
      requireRegular(target, file);
    }
    write(target, file, mode, Optional.empty(), content);
  }

  /**
   * As {@link #replace}, of a text that need not outlast a power failure: it is not forced to the
   * disk.
   */
  public static void replaceQuickly(Path target, Mode mode, String text) throws IOException {
    Path file = target.toAbsolutePath();
    try (TemporaryFile temporary = TemporaryFile.beside(file)) {
      temporary.channel().write(ByteBuffer.wrap(text.getBytes(UTF_8)));
      Files.setPosixFilePermissions(
          temporary.path(), PosixFilePermissions.fromString(mode.permissions));
      Files.move(temporary.path(), file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void write(
      Path target, Path file, Mode mode, Optional<GroupPrincipal> group, Content content)
      throws IOException {
    try (TemporaryFile temporary = TemporaryFile.beside(file)) {
      try {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(temporary.channel()));
        content.writeTo(out);
        out.flush();
        temporary.channel().force(true);
      } catch (FileSystemException e) {
        throw e;
      } catch (IOException e) {
        throw new FileSystemException(target.toString(), null, e.getMessage());
      }
      if (group.isPresent()) {
        Files.getFileAttributeView(temporary.path(), PosixFileAttributeView.class)
            .setGroup(group.get());
      }
      Files.setPosixFilePermissions(
          temporary.path(), PosixFilePermissions.fromString(mode.permissions));
      Files.move(temporary.path(), file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /**
   * The file that a write to {@code target} replaces: the target itself, or what it leads to when
   * it is a symbolic link, which stays.
   *
   * @throws NotRegularFileException if a directory, a device, a pipe or a socket is there
   * @throws IOException if links lead in a circle, cannot be read, or are another user's
   */
  public static Path destination(Path target) throws IOException {
    Path file = target.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(file); links++) {
      Owners.refuseForeignLink(file);
      if (links == MAX_LINKS) {
        throw new FileSystemLoopException(target.toString());
      }
      file = file.resolveSibling(Files.readSymbolicLink(file));
    }
    requireRegular(target, file);
    return file;
  }

  private static void requireRegular(Path target, Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NotRegularFileException(target, Files.isDirectory(file));
    }
  }

  /** As {@link #write(Path, Mode, Content)}, of a text in UTF-8. */
  public static void write(Path target, Mode mode, String text) throws IOException {
    write(target, mode, out -> out.write(text.getBytes(UTF_8)));
  }

  /**
   * Writes a secret text that the members of {@code group} may read, as {@link Mode#GROUP}.
   *
   * @throws NoSuchGroupException if there is no such group; nothing was written
   * @throws IOException as {@link #write(Path, Mode, Content)}, and if this process may not give
   *     files to the group
   */
  public static void writeForGroup(Path target, String group, String text) throws IOException {
    GroupPrincipal principal;
    try {
      principal =
          target.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group);
    } catch (UserPrincipalNotFoundException e) {
      throw new NoSuchGroupException(group, e);
    }
    write(
        target,
        destination(target),
        Mode.GROUP,
        Optional.of(principal),
        out -> out.write(text.getBytes(UTF_8)));
  }
}
