package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.HandClock;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.report.RunStatus;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.repository.MirrorSettings;
import dev.pop.mirror.service.RunningJob;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.RunControl;
import dev.pop.mirror.store.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What others see of a run, and what they can ask of it. */
@Timeout(60)
class RunWatchTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:11:12Z");

  @TempDir Path directory;
  private MirrorFixture world;
  private MirrorSettings settings;
  private MirrorLayout layout;
  private final HandClock clock = new HandClock(NOW);
  private final List<String> asked = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private RunWatch watch;

  @BeforeEach
  void begin() throws Exception {
    world = MirrorFixture.in(directory);
    settings = world.list("deb URL jammy main").settings();
    layout = MirrorLayout.of(settings);
    Files.createDirectories(layout.own());
    watch = new RunWatch(layout, "full", clock, new Steering());
    watch.begin("run-1", NOW, warnings::add);
  }

  @AfterEach
  void stop() throws IOException {
    watch.end();
    world.close();
  }

  private final class Steering implements RunWatch.Steering {
    @Override
    public OptionalLong limitOfList() {
      return OptionalLong.of(7000);
    }

    @Override
    public void limit(long bytesPerSecond) {
      asked.add("limit " + bytesPerSecond);
    }

    @Override
    public void pause(boolean stop) {
      asked.add("pause " + stop);
    }

    @Override
    public void cancel() {
      asked.add("cancel");
    }
  }

  private RunningJob job() throws IOException {
    return RunningJob.of(settings).orElseThrow();
  }

  private Path control() {
    return layout.own().resolve("control");
  }

  @Test
  void run_isSeenFromItsBeginningToItsEnd() throws Exception {
    assertThat(job().status().run()).isEqualTo("run-1");
    assertThat(job().status().pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(job().status().limit()).hasValue(7000);
    watch.listener().stageStarted(Stage.ARCHIVE, 10, 1000);
    watch.listener().bytes(Stage.ARCHIVE, 500);
    clock.pass(1000);

    watch.look();

    RunStatus status = job().status();
    assertThat(status.stage()).isEqualTo("archive");
    assertThat(status.bytes()).isEqualTo(500);
    assertThat(status.totalFiles()).hasValue(10);
    assertThat(status.bytesPerSecond()).isEqualTo(500);
    assertThat(status.secondsLeft()).hasValue(1);
    assertThat(status.updated()).isEqualTo(NOW.plusSeconds(1));
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(layout.own().resolve("run.json"))))
        .isEqualTo("rw-------");
    watch.end();
    assertThat(RunningJob.of(settings)).isEmpty();
    assertThat(RunFile.in(layout).killed()).isEmpty();
  }

  @Test
  void whatIsAsked_isDoneOnce() throws Exception {
    job().limit(2048);
    watch.look();
    watch.look();
    job().pause();
    watch.look();
    assertThat(job().status().paused()).isTrue();
    assertThat(job().status().limit()).hasValue(2048);
    job().limit(0);
    watch.look();
    job().cancel();
    watch.look();

    assertThat(asked)
        .containsExactly("limit 2048", "pause true", "limit 0", "pause false", "cancel");
  }

  @Test
  void whatIsAskedOfAnotherRun_isDisregarded_andWithdrawnAtTheEnd() throws Exception {
    new RunControl("run-0", OptionalLong.of(1), true, true).write(layout);

    watch.look();

    assertThat(asked).isEmpty();
    watch.end();
    assertThat(control()).doesNotExist();
  }

  @Test
  void controlThatOthersCanWrite_isDisregardedWithOneWarning() throws Exception {
    job().cancel();
    Files.setPosixFilePermissions(control(), PosixFilePermissions.fromString("rw-rw-rw-"));

    watch.look();
    watch.look();

    assertThat(asked).isEmpty();
    assertThat(warnings).singleElement().asString().contains("nobody else can write");
  }

  @Test
  void linkPipeOrRubbishInPlaceOfControl_isDisregarded() throws Exception {
    Path elsewhere = directory.resolve("elsewhere");
    job().cancel();
    Files.move(control(), elsewhere);
    Files.createSymbolicLink(control(), elsewhere);
    watch.look();
    Files.delete(control());
    Files.writeString(control(), "run run-1\nlimit -5\n");
    watch.look();
    Files.writeString(control(), "x".repeat(5000));
    watch.look();
    Files.delete(control());
    Files.createDirectory(control());
    watch.look();
    Files.delete(control());

    assertThat(asked).isEmpty();
    assertThat(warnings).hasSize(1);
  }

  @Test
  void runThatWasKilled_isNotAtWork() throws Exception {
    String text = Files.readString(layout.own().resolve("run.json"));
    Files.writeString(
        layout.own().resolve("run.json"),
        text.replaceAll("\"process_started\":\"[^\"]*\"", "\"process_started\":\"another\""));

    assertThat(RunningJob.of(settings)).isEmpty();
    assertThat(RunFile.in(layout).killed()).contains("run run-1");
    Files.writeString(layout.own().resolve("run.json"), "");
    assertThat(RunFile.in(layout).killed()).contains("the last run");
  }
}
