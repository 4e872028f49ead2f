package dev.pop.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.io.AtomicFile;
import dev.pop.core.io.Owners;
import dev.pop.mirror.repository.LogSettings.Format;
import dev.pop.mirror.repository.LogSettings.Rotation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A log file to which several processes may append, and which gives way to a new one when it is
 * full: {@code pop.log} becomes {@code pop.log.1.gz}, that {@code pop.log.2.gz}, and so on.
 *
 * <p>Each line is written under a lock on the file, so that none goes into one that another process
 * is just putting aside.
 */
final class LogFile implements LogSink {
  private static final String COMPRESSED = ".gz";

  private final Path path;
  private final Format format;
  private final Rotation rotation;
  private FileChannel channel;

  /** Which file the channel is open on; null for what is not a regular file, such as a pipe. */
  private @Nullable Object opened;

  /**
   * Opens the file, making it when it is missing.
   *
   * @throws IOException if that cannot be
   */
  LogFile(Path path, Format format, Rotation rotation) throws IOException {
    this.path = path;
    this.format = format;
    this.rotation = rotation;
    Path directory = path.toAbsolutePath().getParent();
    if (directory != null && Files.notExists(directory)) {
      throw new NoSuchFileException(path.toString(), null, "there is not a directory " + directory);
    }
    this.channel = open(path);
    this.opened = identity();
  }

  /** A new file is for its owner and group, less what the umask takes; others stay as they are. */
  private static FileChannel open(Path path) throws IOException {
    Owners.requireAppendable(path);
    return FileChannel.open(
        path,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
  }

  private @Nullable Object identity() throws IOException {
    BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
    return file.isRegularFile() ? file.fileKey() : null;
  }

  @Override
  public void write(LogLine line) throws IOException {
    String text = format == Format.JSON ? line.json() : line.dated();
    byte[] bytes = (text + "\n").getBytes(UTF_8);
    while (!written(bytes)) {
      channel.close();
      channel = open(path);
      opened = identity();
    }
  }

  /** Writes, unless another file has, or now gets, the name. */
  private boolean written(byte[] bytes) throws IOException {
    if (opened == null) {
      append(bytes);
      return true;
    }
    FileLock lock = channel.lock();
    try (lock) {
      if (!isCurrent() || (isFull(bytes.length) && hasGivenWay())) {
        return false;
      }
      append(bytes);
      return true;
    }
  }

  private boolean isCurrent() throws IOException {
    try {
      return Objects.equals(opened, identity());
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private void append(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private boolean isFull(int more) throws IOException {
    long size = channel.size();
    return rotation.maxBytes() > 0 && size > 0 && size + more > rotation.maxBytes();
  }

  /** Rather too large a file than a lost line, where that cannot be. */
  private boolean hasGivenWay() {
    try {
      giveWay();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void giveWay() throws IOException {
    for (int number = rotation.keep(); number >= 1; number--) {
      move(number, "");
      move(number, COMPRESSED);
    }
    if (rotation.keep() == 0) {
      Files.delete(path);
      return;
    }
    Path newest = numbered(1, "");
    Files.move(path, newest);
    if (rotation.compress()) {
      AtomicFile.write(
          numbered(1, COMPRESSED),
          Files.getPosixFilePermissions(newest).contains(PosixFilePermission.GROUP_READ)
              ? AtomicFile.Mode.GROUP
              : AtomicFile.Mode.PRIVATE,
          out -> {
            GZIPOutputStream gzip = new GZIPOutputStream(out);
            Files.copy(newest, gzip);
            gzip.finish();
          });
      Files.delete(newest);
    }
  }

  /** The last one goes, the others get the next number. */
  private void move(int number, String ending) throws IOException {
    Path file = numbered(number, ending);
    if (number == rotation.keep()) {
      Files.deleteIfExists(file);
    } else if (Files.exists(file)) {
      Files.move(file, numbered(number + 1, ending), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private Path numbered(int number, String ending) {
    return path.resolveSibling(path.getFileName() + "." + number + ending);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
