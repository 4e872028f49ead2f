package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.HandClock;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.report.RunProgress;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of a command while it is at work. */
@Timeout(60)
class ProgressTest {
  private static final SuiteId JAMMY =
      new SuiteId("archive.example/ubuntu", "http://archive.example/ubuntu", "jammy");

  @TempDir Path directory;
  private MirrorFixture world;
  private Path list;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
    list =
        Files.writeString(directory.resolve("mirror.list"), world.listText("deb URL jammy main"));
    Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-------"));
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private List<String> lines(Duration step, String... more) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> args = new ArrayList<>(List.of("sync", "--mirror-list", list.toString()));
    args.addAll(List.of(more));
    int code =
        new PopCli(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new HandClock(Outcome.NOW, step),
                new CliEnvironment(InputStream.nullInputStream(), Map.of(), Optional.empty()))
            .run(args.toArray(String[]::new));
    assertThat(code).isEqualTo(ExitCode.DONE);
    return err.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void noTerminal_aLineEveryHalfMinuteAndAtTheEndOfStages() {
    assertThat(lines(Duration.ofSeconds(31)))
        .anyMatch(line -> line.matches("archive: 2 files, [0-9.]+ KiB"))
        .anyMatch(line -> line.matches("archive: [0-9]+%, [0-9]+ of 2 files, .*/s"))
        .anyMatch(line -> line.matches("archive done: 100%, 2 of 2 files, .*/s in .*"));
  }

  @Test
  void noTerminal_quickRun_noLineInBetween() {
    assertThat(lines(Duration.ZERO))
        .noneMatch(line -> line.matches("archive: .*/s"))
        .anyMatch(line -> line.startsWith("archive done: "));
  }

  @Test
  void noProgress_neither() {
    assertThat(lines(Duration.ofSeconds(31), "--no-progress"))
        .noneMatch(line -> line.startsWith("archive"));
  }

  @Test
  void terminal_pictureStaysAsLongAsItsStage() {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    Screen screen = new Screen(sent, StandardCharsets.UTF_8, () -> 80);
    RunProgress progress = new RunProgress(new HandClock(Outcome.NOW, Duration.ofMillis(250)));
    LiveProgress live = new LiveProgress(screen, progress, false);

    progress.stageStarted(Stage.INDEX, 0, 0);
    live.stageStarted(Stage.INDEX, 0, 0);
    screen.paint();
    assertThat(sent.size()).as("nothing to do is nothing to show").isZero();

    progress.stageStarted(Stage.ARCHIVE, 2, 4096);
    live.stageStarted(Stage.ARCHIVE, 2, 4096);
    progress.fileStarted(Stage.ARCHIVE, JAMMY, "pool/a");
    screen.paint();
    progress.bytes(Stage.ARCHIVE, 1024);
    screen.paint();
    List<String> shown = TerminalPicture.of(sent.toString(StandardCharsets.UTF_8), 80);
    assertThat(shown.get(0)).startsWith("archive  25 %").endsWith("0/2 files  1.0 KiB of 4.0 KiB");
    assertThat(shown.get(shown.size() - 1)).isEqualTo("pool/a");

    live.stageFinished(Stage.ARCHIVE);
    screen.paint();
    assertThat(TerminalPicture.of(sent.toString(StandardCharsets.UTF_8), 80)).containsExactly("");
  }
}
