package dev.pop.cli;

import dev.pop.mirror.report.EventLog;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.repository.ListUse;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What a command works with: where results go, the log, the options that all have, and the time.
 *
 * @param out for the result alone
 * @param surroundings what can be asked for more
 */
record Session(
    PrintStream out, Log log, CommonOptions options, Clock clock, Surroundings surroundings) {
  /**
   * Reads the mirror list, and logs from now on as it says.
   *
   * @throws UsageException if the log file that it names cannot be written
   */
  MirrorList list() throws MirrorListException, UsageException {
    return list(options.mirrorListFile(), ListUse.RUN);
  }

  /** As {@link #list()}, of another file. */
  MirrorList list(Path file, ListUse use) throws MirrorListException, UsageException {
    MirrorList list = MirrorList.read(file, use);
    log.hide(list.secrets());
    log.configure(list.settings().log());
    return list;
  }

  MirrorEvents events() {
    return MirrorEvents.all(new EventLog(), new ProgressLines(log, clock, !options.noProgress));
  }

  /** Prints the result: as JSON when asked, else the words. */
  void result(Object value, String words) {
    out.println(options.json ? Json.pretty(value) : words);
  }
}
