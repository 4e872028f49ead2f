package dev.pop.mirror.sync;

import dev.pop.core.io.IoErrors;
import java.io.IOException;
import java.io.Serial;
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
        "the mirror cannot be written: "
            + IoErrors.withRemedy(e)
            + "; what is published is whole, run it again when this is mended",
        e);
  }

  /** What is only looked at cannot be read: damaged disk, or without the right to. */
  static MirrorException ofUnreadable(IOException e) {
    return new MirrorException("the mirror cannot be read: " + IoErrors.withRemedy(e), e);
  }
}
