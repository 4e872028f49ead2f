package dev.pop.cli;

import dev.pop.core.Printable;
import dev.pop.mirror.report.EventLog;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.JsonForm;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.RunProgress;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.repository.Strictness;
import dev.pop.mirror.service.Jobs;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a command works with: where results go, the log, the options that all have, and the time.
 *
 * @param out for the result alone
 * @param args the command line as it was given
 * @param surroundings what can be asked for more
 */
record Session(
    PrintStream out,
    Log log,
    CommonOptions options,
    List<String> args,
    Clock clock,
    CliEnvironment surroundings) {
  /**
   * Reads the mirror list, for which the keyrings of this PoP count too, and logs from now on as it
   * says.
   *
   * @throws UsageException if the log file that it names cannot be written
   */
  MirrorList list() throws MirrorListException, UsageException {
    return configured(read(options.mirrorListFile(), Strictness.RUN), false);
  }

  /** The same for another command line. */
  Session of(List<String> others) {
    return new Session(out, log, options, others, clock, surroundings);
  }

  /** As {@link #list()}, for a command that writes: it goes on as the mirror's owner. */
  MirrorList ownedList() throws MirrorListException, UsageException {
    return ownedList(options.mirrorListFile(), Strictness.RUN);
  }

  /** As {@link #ownedList()}, of another file. */
  MirrorList ownedList(Path file, Strictness use) throws MirrorListException, UsageException {
    return configured(read(file, use), true);
  }

  private MirrorList read(Path file, Strictness use) throws MirrorListException {
    return MirrorList.read(file, use).withKeyrings(options.paths().trustedKeys());
  }

  /** The log file of the list, too, belongs to the mirror's owner. */
  private MirrorList configured(MirrorList list, boolean writes) throws UsageException {
    log.hide(list.secrets());
    if (writes) {
      MirrorOwner.become(list, args);
    }
    log.configure(list.settings().log());
    return list;
  }

  /**
   * The jobs of this process: each runs on the thread that starts it. The interrupt that a signal
   * makes there ends it as its cancel does.
   */
  Jobs jobs() {
    return Jobs.on(Runnable::run, clock);
  }

  /**
   * Logs and shows what happens.
   *
   * @param progress is told of the events before these
   */
  MirrorEvents listeners(RunProgress progress) {
    MirrorEvents events = eventLog();
    if (options.noProgress) {
      log.suppress(suppressed("output"));
      return events;
    }
    Optional<Screen> screen = surroundings.screen();
    log.suppress(screen.isEmpty() ? suppressed() : suppressed("retrying")); // which it counts
    boolean coloured = surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty();
    return MirrorEvents.all(events, new ProgressDisplay(log, clock, progress, screen, coloured));
  }

  /** The result tells how a run ended, so that people need no line of the log for that as well. */
  private Set<String> suppressed(String... more) {
    Set<String> events = new HashSet<>(Set.of(more));
    if (!log.isEnabled(LogLevel.DEBUG)) {
      events.addAll(Set.of("run_started", "run_finished"));
    }
    return events;
  }

  /** Brings what happens into the log, whose lines are of the run from its beginning on. */
  MirrorEvents eventLog() {
    MirrorEvents naming =
        new MirrorEvents() {
          @Override
          public void runStarted(String run, Instant started) {
            log.setRun(run);
          }
        };
    return MirrorEvents.all(naming, new EventLog(RemedyWords::of));
  }

  /** Names what of earlier runs could not be read. */
  void warnOfDamage(String event, List<Failure> found) {
    for (Failure damaged : found) {
      log.write(LogLevel.WARN, event, damaged + "; it is left out");
    }
  }

  /** Prints the result: as JSON when asked, else the words. */
  void result(JsonForm value, String words) {
    out.println(options.json ? value.toJson() : Printable.lines(words));
  }
}
