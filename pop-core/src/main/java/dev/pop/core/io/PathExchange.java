package dev.pop.core.io;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * Exchanges two files or directories of one file system in one step, which Java itself cannot: by
 * {@code renameat2(2)} of Linux with {@code RENAME_EXCHANGE}. At every instant, also after a power
 * cut, each of the two names leads to one of the two, whole.
 *
 * <p>The native library is loaded by the first call and not before.
 */
public final class PathExchange {
  /** {@code AT_FDCWD} of {@code fcntl.h}. */
  private static final int WORKING_DIRECTORY = -100;

  /** {@code RENAME_EXCHANGE} of {@code linux/fs.h}. */
  private static final int EXCHANGE = 2;

  private static final int EINVAL = 22;
  private static final int ENOSYS = 38;

  private PathExchange() {}

  /** The one function that is needed of the C library; glibc has it since 2.28. */
  private static final class LibC {
    static {
      Native.register(LibC.class, "c");
    }

    private LibC() {}

    static native int renameat2(
        int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags)
        throws LastErrorException;
  }

  /**
   * Exchanges what {@code a} and {@code b} name; both must exist. Symbolic links are not followed.
   *
   * @return false when this system or this file system cannot do it; nothing was changed then
   * @throws IOException if it fails for another reason; nothing was changed
   */
  public static boolean tryExchange(Path a, Path b) throws IOException {
    try {
      LibC.renameat2(WORKING_DIRECTORY, bytes(a), WORKING_DIRECTORY, bytes(b), EXCHANGE);
      return true;
    } catch (LastErrorException e) {
      if (e.getErrorCode() == EINVAL || e.getErrorCode() == ENOSYS) {
        return false;
      }
      throw new FileSystemException(
          a.toString(), b.toString(), "cannot be exchanged: " + e.getMessage());
    } catch (LinkageError e) {
      return false; // no such library or function, or no place to unpack the bridge to it
    }
  }

  /** The name as the system knows it, in the encoding in which Java reads names. */
  private static byte[] bytes(Path path) {
    String name = path.toAbsolutePath() + "\0";
    return name.getBytes(Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
  }
}
