package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.FailureKind;
import dev.pop.mirror.fixture.HandClock;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.MirrorEvents;
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
class ProgressDisplayTest {
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

  private static String shown(ByteArrayOutputStream sent) {
    return String.join("\n", TerminalPicture.of(sent.toString(StandardCharsets.UTF_8), 80));
  }

  @Test
  void terminal_pictureStaysAsLongAsItsStage() throws Exception {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    Screen screen = new Screen(sent, StandardCharsets.UTF_8, () -> 80);
    HandClock clock = new HandClock(Outcome.NOW);
    RunProgress progress = new RunProgress(clock);
    try (Log log = Log.open(screen.lines(), new CommonOptions(), clock, "run", null)) {
      MirrorEvents display =
          MirrorEvents.all(
              progress, new ProgressDisplay(log, clock, progress, Optional.of(screen), true));

      display.stageStarted(Stage.INDEX, 0, 0);
      screen.paint();
      assertThat(sent.size()).as("nothing to do is nothing to show").isZero();

      display.stageStarted(Stage.ARCHIVE, 2, 4096);
      display.fileStarted(Stage.ARCHIVE, JAMMY, "pool/a");
      screen.paint();
      display.bytes(Stage.ARCHIVE, 1024);
      clock.pass(40_000);
      display.bytes(Stage.ARCHIVE, 1024);
      display.fileFailed(Stage.ARCHIVE, JAMMY, new Failure("b", FailureKind.OTHER, "r"));
      screen.paint();
      assertThat(shown(sent))
          .matches("archive  50 %  \\[=+> +]  0/2 files  2.0 KiB of 4.0 KiB\n.*1 failed\npool/a");
      assertThat(sent.toString(StandardCharsets.UTF_8)).contains("\u001b[31m1 failed\u001b[0m");

      display.stageFinished(Stage.ARCHIVE);
      screen.paint();
      assertThat(shown(sent))
          .isEqualTo("archive done: 50%, 0 of 2 files, 2.0 KiB, 51 bytes/s in 40 s\n");
    }
  }
}
