package dev.pop.core.pro;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.pop.core.apt.FormatException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) strictly. The library's own messages quote keys of the document, which may
 * be tokens, so they are neither passed on nor kept as causes.
 */
final class JsonDocument {
  private final String text;
  private final JsonReader reader;
  private int values;

  private JsonDocument(String text) {
    this.text = text;
    this.reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(DocumentParser.MAX_DEPTH + 1);
  }

  static DocumentNode parse(String text) throws FormatException {
    JsonDocument tree = new JsonDocument(text);
    try {
      DocumentNode root = DocumentNode.root(tree.value(0));
      if (tree.reader.peek() != JsonToken.END_DOCUMENT) {
        throw tree.at("has more text after its end");
      }
      return root;
    } catch (FormatException e) {
      throw e;
    } catch (EOFException e) {
      throw new FormatException("ends too early; is it cut off?");
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw tree.at("is not valid JSON");
    }
  }

  private @Nullable Object value(int depth) throws IOException {
    if (++values > DocumentParser.MAX_VALUES) {
      throw DocumentParser.tooLarge();
    }
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> object(deeper(depth));
      case BEGIN_ARRAY -> list(deeper(depth));
      case STRING -> reader.nextString();
      case NUMBER -> new DocumentNode.NumberText(reader.nextString());
      case BOOLEAN -> reader.nextBoolean();
      case NULL -> {
        reader.nextNull();
        yield null;
      }
      default -> throw at("is not valid JSON");
    };
  }

  private static int deeper(int depth) throws FormatException {
    if (depth == DocumentParser.MAX_DEPTH) {
      throw DocumentParser.tooDeep();
    }
    return depth + 1;
  }

  private Map<String, @Nullable Object> object(int depth) throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String key = reader.nextName();
      if (members.containsKey(key)) {
        throw at("has the same key twice in one object");
      }
      members.put(key, value(depth));
    }
    reader.endObject();
    return members;
  }

  private List<@Nullable Object> list(int depth) throws IOException {
    List<@Nullable Object> elements = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      elements.add(value(depth));
    }
    reader.endArray();
    return elements;
  }

  private FormatException at(String what) {
    int offset = (int) Math.min(text.length(), reader.getCharacterOffset());
    int line = 1;
    int lineStart = 0;
    for (int i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
      line++;
      lineStart = i + 1;
    }
    return new FormatException(
        what + " (line " + line + ", column " + (offset - lineStart + 1) + ")");
  }
}
