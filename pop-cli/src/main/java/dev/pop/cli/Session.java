package dev.pop.cli;

import dev.pop.mirror.report.MirrorEvents;
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
    StageProgress progress = new StageProgress(clock);
    if (options.noProgress) {
      return MirrorEvents.all(progress, new ProgressLines(log, clock, progress, Watching.NOBODY));
    }
    if (surroundings.screen().isEmpty()) {
      return MirrorEvents.all(
          progress, new ProgressLines(log, clock, progress, Watching.NOW_AND_THEN));
    }
    boolean coloured = surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty();
    return MirrorEvents.all(
        progress,
        new ProgressLines(log, clock, progress, Watching.ALL_THE_TIME),
        new LiveProgress(surroundings.screen().get(), progress, coloured));
  }

  /** Prints the result: as JSON when asked, else the words. */
  void result(Object value, String words) {
    out.println(options.json ? Json.pretty(value) : words);
  }
}
