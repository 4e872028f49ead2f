package dev.pop.mirror.sync;

import dev.pop.core.io.IoErrors;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.RunProgress;
import dev.pop.mirror.report.RunStatus;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.RunControl;
import dev.pop.mirror.store.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets other processes see a run, and steer it: once a second it writes {@code run.json} and does
 * what {@code control} asks.
 */
final class RunWatch {
  private static final long SECOND_MILLIS = 1000;

  /** What can be asked of a run. */
  interface Steering {
    /** The total rate that the mirror list allows, in bytes a second; 0 is no limit. */
    long limitOfList();

    /** Changes the total rate; 0 is no limit. */
    void limit(long bytesPerSecond);

    /** Lets transfers wait, or continue. */
    void pause(boolean stop);

    /** Ends the run. */
    void cancel();
  }

  private final MirrorLayout layout;
  private final RunFile file;
  private final String kind;
  private final Clock clock;
  private final @Nullable Steering steering;
  private final RunProgress progress;
  private Consumer<String> warnings = warning -> {};
  private String run = "";
  private Instant started = Instant.EPOCH;
  private RunControl done = RunControl.none("");
  private boolean warned;
  private @Nullable Thread thread;
  private boolean over;

  /**
   * @param kind see {@link RunStatus}
   * @param steering what control may change; null when nothing
   */
  RunWatch(MirrorLayout layout, String kind, Clock clock, @Nullable Steering steering) {
    this.layout = layout;
    this.file = RunFile.in(layout);
    this.kind = kind;
    this.clock = clock;
    this.steering = steering;
    this.progress = new RunProgress(clock);
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
    if (!Files.isDirectory(layout.own())) {
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
    if (steering == null || asked.equals(done)) {
      return;
    }
    if (!asked.limit().equals(done.limit())) {
      steering.limit(asked.limit().orElse(steering.limitOfList()));
    }
    if (asked.paused() != done.paused()) {
      steering.pause(asked.paused());
    }
    if (asked.cancelled() && !done.cancelled()) {
      steering.cancel();
    }
    done = asked;
  }

  private RunStatus status() {
    ProcessHandle process = ProcessHandle.current();
    OptionalDouble left = progress.secondsLeft();
    return new RunStatus(
        run,
        kind,
        process.pid(),
        RunFile.started(process),
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
        steering == null
            ? OptionalLong.empty()
            : OptionalLong.of(done.limit().orElse(steering.limitOfList())),
        done.paused(),
        clock.instant().truncatedTo(ChronoUnit.SECONDS));
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
