package dev.pop.core.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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

  /** How the temporary file of {@code NAME} is named: {@code .NAME.}, a number, {@code .new}. */
  private static final String LEFTOVERS = ".*.[0-9]*.new";

  private AtomicFile() {}

  /**
   * Removes the temporary files that a process which was killed left in {@code directory}. Nobody
   * may be writing there.
   *
   * @throws IOException if one of them cannot be removed
   */
  public static void removeLeftovers(Path directory) throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, LEFTOVERS)) {
      for (Path file : leftovers) {
        Files.delete(file);
      }
    }
  }

  /**
   * Writes {@code content} to {@code target}, replacing what was there.
   *
   * @throws IOException if the directory is missing or not writable, or the disk full; what was
   *     there before is then unchanged and no temporary file is left
   */
  public static void write(Path target, Mode mode, Content content) throws IOException {
    write(target, mode, Optional.empty(), content);
  }

  private static void write(Path target, Mode mode, Optional<GroupPrincipal> group, Content content)
      throws IOException {
    Path directory = target.toAbsolutePath().getParent();
    Path temporary =
        Files.createTempFile(
            directory,
            "." + target.getFileName() + ".",
            ".new",
            PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString(Mode.PRIVATE.permissions)));
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
        content.writeTo(out);
        out.flush();
        channel.force(true);
      } catch (FileSystemException e) {
        throw e;
      } catch (IOException e) {
        throw new FileSystemException(target.toString(), null, e.getMessage());
      }
      if (group.isPresent()) {
        Files.getFileAttributeView(temporary, PosixFileAttributeView.class).setGroup(group.get());
      }
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(mode.permissions));
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
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
    write(target, Mode.GROUP, Optional.of(principal), out -> out.write(text.getBytes(UTF_8)));
  }
}
