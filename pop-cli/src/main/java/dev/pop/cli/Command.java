package dev.pop.cli;

import dev.pop.core.PopException;
import java.io.IOException;

/** One command: its options are its fields. */
interface Command {
  /**
   * Runs it.
   *
   * @return the exit code
   * @throws UsageException if options contradict each other or name nothing
   */
  int run(Session session) throws PopException, IOException, InterruptedException;
}
