package dev.pop.core.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Files that appear whole or not at all: written beside the target under a temporary name, forced
 * to the disk, then renamed over it.
 */
public final class AtomicFile {

  /** Who may read what is written. */
  public enum Mode {
    /** {@code rw-------}: secrets. */
    PRIVATE("rw-------"),
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

  private AtomicFile() {}

  /**
   * Writes {@code content} to {@code target}, replacing what was there.
   *
   * @throws IOException if the directory is missing or not writable, or the disk full; what was
   *     there before is then unchanged and no temporary file is left
   */
  public static void write(Path target, Mode mode, Content content) throws IOException {
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
}
