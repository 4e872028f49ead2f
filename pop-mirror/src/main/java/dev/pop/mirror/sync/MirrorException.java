package dev.pop.mirror.sync;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/**
 * A run cannot go on at all. What was published before it is still published. The message is one
 * sentence for the user.
 */
public class MirrorException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  MirrorException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The local disk fails: full, read-only, or without the right to write. */
  static MirrorException ofLocalFailure(IOException e) {
    return new MirrorException(
        "the mirror cannot be written: " + words(e) + "; what was published before is unchanged",
        e);
  }

  /** What a failure of the local disk is, with the file that it is about. */
  static String words(IOException e) {
    if (e instanceof FileSystemException failure && failure.getFile() != null) {
      String reason = failure.getReason();
      if (failure instanceof AccessDeniedException) {
        reason = "permission denied";
      } else if (failure instanceof FileAlreadyExistsException) {
        reason = "a file is where a directory must be";
      }
      return failure.getFile() + ": " + (reason == null ? e.getClass().getSimpleName() : reason);
    }
    return String.valueOf(e.getMessage());
  }
}
