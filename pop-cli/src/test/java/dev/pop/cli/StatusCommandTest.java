package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.RunStatus;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.RunFile;
import dev.pop.mirror.sync.MirrorCleanup;
import dev.pop.mirror.sync.MirrorVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code pop status} and {@code pop limit}. */
class StatusCommandTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:11:12Z");

  @TempDir Path directory;
  private MirrorFixture world;
  private Path list;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.in(directory);
    list = Files.writeString(directory.resolve("list"), world.listText("deb URL jammy main"));
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private Outcome pop(String... words) {
    String[] all = new String[words.length + 2];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = "--mirror-list";
    all[words.length + 1] = list.toString();
    return Outcome.of(all);
  }

  /** As this process would be at work. */
  private void atWork(String kind, OptionalLong limit, boolean paused) throws Exception {
    MirrorLayout layout = MirrorLayout.of(world.list("deb URL jammy main").settings());
    Files.createDirectories(layout.own());
    ProcessHandle process = ProcessHandle.current();
    RunFile.in(layout)
        .begin(
            new RunStatus(
                "run-1",
                kind,
                process.pid(),
                RunFile.started(process),
                NOW,
                "archive",
                732,
                OptionalLong.of(5012),
                1 << 20,
                OptionalLong.of(4 << 20),
                1 << 20,
                OptionalLong.of(3),
                1,
                2,
                limit,
                paused,
                NOW));
  }

  private String control() throws IOException {
    return Files.readString(world.var().resolve("pop/control"));
  }

  @Test
  void status_noRun() throws Exception {
    assertThat(pop("status").exits(ExitCode.DONE).out()).isEqualTo("no run is at work\n");
    JsonObject json = pop("status", "--json").exits(ExitCode.DONE).json();
    assertThat(json.keySet()).containsExactly("running");
    assertThat(pop("limit", "5m").exits(ExitCode.FAILED).err())
        .contains("no run is at work on this mirror");
  }

  @Test
  void status_ofARun() throws Exception {
    atWork("full", OptionalLong.of(2 << 20), false);

    assertThat(pop("status").exits(ExitCode.DONE).out())
        .isEqualTo(
            "run run-1 (full, process "
                + ProcessHandle.current().pid()
                + "), since 2026-11-22T10:11:12Z\n"
                + "archive: 732 of 5012 files, 1.0 MiB of 4.0 MiB, 1.0 MiB/s, 3.0 s left, 2 failed,"
                + " 1 retry\nlimited to 2.0 MiB/s\n");
    JsonObject json = pop("status", "--json").exits(ExitCode.DONE).json();
    assertThat(json.get("running").getAsBoolean()).isTrue();
    assertThat(json.get("total_files").getAsLong()).isEqualTo(5012);
    assertThat(json.get("limit_bytes_per_second").getAsLong()).isEqualTo(2 << 20);

    atWork("full", OptionalLong.of(0), true);
    assertThat(pop("status").out()).endsWith("\npaused; 'pop limit off' continues it\n");
  }

  @Test
  void status_duringVerifyAndCleanup() throws Exception {
    MirrorList mirrored = world.list("deb URL jammy main", "clean URL");
    Files.createDirectories(MirrorLayout.of(mirrored.settings()).own());
    List<Outcome> during = new ArrayList<>();
    MirrorEvents looking =
        new MirrorEvents() {
          @Override
          public void stageStarted(Stage stage, long files, long bytes) {
            during.add(pop("status"));
            during.add(pop("status", "--json"));
          }
        };

    MirrorVerifier.of(mirrored).events(looking).call();
    MirrorCleanup.of(mirrored).events(looking).call();

    assertThat(during).hasSize(4);
    assertThat(during.get(0).exits(ExitCode.DONE).out()).contains(" (verify, ", "\ncheck: ");
    assertThat(during.get(1).json().get("kind").getAsString()).isEqualTo("verify");
    assertThat(during.get(2).exits(ExitCode.DONE).out()).contains(" (cleanup, ", "\nclean: ");
    assertThat(during.get(3).json().get("kind").getAsString()).isEqualTo("cleanup");
    assertThat(pop("status").out()).isEqualTo("no run is at work\n");
  }

  @ParameterizedTest
  @CsvSource({"500k, 512000, false", "2.5m, 2621440, false", "off, 0, false", "pause, 77, true"})
  void limit_asksTheRun(String word, long limit, boolean paused) throws Exception {
    atWork("full", OptionalLong.of(77), false);

    JsonObject json = pop("limit", word, "--json").exits(ExitCode.DONE).json();

    assertThat(json.get("limit_bytes_per_second").getAsLong()).isEqualTo(limit);
    assertThat(json.get("paused").getAsBoolean()).isEqualTo(paused);
    assertThat(control())
        .isEqualTo("run run-1\nlimit " + limit + "\npaused " + paused + "\ncancelled false\n");
  }

  @Test
  void limit_ofARunThatTakesNone_fails() throws Exception {
    atWork("apt_mirror", OptionalLong.empty(), false);

    assertThat(pop("limit", "pause").exits(ExitCode.FAILED).err()).contains("cannot be changed");
  }

  @ParameterizedTest
  @CsvSource({"fast", "-5", "''"})
  void limit_otherWord_isWrongUsage(String word) {
    assertThat(pop("limit", word).exits(ExitCode.USAGE).err()).contains("off");
    assertThat(pop("limit").exits(ExitCode.USAGE).err()).contains("limit needs one of");
  }
}
