package dev.pop.cli;

import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.RunProgress;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SyncReport;
import java.util.List;

/** Shows on a terminal how far the present stage has come. */
final class LiveProgress implements MirrorEvents {
  private final Screen screen;
  private final RunProgress progress;
  private final ProgressPicture picture;

  /**
   * @param progress is told of the events before this
   * @param coloured whether the terminal may be sent colours
   */
  LiveProgress(Screen screen, RunProgress progress, boolean coloured) {
    this.screen = screen;
    this.progress = progress;
    this.picture = new ProgressPicture(progress, coloured);
  }

  private List<String> paint(int width) {
    progress.sample();
    return picture.lines(width);
  }

  @Override
  public void stageStarted(Stage stage, long files, long bytes) {
    if (files != 0) {
      screen.show(this::paint);
    }
  }

  @Override
  public void stageFinished(Stage stage) {
    screen.hide();
  }

  @Override
  public void runFinished(SyncReport report) {
    screen.hide();
  }
}
