package dev.pop.core.io;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.Map;

/**
 * Errors of the system for which Java has no exception of its own: all that it tells is the
 * system's text, in the language of the user. The number of an error is that of Linux.
 *
 * <p>The native library is loaded when a text is not the English one, and not before; where it
 * cannot be, only that is known.
 */
enum SystemError {
  INPUT_OUTPUT(5, "Input/output error"),
  PERMISSION_DENIED(13, "Permission denied"),
  NO_SPACE(28, "No space left on device"),
  READ_ONLY(30, "Read-only file system"),
  QUOTA(122, "Disk quota exceeded");

  /** What is needed of the C library. */
  private static final class LibC {
    static {
      // The encoding in which Java reads the texts of the system.
      String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
      Native.register(
          LibC.class,
          NativeLibrary.getInstance("c", Map.of(Library.OPTION_STRING_ENCODING, encoding)));
    }

    private LibC() {}

    static native String strerror(int error);
  }

  private final int number;
  private final String english;

  SystemError(int number, String english) {
    this.number = number;
    this.english = english;
  }

  /** Whether the message of an exception tells of this error. */
  boolean isIn(String message) {
    return message.contains(english) || message.contains(text(number, english));
  }

  /** What Java says of an error here. */
  private static String text(int number, String english) {
    try {
      return LibC.strerror(number);
    } catch (LinkageError e) {
      return english;
    }
  }
}
