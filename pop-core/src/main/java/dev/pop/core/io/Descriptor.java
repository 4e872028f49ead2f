package dev.pop.core.io;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An open file or directory as the system knows it, for the calls that Java does not have: {@code
 * flock(2)} and {@code syncfs(2)} of Linux. No program that this process starts inherits it.
 *
 * <p>The native library is loaded by the first call and not before; where it cannot be, the call
 * throws a {@link LinkageError}.
 */
final class Descriptor implements Closeable {
  /** {@code O_RDONLY}, {@code O_RDWR} and {@code O_CLOEXEC} of {@code fcntl.h}. */
  private static final int READ = 0;

  private static final int READ_AND_WRITE = 2;
  private static final int CLOSED_BY_EXEC = 02000000;

  /** {@code LOCK_EX} and {@code LOCK_NB} of {@code sys/file.h}. */
  private static final int EXCLUSIVE = 2;

  private static final int AT_ONCE = 4;

  /** {@code EAGAIN}, which is {@code EWOULDBLOCK}. */
  private static final int HELD = 11;

  private final Path file;
  private final int number;

  private Descriptor(Path file, int number) {
    this.file = file;
    this.number = number;
  }

  /** What is needed of the C library. */
  private static final class LibC {
    static {
      Native.register(LibC.class, "c");
    }

    private LibC() {}

    static native int open(byte[] path, int flags) throws LastErrorException;

    static native int flock(int descriptor, int operation) throws LastErrorException;

    static native int syncfs(int descriptor) throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;
  }

  /** Opens a file that is there for reading and writing. */
  static Descriptor ofFile(Path file) throws IOException {
    return open(file, READ_AND_WRITE);
  }

  /** Opens a directory. */
  static Descriptor ofDirectory(Path directory) throws IOException {
    return open(directory, READ);
  }

  private static Descriptor open(Path file, int access) throws IOException {
    String name = file.toAbsolutePath() + "\0"; // as Java reads names
    byte[] bytes = name.getBytes(Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
    try {
      return new Descriptor(file, LibC.open(bytes, access | CLOSED_BY_EXEC));
    } catch (LastErrorException e) {
      throw failure(file, "cannot be opened", e);
    }
  }

  /**
   * Takes the exclusive lock on the file, which ends when this is closed or the process ends.
   *
   * @return false when another holds it
   */
  boolean tryLock() throws IOException {
    try {
      LibC.flock(number, EXCLUSIVE | AT_ONCE);
      return true;
    } catch (LastErrorException e) {
      if (e.getErrorCode() == HELD) {
        return false;
      }
      throw failure(file, "cannot be locked", e);
    }
  }

  /** Whether the name still leads to the file that was opened. */
  boolean isStillThere() throws IOException {
    return Files.exists(file) && Files.isSameFile(file, Path.of("/proc/self/fd/" + number));
  }

  /** Waits until everything that was written to the file system is on the disk. */
  void syncFileSystem() throws IOException {
    try {
      LibC.syncfs(number);
    } catch (LastErrorException e) {
      throw failure(file, "its file system cannot be synchronised", e);
    }
  }

  private static FileSystemException failure(Path file, String what, LastErrorException e) {
    return new FileSystemException(file.toString(), null, what + ": " + e.getMessage());
  }

  @Override
  public void close() throws IOException {
    try {
      LibC.close(number);
    } catch (LastErrorException e) {
      throw failure(file, "cannot be closed", e);
    }
  }
}
