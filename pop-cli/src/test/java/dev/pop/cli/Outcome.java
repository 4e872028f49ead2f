package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one command line came to.
 *
 * @param code the exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Outcome(int code, String out, String err) {
  static final Instant NOW = Instant.parse("2026-11-22T10:11:12Z");

  /** Runs {@code pop args...} at {@link #NOW}. */
  static Outcome of(String... args) {
    return of(new CliEnvironment(InputStream.nullInputStream(), Map.of(), Optional.empty()), args);
  }

  /** The same, of a command for this mirror list. */
  static Outcome ofList(Path list, String command, String... options) {
    List<String> args = new ArrayList<>(List.of(command, "--mirror-list", list.toString()));
    args.addAll(List.of(options));
    return of(args.toArray(String[]::new));
  }

  /** The same, in other surroundings. */
  static Outcome of(CliEnvironment surroundings, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        new PopCli(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Clock.fixed(NOW, ZoneOffset.UTC),
                surroundings)
            .run(args);
    Outcome outcome =
        new Outcome(
            code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    if (List.of(args).contains("--json") && !List.of(args).contains("--help")) {
      outcome.agreesWithSchema(List.of(args));
    }
    return outcome;
  }

  /** JSON is always as docs/schemas say. */
  private void agreesWithSchema(List<String> args) {
    try {
      JsonObject document = json();
      String command =
          args.stream().filter(PopCli.COMMANDS::contains).findFirst().orElse("failure");
      String schema =
          document.has("error") ? "failure" : command.equals("apt-mirror") ? "sync" : command;
      assertThat(JsonSchema.objections(schema, document)).as("%s: %s", schema, out).isEmpty();
    } catch (IOException e) {
      throw new AssertionError(args + " printed no JSON: " + out, e);
    }
  }

  /** Standard output, which must be exactly one JSON object. */
  JsonObject json() throws IOException {
    try (JsonReader reader = new JsonReader(new StringReader(out))) {
      reader.setStrictness(Strictness.STRICT);
      JsonElement document = JsonParser.parseReader(reader);
      assertThat(reader.peek()).isEqualTo(JsonToken.END_DOCUMENT);
      return document.getAsJsonObject();
    }
  }

  Outcome exits(int expected) {
    assertThat(code).as("exit code; out: %s; err: %s", out, err).isEqualTo(expected);
    return this;
  }
}
