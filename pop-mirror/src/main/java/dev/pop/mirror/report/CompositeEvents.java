package dev.pop.mirror.report;

import dev.pop.core.http.FetchException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Tells several listeners. What one throws is kept from the run and from the others, who hear of
 * the first such failure as a warning.
 */
final class CompositeEvents implements MirrorEvents {
  private final Guarded[] listeners;

  CompositeEvents(List<MirrorEvents> listeners) {
    this.listeners = listeners.stream().flatMap(CompositeEvents::single).toArray(Guarded[]::new);
  }

  /** Each listener is guarded once, and those that hear nothing are left out. */
  private static Stream<Guarded> single(MirrorEvents listener) {
    if (listener instanceof CompositeEvents several) {
      return Stream.of(several.listeners);
    }
    return listener == NONE ? Stream.empty() : Stream.of(new Guarded(listener));
  }

  private static final class Guarded {
    private final MirrorEvents listener;
    private final AtomicBoolean told = new AtomicBoolean();

    Guarded(MirrorEvents listener) {
      this.listener = listener;
    }
  }

  private void dispatch(Consumer<MirrorEvents> event) {
    for (Guarded each : listeners) {
      try {
        event.accept(each.listener);
      } catch (RuntimeException | LinkageError | AssertionError e) {
        threw(each);
      }
    }
  }

  private void threw(Guarded culprit) {
    if (culprit.told.compareAndSet(false, true)) {
      String words = "a listener fails, and may miss events";
      for (Guarded other : listeners) {
        if (other != culprit) {
          try {
            other.listener.warning(words);
          } catch (RuntimeException | LinkageError | AssertionError e) {
            other.told.set(true); // nobody is left to be told
          }
        }
      }
    }
  }

  @Override
  public void runStarted(String run, Instant started) {
    dispatch(to -> to.runStarted(run, started));
  }

  @Override
  public void stageStarted(Stage stage, long files, long bytes) {
    dispatch(to -> to.stageStarted(stage, files, bytes));
  }

  @Override
  public void fileStarted(Stage stage, SuiteId suite, String path) {
    dispatch(to -> to.fileStarted(stage, suite, path));
  }

  @Override
  public void answered(Stage stage, SuiteId suite, int status) {
    dispatch(to -> to.answered(stage, suite, status));
  }

  @Override
  public void bytes(Stage stage, long count) {
    dispatch(to -> to.bytes(stage, count));
  }

  @Override
  public void retrying(
      Stage stage, SuiteId suite, FetchException.Fault reason, Failure failure, Duration pause) {
    dispatch(to -> to.retrying(stage, suite, reason, failure, pause));
  }

  @Override
  public void adopted(SuiteId suite, String path, long size) {
    dispatch(to -> to.adopted(suite, path, size));
  }

  @Override
  public void fileDone(Stage stage, SuiteId suite, String path, long size, long resumed) {
    dispatch(to -> to.fileDone(stage, suite, path, size, resumed));
  }

  @Override
  public void fileHeld(Stage stage, SuiteId suite, String path, long size) {
    dispatch(to -> to.fileHeld(stage, suite, path, size));
  }

  @Override
  public void fileFailed(Stage stage, SuiteId suite, Failure failure) {
    dispatch(to -> to.fileFailed(stage, suite, failure));
  }

  @Override
  public void stageFinished(Stage stage) {
    dispatch(to -> to.stageFinished(stage));
  }

  @Override
  public void suiteDone(SuiteReport suite) {
    dispatch(to -> to.suiteDone(suite));
  }

  @Override
  public void warning(String text) {
    dispatch(to -> to.warning(text));
  }

  @Override
  public void warning(Problem problem) {
    dispatch(to -> to.warning(problem));
  }

  @Override
  public void removable(Removable what) {
    dispatch(to -> to.removable(what));
  }

  @Override
  public void output(String line) {
    dispatch(to -> to.output(line));
  }

  @Override
  public void runFinished(SyncReport report) {
    dispatch(to -> to.runFinished(report));
  }
}
