package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.HandmadeArchive;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.RunProgress;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.repository.MirrorList;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is on this disk already counts to the progress, which ends at 100 %. */
@Timeout(60)
class HeldFilesProgressTest {
  @TempDir Path directory;
  private MirrorFixture world;
  private HandmadeArchive one;
  private HandmadeArchive other;
  private MirrorList list;

  /** How far a stage had come when it ended. */
  private record End(long files, long totalFiles, long bytes, long totalBytes, double share) {}

  @BeforeEach
  void start() throws Exception {
    world = MirrorFixture.in(directory);
    one = HandmadeArchive.at(world.archive().root().resolveSibling("one"));
    other = HandmadeArchive.at(world.archive().root().resolveSibling("other"));
    list =
        world.list(
            "deb " + world.upstream().url("one") + " suite main",
            "deb " + world.upstream().url("other") + " suite main");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private End endOf(Stage last) throws Exception {
    RunProgress progress = new RunProgress(Clock.systemUTC());
    Map<Stage, End> ends = new EnumMap<>(Stage.class);
    MirrorEvents listener =
        new MirrorEvents() {
          @Override
          public void stageFinished(Stage stage) {
            ends.put(
                stage,
                new End(
                    progress.files(),
                    progress.totalFiles().orElse(-1),
                    progress.bytes(),
                    progress.totalBytes().orElse(-1),
                    progress.share().orElse(-1)));
          }
        };
    MirrorSync.of(list).events(MirrorEvents.all(progress, listener)).call();
    return Objects.requireNonNull(ends.get(last));
  }

  @Test
  void archive_halfTheFilesHeldUnderOtherNames_endsAtTheWholeTotal() throws Exception {
    one.deb("pool/a.deb", "a".repeat(1000)).deb("pool/b.deb", "b".repeat(500)).suite("suite");
    other.suite("suite");
    world.completes(list);
    other
        .deb("pool/c.deb", "a".repeat(1000))
        .deb("pool/d.deb", "b".repeat(500))
        .deb("pool/e.deb", "e".repeat(700))
        .deb("pool/f.deb", "f".repeat(800))
        .suite("suite");
    world.upstream().clear();

    End end = endOf(Stage.ARCHIVE);

    assertThat(world.upstream().count("other/pool/.*")).isEqualTo(2);
    assertThat(end).isEqualTo(new End(4, 4, 3000, 3000, 1.0));
  }

  @Test
  void indices_inTheSkeleton_endAtTheWholeTotal() throws Exception {
    one.deb("pool/a.deb", "a").suite("suite");
    other.deb("pool/b.deb", "b").suite("suite");
    world.completes(list);
    forgetManifests();
    world.upstream().clear();

    End end = endOf(Stage.INDEX);

    assertThat(world.upstream().paths()).noneMatch(path -> path.contains("Packages"));
    assertThat(end.files()).isEqualTo(end.totalFiles()).isPositive();
    assertThat(end.bytes()).isEqualTo(end.totalBytes()).isPositive();
    assertThat(end.share()).isEqualTo(1);
  }

  private void forgetManifests() throws IOException {
    FileUtils.deleteDirectory(world.var().resolve("pop/manifests").toFile());
  }
}
