package dev.pop.mirror.store;

import dev.pop.core.Internal;
import dev.pop.core.PopException;
import dev.pop.core.io.IoErrors;
import java.io.IOException;

/** What a failure of the local disk means for whoever works on a mirror. */
@Internal
public final class DiskFailure {
  private DiskFailure() {}

  /** The local disk fails: full, read-only, or without the right to write. */
  public static PopException writing(IOException e) {
    return new PopException(
        IoErrors.kind(e),
        "the mirror cannot be written: "
            + IoErrors.withRemedy(e)
            + "; what is published is whole, run it again when this is mended",
        e);
  }

  /** What is only looked at cannot be read: damaged disk, or without the right to. */
  public static PopException reading(IOException e) {
    return new PopException(
        IoErrors.kind(e), "the mirror cannot be read: " + IoErrors.withRemedy(e), e);
  }
}
