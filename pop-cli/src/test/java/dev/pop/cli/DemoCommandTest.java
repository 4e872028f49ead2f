package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DemoCommandTest {
  @TempDir Path directory;

  @Test
  void demo_words_completeAndNothingLeftBehind() throws Exception {
    List<Path> before = demoDirectories();

    Outcome outcome = Outcome.of("demo").exits(ExitCode.DONE);

    assertThat(outcome.out())
        .contains("archive ", "list ", "estimate ", "sync ", "verify ", "serve ")
        .doesNotContain("FAILED");
    assertThat(outcome.err()).isEmpty();
    assertThat(demoDirectories()).isEqualTo(before);
  }

  @Test
  void demo_json_oneDocument() throws Exception {
    JsonObject json = Outcome.of("demo", "--json").exits(ExitCode.DONE).json();

    assertThat(json.get("status").getAsString()).isEqualTo("complete");
    List<String> steps = new ArrayList<>();
    for (JsonElement step : json.getAsJsonArray("steps")) {
      assertThat(step.getAsJsonObject().get("ok").getAsBoolean()).isTrue();
      steps.add(step.getAsJsonObject().get("step").getAsString());
    }
    assertThat(steps)
        .containsExactly("archive", "list", "estimate", "sync", "sync again", "verify", "serve");
  }

  @Test
  void demo_keep_mirrorStays() throws Exception {
    Path kept = directory.resolve("kept");

    Outcome outcome = Outcome.of("demo", "--keep", kept.toString()).exits(ExitCode.DONE);

    assertThat(outcome.out()).contains("Look around in " + kept);
    assertThat(kept.resolve("spool/mirror")).isNotEmptyDirectory();
    Outcome.of("verify", "--deep", "--mirror-list", kept.resolve("mirror.list").toString())
        .exits(ExitCode.DONE);
  }

  @Test
  void demo_keepNotEmpty_refused() throws Exception {
    Files.writeString(directory.resolve("mine"), "mine");

    Outcome outcome = Outcome.of("demo", "--keep", directory.toString()).exits(ExitCode.USAGE);

    assertThat(outcome.err()).contains("--keep " + directory + " is not empty");
    assertThat(directory).isDirectoryContaining("glob:**/mine");
  }

  @Test
  void demo_interruptedBeforeASync_endsWithNothingLeftBehind() throws Exception {
    List<Path> before = demoDirectories();
    PrintStream interrupting =
        new PrintStream(OutputStream.nullOutputStream()) {
          @Override
          public PrintStream printf(String format, Object... words) {
            if (words[0].equals("estimate")) {
              Thread.currentThread().interrupt();
            }
            return super.printf(format, words);
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int code =
        new PopCli(
                interrupting,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Clock.fixed(Outcome.NOW, ZoneOffset.UTC),
                new CliEnvironment(InputStream.nullInputStream(), Map.of(), Optional.empty()))
            .run("demo");

    assertThat(code).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("pop: interrupted; nothing half-made is left in the mirror");
    assertThat(Thread.interrupted()).isFalse();
    assertThat(demoDirectories()).isEqualTo(before);
  }

  private static List<Path> demoDirectories() throws IOException {
    try (Stream<Path> temporary = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return temporary
          .filter(path -> path.getFileName().toString().startsWith("pop-demo-"))
          .sorted()
          .toList();
    }
  }
}
