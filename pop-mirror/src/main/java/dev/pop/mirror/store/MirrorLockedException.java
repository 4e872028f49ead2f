package dev.pop.mirror.store;

import dev.pop.core.FailureKind;
import dev.pop.core.PopException;
import java.io.Serial;
import java.nio.file.Path;

/** Another run works on this mirror. Nothing was changed. */
public final class MirrorLockedException extends PopException {
  @Serial private static final long serialVersionUID = 1;

  public MirrorLockedException(Path lock) {
    super(
        FailureKind.LOCKED,
        "another run works on this mirror (it holds " + lock + "); wait for it to end");
  }
}
