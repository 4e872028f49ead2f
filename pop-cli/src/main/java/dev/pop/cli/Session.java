package dev.pop.cli;

import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import java.io.PrintStream;
import java.time.Clock;

/**
 * What a command works with: where results go, the log, the options that all have, and the time.
 *
 * @param out for the result alone
 * @param surroundings what can be asked for more
 */
record Session(
    PrintStream out, Log log, CommonOptions options, Clock clock, Surroundings surroundings) {
  MirrorEvents events() {
    return new ProgressLines(log, clock, !options.noProgress);
  }

  /** The mirror list that the options name, with the keyrings of this PoP. */
  MirrorList list() throws MirrorListException {
    return MirrorList.read(options.mirrorListFile()).withKeyrings(options.paths().trustedKeys());
  }

  /** Prints the result: as JSON when asked, else the words. */
  void result(Object value, String words) {
    out.println(options.json ? Json.pretty(value) : words);
  }
}
