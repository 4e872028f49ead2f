package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/licences.md, the bill of materials and the libraries that are really shipped. */
class LicencesDocumentIT {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([^`]+)` \\| ([^|]+) \\| ([^|]+) \\|$");

  private static List<JsonObject> components() throws IOException {
    JsonObject bom =
        JsonParser.parseString(Files.readString(Path.of("target/pop-bom.json"))).getAsJsonObject();
    List<JsonObject> components = new ArrayList<>();
    bom.getAsJsonArray("components").forEach(it -> components.add(it.getAsJsonObject()));
    return components;
  }

  private static String text(JsonObject object, String key) {
    return object.get(key).getAsString();
  }

  private static String licence(JsonElement entry) {
    JsonObject licence = entry.getAsJsonObject().getAsJsonObject("license");
    return text(licence, licence.has("id") ? "id" : "name");
  }

  private static String row(JsonObject component) {
    Stream<JsonElement> licences = component.getAsJsonArray("licenses").asList().stream();
    return text(component, "group")
        + ":"
        + text(component, "name")
        + " "
        + text(component, "version")
        + " "
        + licences.map(LicencesDocumentIT::licence).sorted().collect(Collectors.joining(", "));
  }

  @Test
  void document_namesExactlyWhatTheBillOfMaterialsHas() throws Exception {
    String document = Files.readString(Path.of("../docs/licences.md"));

    assertThat(
            ROW.matcher(document)
                .results()
                .map(it -> it.group(1) + " " + it.group(2) + " " + it.group(3)))
        .containsExactlyInAnyOrderElementsOf(
            components().stream()
                .filter(it -> !text(it, "group").equals("dev.pop"))
                .map(LicencesDocumentIT::row)
                .toList());
  }

  @Test
  void billOfMaterials_namesExactlyTheJarsThatAreShipped() throws Exception {
    List<String> named =
        new ArrayList<>(
            components().stream()
                .map(it -> text(it, "name") + "-" + text(it, "version") + ".jar")
                .toList());
    try (Stream<Path> lib = Files.list(Path.of("target/pop/lib"))) {
      assertThat(lib.map(it -> it.getFileName().toString()))
          .filteredOn(it -> it.endsWith(".jar") && !it.startsWith("pop-cli-"))
          .containsExactlyInAnyOrderElementsOf(named);
    }
  }
}
