package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The schemas in docs/schemas. That what commands print agrees with them is checked by {@link
 * Outcome} in every test that asks a command for JSON.
 */
class JsonSchemaTest {
  private static final String SOUND =
      """
      {"total_size_bytes": 1, "total_size_readable": "1 B", "total_files": 1, "total_dirs": 0,
       "available_bytes": 5}
      """;

  private static List<String> objections(String json) throws IOException {
    return JsonSchema.objections("disk-usage", JsonParser.parseString(json));
  }

  @Test
  void everyCommand_hasASchemaAndThePageNamesIt() throws Exception {
    String page = Files.readString(Path.of("../docs/cli.md"));
    String chapter = page.substring(page.indexOf("\n## JSON"), page.indexOf("\n## Exit codes"));
    for (String command : PopCli.COMMANDS) {
      if (!command.equals("apt-mirror")) { // prints what sync does
        assertThat(JsonSchema.file(command)).exists();
      }
    }
    try (Stream<Path> files = Files.list(JsonSchema.DIRECTORY)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .allSatisfy(name -> assertThat(chapter).contains("(schemas/" + name + ")"));
    }
  }

  @Test
  void soundDocument_noObjection() throws Exception {
    assertThat(objections(SOUND)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "total_files\": 1      | total_files\": -1             | $.total_files is too small: -1",
        "total_files\": 1      | total_files\": \"1\"          | $.total_files is no integer: \"1\"",
        "total_files\": 1      | total_files\": 1.5            | $.total_files is no integer: 1.5",
        "total_files\": 1      | total_files\": null           | $.total_files is no integer: null",
        "\"total_files\": 1,   | ''                            | $ has no total_files",
        "\"total_files\": 1    | \"total_files\": 1, \"x\": 2  | $.x is not in the schema"
      })
  void faultyDocument_isObjectedTo(String part, String other, String objection) throws Exception {
    assertThat(objections(SOUND.replace(part, other))).containsExactly(objection);
  }

  @Test
  void namesAndPatterns_areChecked() throws Exception {
    JsonObject report =
        JsonParser.parseString("{\"run\": \"x\", \"requests_by_status\": {\"20\": 1}}")
            .getAsJsonObject();

    assertThat(JsonSchema.objections("sync", report))
        .anyMatch(objection -> objection.startsWith("$.run does not match"))
        .anyMatch(objection -> objection.startsWith("$.requests_by_status.20 does not match"));
  }
}
