package dev.pop.core.io;

import java.nio.file.Path;

/** The other process of {@link ProcessLockTest}: tells whether it got the lock, and ends. */
final class LockHolder {
  static final int GOT_IT = 10;
  static final int HELD = 11;

  private LockHolder() {}

  public static void main(String[] args) throws Exception {
    System.exit(ProcessLock.tryAcquire(Path.of(args[0])).isPresent() ? GOT_IT : HELD);
  }
}
