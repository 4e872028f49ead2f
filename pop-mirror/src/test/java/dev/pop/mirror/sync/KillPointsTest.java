package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.Generations;
import dev.pop.mirror.fixture.Thorough;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run is killed at points that are spread over all of it. What is published is complete each
 * time, and the next run goes on from there and leaves nothing lying about.
 */
@Timeout(180)
class KillPointsTest {
  private static final int POINTS = Thorough.count(8, 32);

  /** The end of a run, where suites are published, is looked at event by event. */
  private static final int LAST_EVENTS = Thorough.count(4, 8);

  @TempDir Path directory;

  private Generations archive;

  @BeforeEach
  void writeArchive() throws IOException {
    archive = Generations.write(directory.resolve("archive"), 2);
  }

  @Test
  void firstSync_killedAnywhere_recovers() throws Exception {
    killEverywhere(false);
  }

  @Test
  void update_killedAnywhere_recovers() throws Exception {
    killEverywhere(true);
  }

  private void killEverywhere(boolean update) throws Exception {
    int events = countEvents(update);
    assertThat(events).isGreaterThan(POINTS);
    ExecutorService executor =
        Executors.newFixedThreadPool(Math.max(2, Runtime.getRuntime().availableProcessors()));
    List<Future<?>> killings = new ArrayList<>();
    try {
      for (int point : points(events)) {
        killings.add(
            executor.submit(
                () -> {
                  killAt(point, update);
                  return point;
                }));
      }
      for (Future<?> killing : killings) {
        killing.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private static SortedSet<Integer> points(int events) {
    SortedSet<Integer> points = new TreeSet<>();
    for (int i = 0; i < POINTS; i++) {
      points.add(1 + i * (events - 1) / (POINTS - 1));
    }
    for (int i = 0; i < LAST_EVENTS; i++) {
      points.add(events - i);
    }
    return points;
  }

  private int countEvents(boolean update) throws Exception {
    try (KilledRun run = KilledRun.in(home("count", update), archive, update)) {
      CountedEvents events = new CountedEvents(number -> {});
      MirrorSync.of(run.list()).events(events.events()).call();
      return events.count();
    }
  }

  private Path home(String name, boolean update) {
    return directory.resolve((update ? "update-" : "first-") + name);
  }

  private void killAt(int point, boolean update) throws Exception {
    Path home = home("killed-at-" + point, update);
    try (KilledRun run = KilledRun.in(home, archive, update)) {
      run.killedAndRecovers(List.of(), point);
    } catch (AssertionError e) {
      throw new AssertionError("killed at event " + point, e);
    }
  }
}
