package dev.pop.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A schema of docs/schemas, and what of a document it objects to. Of JSON Schema it knows what
 * those schemas use, and refuses to know less: a keyword that it does not know is an error.
 */
final class JsonSchema {
  static final Path DIRECTORY = Path.of("../docs/schemas");

  private static final Set<String> KEYWORDS =
      Set.of(
          "$schema",
          "$ref",
          "title",
          "description",
          "type",
          "enum",
          "pattern",
          "minimum",
          "maximum",
          "properties",
          "required",
          "additionalProperties",
          "propertyNames",
          "items");

  private final List<String> objections = new ArrayList<>();

  private JsonSchema() {}

  static Path file(String name) {
    return DIRECTORY.resolve(name + ".schema.json");
  }

  /** What the schema of that name objects to in {@code document}. */
  static List<String> objections(String name, JsonElement document) throws IOException {
    JsonSchema check = new JsonSchema();
    check.check(read(name + ".schema.json"), document, "$");
    return check.objections;
  }

  private static JsonObject read(String file) throws IOException {
    return JsonParser.parseString(Files.readString(DIRECTORY.resolve(file))).getAsJsonObject();
  }

  private void check(JsonObject schema, JsonElement value, String where) throws IOException {
    for (String keyword : schema.keySet()) {
      if (!KEYWORDS.contains(keyword)) {
        throw new IllegalArgumentException(where + ": unknown keyword " + keyword);
      }
    }
    if (schema.has("$ref")) {
      check(read(schema.get("$ref").getAsString()), value, where);
      return;
    }
    if (schema.has("type") && !isOf(schema.get("type").getAsString(), value)) {
      objections.add(where + " is no " + schema.get("type").getAsString() + ": " + value);
      return;
    }
    if (schema.has("enum") && !schema.getAsJsonArray("enum").contains(value)) {
      objections.add(where + " is none of " + schema.get("enum") + ": " + value);
    }
    if (schema.has("pattern")
        && !Pattern.compile(schema.get("pattern").getAsString())
            .matcher(value.getAsString())
            .find()) {
      objections.add(where + " does not match " + schema.get("pattern") + ": " + value);
    }
    checkRange(schema, value, where);
    if (value.isJsonObject()) {
      checkObject(schema, value.getAsJsonObject(), where);
    }
    if (value.isJsonArray() && schema.has("items")) {
      int i = 0;
      for (JsonElement item : value.getAsJsonArray()) {
        check(schema.getAsJsonObject("items"), item, where + "[" + i++ + "]");
      }
    }
  }

  private void checkRange(JsonObject schema, JsonElement value, String where) {
    if (schema.has("minimum")
        && value.getAsBigDecimal().compareTo(schema.get("minimum").getAsBigDecimal()) < 0) {
      objections.add(where + " is too small: " + value);
    }
    if (schema.has("maximum")
        && value.getAsBigDecimal().compareTo(schema.get("maximum").getAsBigDecimal()) > 0) {
      objections.add(where + " is too large: " + value);
    }
  }

  private void checkObject(JsonObject schema, JsonObject value, String where) throws IOException {
    JsonObject properties =
        schema.has("properties") ? schema.getAsJsonObject("properties") : new JsonObject();
    if (schema.has("required")) {
      for (JsonElement key : schema.getAsJsonArray("required")) {
        if (!value.has(key.getAsString())) {
          objections.add(where + " has no " + key.getAsString());
        }
      }
    }
    for (Map.Entry<String, JsonElement> entry : value.entrySet()) {
      String place = where + "." + entry.getKey();
      JsonElement others = schema.get("additionalProperties");
      if (schema.has("propertyNames")) {
        check(schema.getAsJsonObject("propertyNames"), new JsonPrimitive(entry.getKey()), place);
      }
      if (properties.has(entry.getKey())) {
        check(properties.getAsJsonObject(entry.getKey()), entry.getValue(), place);
      } else if (others != null && others.isJsonObject()) {
        check(others.getAsJsonObject(), entry.getValue(), place);
      } else {
        objections.add(place + " is not in the schema");
      }
    }
  }

  private static boolean isOf(String type, JsonElement value) {
    return switch (type) {
      case "object" -> value.isJsonObject();
      case "array" -> value.isJsonArray();
      case "string" -> value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
      case "boolean" -> value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean();
      case "number" -> value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
      case "integer" ->
          value.isJsonPrimitive()
              && value.getAsJsonPrimitive().isNumber()
              && isWhole(value.getAsBigDecimal());
      default -> throw new IllegalArgumentException("unknown type " + type);
    };
  }

  private static boolean isWhole(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0;
  }
}
