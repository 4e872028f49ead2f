package dev.pop.mirror.sync;

import dev.pop.mirror.fixture.Generations;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * As {@link KillPointsTest}, where events are too coarse: strace kills the run at a certain call of
 * a thread, in the middle of writing a file, building a generation, or publishing it.
 */
@Timeout(60)
class KilledCallsIT {
  @TempDir Path directory;

  @ParameterizedTest(name = "update {0}: {1} {2}")
  @CsvSource({
    "true, link, 1",
    "true, link, 5",
    "true, link, 12",
    "true, renameat2, 1",
    "true, renameat2, 2",
    "true, rename, 1",
    "true, rename, 2",
    "true, rename, 4",
    "true, unlink, 1",
    "true, unlink, 3",
    "true, unlink, 8",
    "true, fsync, 1",
    "true, fsync, 2",
    "true, fsync, 4",
    "false, link, 3",
    "false, rename, 1",
    "false, rename, 3",
    "false, fsync, 1",
    "false, fsync, 3",
  })
  void killedAtCall_recovers(boolean update, String call, int number) throws Exception {
    Generations archive = Generations.write(directory.resolve("archive"), 2);
    try (KilledRun run = KilledRun.in(directory.resolve("world"), archive, update)) {
      run.killedAndRecovers(
          List.of(
              "strace",
              "-f",
              "-o",
              directory.resolve("trace").toString(),
              "-e",
              "trace=" + call,
              "-e",
              "inject=" + call + ":signal=KILL:when=" + number),
          0);
    }
  }
}
