package dev.pop.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.pop.core.Secret;
import dev.pop.mirror.repository.LogSettings;
import dev.pop.mirror.repository.LogSettings.Format;
import dev.pop.mirror.repository.LogSettings.Rotation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LogTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final CommonOptions options = new CommonOptions();

  @AfterEach
  void disconnect() {
    LogBridge.connect(null);
  }

  private Log open() throws UsageException {
    Clock clock = Clock.fixed(Outcome.NOW, ZoneOffset.UTC);
    return Log.open(new PrintStream(err, true, UTF_8), options, clock, "run1", null);
  }

  private String lines() {
    return err.toString(UTF_8);
  }

  private Path file() {
    return directory.resolve("pop.log");
  }

  private static LogSettings settings(Format format, Path file, Rotation rotation) {
    return new LogSettings(format, Optional.of(file), rotation);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String unzipped(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void write_json_timeLevelEventRunMessageThenFields() throws Exception {
    options.logFormat = Format.JSON;
    try (Log log = open()) {
      log.write(LogLevel.WARN, "odd", "an \"odd\" thing", Map.of("files", 3L));
    }

    assertThat(lines())
        .isEqualTo(
            "{\"time\":\"2026-11-22T10:11:12Z\",\"level\":\"warn\",\"event\":\"odd\","
                + "\"run\":\"run1\",\"message\":\"an \\\"odd\\\" thing\",\"files\":3}\n");
  }

  @Test
  void configure_listSaysJsonAndFile_bothFollow() throws Exception {
    try (Log log = open()) {
      log.write(LogLevel.INFO, "before", "before");
      log.configure(settings(Format.JSON, file(), new Rotation(0, 5, true)));
      log.write(LogLevel.INFO, "after", "after");
    }

    assertThat(lines().lines().toList().get(0)).isEqualTo("before");
    String line = lines().lines().toList().get(1);
    assertThat(JsonParser.parseString(line).getAsJsonObject().get("event").getAsString())
        .isEqualTo("after");
    assertThat(file()).hasContent(line);
  }

  @Test
  void configure_optionsWin() throws Exception {
    options.logFormat = Format.TEXT;
    options.logFile = directory.resolve("mine.log");
    try (Log log = open()) {
      log.configure(settings(Format.JSON, file(), new Rotation(0, 5, true)));
      log.write(LogLevel.ERROR, "e", "trouble");
    }

    assertThat(lines()).isEqualTo("error: trouble\n");
    assertThat(options.logFile).hasContent("2026-11-22T10:11:12Z run1 error: trouble");
    assertThat(file()).doesNotExist();
  }

  @Test
  void hide_secretInMessageOrField_neverWritten() throws Exception {
    options.logFormat = Format.JSON;
    try (Log log = open()) {
      log.hide(Set.of(Secret.of("sEcReT"), Secret.of("no")));
      log.write(LogLevel.INFO, "note", "a sEcReT, no more", Map.of("url", "http://x/sEcReT"));
    }

    assertThat(lines()).contains("a ***, no more", "http://x/***").doesNotContain("sEcReT");
  }

  @Test
  void file_full_givesWayAndOldOnesGo() throws Exception {
    int lineLength = "2026-11-22T10:11:12Z run1 line 0\n".length();
    try (Log log = open()) {
      log.configure(settings(Format.TEXT, file(), new Rotation(2L * lineLength, 2, true)));
      for (int i = 0; i < 8; i++) {
        log.write(LogLevel.INFO, "line", "line " + i);
      }
    }

    assertThat(names()).containsExactly("pop.log", "pop.log.1.gz", "pop.log.2.gz");
    assertThat(Files.readString(file())).contains("line 6", "line 7").doesNotContain("line 5");
    assertThat(unzipped(directory.resolve("pop.log.1.gz"))).contains("line 4", "line 5");
    assertThat(unzipped(directory.resolve("pop.log.2.gz"))).contains("line 2", "line 3");
  }

  @Test
  void file_full_uncompressedWhenAsked() throws Exception {
    try (Log log = open()) {
      log.configure(settings(Format.TEXT, file(), new Rotation(1, 1, false)));
      log.write(LogLevel.INFO, "line", "one");
      log.write(LogLevel.INFO, "line", "two");
    }

    assertThat(names()).containsExactly("pop.log", "pop.log.1");
    assertThat(directory.resolve("pop.log.1")).content().contains("one");
  }

  @Test
  void file_cannotGiveWay_noLineIsLost() throws Exception {
    Files.createDirectories(directory.resolve("pop.log.1/full"));
    try (Log log = open()) {
      log.configure(settings(Format.TEXT, file(), new Rotation(1, 1, true)));
      log.write(LogLevel.INFO, "line", "one");
      log.write(LogLevel.INFO, "line", "two");
    }

    assertThat(file()).content().contains("one", "two");
    assertThat(lines()).isEqualTo("one\ntwo\n");
  }

  @Test
  void file_putAsideByAnother_nextLineGoesIntoTheNewOne() throws Exception {
    try (Log log = open()) {
      log.configure(settings(Format.TEXT, file(), new Rotation(0, 5, true)));
      log.write(LogLevel.INFO, "line", "one");
      Files.move(file(), directory.resolve("aside"));
      log.write(LogLevel.INFO, "line", "two");
    }

    assertThat(file()).content().contains("two").doesNotContain("one");
    assertThat(directory.resolve("aside")).content().contains("one").doesNotContain("two");
  }

  @Test
  void slf4j_ours_comesWithEventAndFields_othersOnlyFromWarningsOn() throws Exception {
    options.logFormat = Format.JSON;
    options.logLevel = LogLevel.DEBUG;
    try (Log log = open()) {
      LogBridge.connect(log);
      log.setRun("run2");
      LoggerFactory.getLogger("dev.pop.mirror")
          .atInfo()
          .addKeyValue("event", "stage_started")
          .addKeyValue("run", "run2")
          .addKeyValue("files", 7L)
          .log("archive: 7 files");
      LoggerFactory.getLogger("org.elsewhere").info("chatter");
      LoggerFactory.getLogger("org.elsewhere").warn("trouble with {}", "it");
    }

    assertThat(lines())
        .contains("\"event\":\"stage_started\",\"run\":\"run2\"", "\"files\":7")
        .contains("\"event\":\"library\"", "org.elsewhere: trouble with it")
        .doesNotContain("chatter");
  }

  @Test
  void slf4j_noCommandRuns_goesNowhere() {
    LoggerFactory.getLogger("dev.pop.mirror").error("unheard");

    assertThat(lines()).isEmpty();
  }
}
