package dev.pop.mirror.store;

import java.io.Serial;
import java.nio.file.Path;

/** Another run works on this mirror. Nothing was changed. */
public final class MirrorLockedException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  public MirrorLockedException(Path lock) {
    super("another run works on this mirror (it holds " + lock + "); wait for it to end");
  }
}
