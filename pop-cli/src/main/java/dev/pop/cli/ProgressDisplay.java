package dev.pop.cli;

import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.ProgressText;
import dev.pop.mirror.report.RunProgress;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteId;
import dev.pop.mirror.report.SyncReport;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * Shows how far a run has come: on a screen all the time, with a line of the log for each stage
 * that is done; where there is none, in lines of the log at the beginning and the end of a stage,
 * and now and then in between.
 */
final class ProgressDisplay implements MirrorEvents {
  private static final long INTERVAL_MILLIS = 30_000;

  private final Log log;
  private final Clock clock;
  private final RunProgress progress;
  private final ProgressText text;
  private final Optional<Screen> screen;
  private final UnaryOperator<String> alarming;
  private final AtomicLong nextLineMillis = new AtomicLong();

  /**
   * @param progress is told of the events before this
   * @param screen somebody who watches
   * @param coloured whether the screen may be sent colours
   */
  ProgressDisplay(
      Log log, Clock clock, RunProgress progress, Optional<Screen> screen, boolean coloured) {
    this.log = log;
    this.clock = clock;
    this.progress = progress;
    this.text = new ProgressText(progress);
    this.screen = screen;
    this.alarming = coloured ? Screen::red : UnaryOperator.identity();
  }

  @Override
  public void stageStarted(Stage stage, long files, long bytes) {
    if (screen.isEmpty()) {
      nextLineMillis.set(clock.millis() + INTERVAL_MILLIS);
      text.begins().ifPresent(this::line);
    } else if (files != 0) {
      screen.get().show(this::paint);
    }
  }

  private List<String> paint(int width) {
    progress.sample();
    return text.lines(width, alarming);
  }

  @Override
  public void bytes(Stage stage, long count) {
    now();
  }

  @Override
  public void fileDone(Stage stage, SuiteId suite, String path, long size, long resumed) {
    now();
  }

  /** Writes a line when it is time for one. */
  private void now() {
    if (screen.isEmpty()) {
      long now = clock.millis();
      long due = nextLineMillis.get();
      if (now >= due && nextLineMillis.compareAndSet(due, now + INTERVAL_MILLIS)) {
        line(text.stands());
      }
    }
  }

  private void line(String words) {
    log.write(LogLevel.INFO, "progress", words);
  }

  @Override
  public void stageFinished(Stage stage) {
    if (progress.bytes() > 0) {
      line(text.ends());
    }
    screen.ifPresent(Screen::hide);
  }

  @Override
  public void runFinished(SyncReport report) {
    screen.ifPresent(Screen::hide);
  }
}
