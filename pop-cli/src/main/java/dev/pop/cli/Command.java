package dev.pop.cli;

import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.store.MirrorLockedException;
import dev.pop.mirror.sync.MirrorException;
import java.io.IOException;

/** One command: its options are its fields. */
interface Command {
  /**
   * Runs it.
   *
   * @return the exit code
   * @throws UsageException if options contradict each other or name nothing
   */
  int run(Session session)
      throws UsageException,
          MirrorListException,
          MirrorException,
          MirrorLockedException,
          IOException,
          InterruptedException;
}
