package dev.pop.mirror.report;

import com.google.gson.FormattingStyle;
import com.google.gson.stream.JsonWriter;
import dev.pop.core.Printable;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Takes the keys of one JSON object, in their order. Key by key: to learn the shape of records by
 * reflection would take longer than a run that finds nothing to do.
 */
public final class JsonFields {
  private final JsonWriter json;

  private JsonFields(JsonWriter json) {
    this.json = json;
  }

  static String pretty(JsonForm form) {
    return text(form, FormattingStyle.PRETTY);
  }

  static String line(JsonForm form) {
    return text(form, FormattingStyle.COMPACT);
  }

  private static String text(JsonForm form, FormattingStyle style) {
    StringWriter out = new StringWriter();
    try {
      write(form, out, style);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    }
    return Printable.json(out.toString());
  }

  /** Writes a document on several lines, and flushes. */
  static void write(JsonForm form, Writer out) throws IOException {
    write(form, out, FormattingStyle.PRETTY);
    out.flush();
  }

  private static void write(JsonForm form, Writer out, FormattingStyle style) throws IOException {
    JsonWriter json = new JsonWriter(out);
    json.setFormattingStyle(style);
    try {
      new JsonFields(json).object(form);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    json.flush();
  }

  /**
   * Adds a key.
   *
   * @param value a number or a boolean; a list or another form, each of whose elements is one of
   *     these; a constant, which is written in lower case unless it has words of its own; an
   *     optional, whose key is left out when it is empty; or anything else, as its {@code toString}
   */
  public JsonFields put(String key, Object value) {
    Object content = value;
    if (value instanceof OptionalLong number) {
      content = number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }
    try {
      if (!(content instanceof Optional<?> optional)) {
        json.name(key);
        value(content);
      } else if (optional.isPresent()) {
        json.name(key);
        value(optional.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private void value(Object value) throws IOException {
    if (value instanceof Number number) {
      json.value(number);
    } else if (value instanceof Boolean flag) {
      json.value(flag);
    } else if (value instanceof JsonForm form) {
      object(form);
    } else if (value instanceof Iterable<?> elements && !(value instanceof Path)) {
      json.beginArray();
      for (Object element : elements) {
        value(element);
      }
      json.endArray();
    } else if (value instanceof Map<?, ?> map) {
      json.beginObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.name(word(entry.getKey()));
        value(entry.getValue());
      }
      json.endObject();
    } else {
      json.value(word(value));
    }
  }

  private void object(JsonForm form) throws IOException {
    json.beginObject();
    form.writeTo(this);
    json.endObject();
  }

  private static String word(Object value) {
    String words = value.toString();
    return value instanceof Enum<?> constant && words.equals(constant.name())
        ? words.toLowerCase(Locale.ROOT)
        : words;
  }

  /** A share with four decimals. */
  static double rounded(double share) {
    return Math.round(share * 10_000) / 10_000.0;
  }
}
