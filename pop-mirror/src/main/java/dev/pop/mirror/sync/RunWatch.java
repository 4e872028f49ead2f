package dev.pop.mirror.sync;

import dev.pop.core.io.IoErrors;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.RunProgress;
import dev.pop.mirror.report.RunReports;
import dev.pop.mirror.report.RunStatus;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.RunControl;
import dev.pop.mirror.store.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets other processes see a run, and steer it: once a second it writes {@code run.json} and does
 * what {@code control} asks.
 */
final class RunWatch {
  private static final long SECOND_MILLIS = 1000;

  /** What can be asked of a run. Only one whose transfers are its own has a rate to change. */
  @FunctionalInterface
  interface Steering {
    /** Ends the run. */
    void cancel();

    /** The total rate that the list allows, in bytes/s; 0 is no limit, empty no rate to change. */
    default OptionalLong limitOfList() {
      return OptionalLong.empty();
    }

    /** Changes the total rate; 0 is no limit. */
    default void limit(long bytesPerSecond) {}

    /** Lets transfers wait, or continue. */
    default void pause(boolean stop) {}
  }

  /** What a run does that leaves no report. */
  @FunctionalInterface
  interface Body<T> {
    T call() throws IOException, InterruptedException;
  }

  private final MirrorLayout layout;
  private final RunFile file;
  private final String kind;
  private final Clock clock;
  private final Steering steering;
  private RunProgress progress;
  private Consumer<String> warnings = warning -> {};
  private String run = "";
  private Instant started = Instant.EPOCH;
  private long pid;
  private String processStarted = "";
  private RunControl done = RunControl.none("");
  private boolean warned;
  private @Nullable Thread thread;
  private boolean over;

  /**
   * @param kind see {@link RunStatus}
   * @param steering does what control asks
   */
  RunWatch(MirrorLayout layout, String kind, Clock clock, Steering steering) {
    this.layout = layout;
    this.file = RunFile.in(layout);
    this.kind = kind;
    this.clock = clock;
    this.steering = steering;
    this.progress = new RunProgress(clock);
  }

  /** Counts in {@code shared} what the run does, rather than in a progress of its own. */
  RunWatch countingIn(Optional<RunProgress> shared) {
    progress = shared.orElse(progress);
    return this;
  }

  /** Must hear of what the run does. */
  MirrorEvents listener() {
    return progress;
  }

  /** The run begins; nothing happens before {@code var_path/pop} is there. */
  void begin(String name, Instant when, Consumer<String> doubts) throws IOException {
    run = name;
    started = when;
    warnings = doubts;
    done = RunControl.none(name);
    ProcessHandle process = ProcessHandle.current();
    pid = process.pid();
    processStarted = RunFile.started(process);
    if (!Files.isDirectory(layout.own(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    RunControl.withdraw(layout);
    file.begin(status());
    Thread watcher = new Thread(this::watch, "pop-run-watch");
    watcher.setDaemon(true);
    thread = watcher;
    watcher.start();
  }

  private synchronized void watch() {
    try {
      while (!over) {
        wait(SECOND_MILLIS);
        if (!over) {
          look();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One look at control, and one line for those who look at the run. */
  synchronized void look() {
    try {
      obey(RunControl.read(layout, run));
      progress.sample();
      file.update(status());
    } catch (IOException e) {
      if (!warned) {
        warned = true;
        warnings.accept("the state of the run cannot be shown: " + IoErrors.describe(e));
      }
    }
  }

  private void obey(RunControl asked) {
    if (asked.equals(done)) {
      return;
    }
    OptionalLong ofList = steering.limitOfList();
    if (ofList.isPresent() && !asked.limit().equals(done.limit())) {
      steering.limit(asked.limit().orElse(ofList.getAsLong()));
    }
    if (ofList.isPresent() && asked.paused() != done.paused()) {
      steering.pause(asked.paused());
    }
    if (asked.cancelled() && !done.cancelled()) {
      steering.cancel();
    }
    done = asked;
  }

  private RunStatus status() {
    OptionalDouble left = progress.secondsLeft();
    OptionalLong ofList = steering.limitOfList();
    return new RunStatus(
        run,
        kind,
        pid,
        processStarted,
        started,
        progress.name(),
        progress.files(),
        progress.totalFiles(),
        progress.bytes(),
        progress.totalBytes(),
        progress.speed(),
        left.isPresent() ? OptionalLong.of(Math.round(left.getAsDouble())) : OptionalLong.empty(),
        progress.retries(),
        progress.failures(),
        ofList.isPresent()
            ? OptionalLong.of(done.limit().orElse(ofList.getAsLong()))
            : OptionalLong.empty(),
        ofList.isPresent() && done.paused(),
        clock.instant().truncatedTo(ChronoUnit.SECONDS));
  }

  /**
   * Does {@code body}, a run that leaves no report, while others can see it.
   *
   * @param first the stage that it begins with
   * @param doubts hears what keeps others from seeing it
   */
  <T> T during(Stage first, Consumer<String> doubts, Body<T> body)
      throws IOException, InterruptedException {
    Instant now = clock.instant();
    progress.stageStarted(first, MirrorEvents.UNKNOWN, MirrorEvents.UNKNOWN);
    begin(RunReports.newRun(now, ThreadLocalRandom.current()), now, doubts);
    try {
      return body.call();
    } finally {
      end();
    }
  }

  /** The run has come to its end. */
  void end() throws IOException {
    synchronized (this) {
      over = true;
      notifyAll();
    }
    if (thread != null) {
      file.end();
      RunControl.withdraw(layout);
    }
  }
}
