package dev.pop.mirror.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.FailureKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JsonFieldsTest {
  private static String json(JsonForm form) {
    return form.toJsonLine();
  }

  @Test
  void put_numbersAndFlags_areNoTexts() {
    assertThat(json(json -> json.put("a", 1).put("b", 1L << 40).put("c", 0.25).put("d", true)))
        .isEqualTo("{\"a\":1,\"b\":1099511627776,\"c\":0.25,\"d\":true}");
  }

  @Test
  void put_constants_areInLowerCaseUnlessTheyHaveWords() {
    assertThat(
            json(
                json ->
                    json.put("kind", SyncReport.Kind.DRY_RUN)
                        .put("status", VerifyReport.Status.NOT_AVAILABLE)))
        .isEqualTo("{\"kind\":\"dry_run\",\"status\":\"Not available\"}");
  }

  @Test
  void put_emptyOptional_isLeftOut() {
    assertThat(
            json(
                json ->
                    json.put("a", Optional.empty())
                        .put("b", OptionalLong.empty())
                        .put("c", Optional.of(Instant.EPOCH))
                        .put("d", OptionalLong.of(7))))
        .isEqualTo("{\"c\":\"1970-01-01T00:00:00Z\",\"d\":7}");
  }

  @Test
  void put_listsMapsAndForms() {
    assertThat(
            json(
                json ->
                    json.put("paths", List.of(Path.of("/a/b")))
                        .put("none", List.of())
                        .put("forms", List.of(new Failure("u", FailureKind.MISSING, "r")))
                        .put("form", new Failure("u", FailureKind.MISSING, "<&>"))
                        .put("map", new TreeMap<>(Map.of(Stage.INDEX, 2L)))))
        .isEqualTo(
            "{\"paths\":[\"/a/b\"],\"none\":[],\"forms\":[{\"url\":\"u\",\"kind\":\"missing\",\"reason\":\"r\"}],"
                + "\"form\":{\"url\":\"u\",\"kind\":\"missing\",\"reason\":\"<&>\"},\"map\":{\"index\":2}}");
  }

  @Test
  void toJson_isIndented_andShowsNothingThatSteersATerminal() {
    JsonForm form = json -> json.put("a", "x\u001b\u202e").put("b", List.of("y"));

    assertThat(form.toJson())
        .isEqualTo("{\n  \"a\": \"x\\u001b\\u202e\",\n  \"b\": [\n    \"y\"\n  ]\n}"); // one text
  }
}
