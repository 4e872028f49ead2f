package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.HandmadeArchive;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.RunProgress;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.repository.MirrorList;
import java.io.IOException;
import java.nio.file.Files;
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

/** The progress of each stage ends at 100 %; what is on this disk already counts to it. */
@Timeout(60)
class StageProgressTest {
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

  /** How far the stages have come that end now. */
  private static MirrorEvents noting(Map<Stage, End> ends, RunProgress progress) {
    return new MirrorEvents() {
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
  }

  private Map<Stage, End> ends() throws Exception {
    RunProgress progress = new RunProgress(Clock.systemUTC());
    Map<Stage, End> ends = new EnumMap<>(Stage.class);
    MirrorSync.of(list).progress(progress).events(noting(ends, progress)).call();
    return ends;
  }

  private End endOf(Stage last) throws Exception {
    return Objects.requireNonNull(ends().get(last));
  }

  @Test
  void everyStageOfASync_endsAtItsWholeTotal() throws Exception {
    one.deb("pool/a.deb", "a".repeat(1000)).deb("pool/b.deb", "b".repeat(500)).suite("suite");
    other.deb("pool/old.deb", "old").suite("suite");
    list =
        world.list(
            "deb " + world.upstream().url("one") + " suite main",
            "deb " + world.upstream().url("other") + " suite main",
            "clean " + world.upstream().url("one"),
            "set keep_generations 0",
            "set keep_hours 0",
            "set _autoclean 1");
    Path root = world.mirror().resolve(list.repositories().get(0).diskPath());
    Files.createDirectories(root.resolve("pool"));
    Files.writeString(root.resolve("pool/a.deb"), "a".repeat(1000));
    Files.writeString(root.resolve("pool/obsolete.deb"), "obsolete");

    Map<Stage, End> ends = ends();

    assertThat(root.resolve("pool/obsolete.deb")).doesNotExist();
    assertThat(ends)
        .containsOnlyKeys(
            Stage.RELEASE, Stage.INDEX, Stage.CHECK, Stage.ARCHIVE, Stage.PUBLISH, Stage.CLEAN);
    ends.remove(Stage.RELEASE); // nobody knows how many names upstream uses
    assertThat(ends.values()).allMatch(end -> end.share == 1 && end.files == end.totalFiles);
  }

  @Test
  void cleanupOfARetiredArchive_endsAtItsWholeTotal() throws Exception {
    one.deb("pool/a.deb", "a").suite("suite");
    other.deb("pool/b.deb", "b").suite("suite");
    world.completes(list);
    MirrorList shorter = world.list("deb " + world.upstream().url("one") + " suite main");
    RunProgress progress = new RunProgress(Clock.systemUTC());
    Map<Stage, End> ends = new EnumMap<>(Stage.class);

    MirrorCleanup.of(shorter)
        .retired(true)
        .progress(progress)
        .events(noting(ends, progress))
        .call();

    End end = Objects.requireNonNull(ends.get(Stage.CLEAN));
    assertThat(end.files).isEqualTo(end.totalFiles).isPositive();
    assertThat(end.share).isEqualTo(1);
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
