package dev.pop.mirror.sample;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The fields of one deb822 stanza in their order, and its text. */
final class Stanza {
  private final Map<String, String> fields = new LinkedHashMap<>();

  /** Sets a field; an existing one keeps its place. Continuation lines must begin with a blank. */
  Stanza put(String name, String value) {
    checkArgument(name.matches("[A-Za-z0-9][A-Za-z0-9-]*"), "bad field name: %s", name);
    checkArgument(
        value.lines().skip(1).allMatch(line -> line.matches("[ \t].*")),
        "a further line of %s does not begin with a blank: %s",
        name,
        value);
    fields.put(name, value);
    return this;
  }

  Stanza putUnlessEmpty(String name, String value) {
    return value.isEmpty() ? this : put(name, value);
  }

  Stanza putAll(Map<String, String> more) {
    more.forEach(this::put);
    return this;
  }

  Stanza remove(String name) {
    fields.remove(name);
    return this;
  }

  /** The fields so far, a copy in order. */
  Map<String, String> fields() {
    return new LinkedHashMap<>(fields);
  }

  /** The stanza's lines, without the empty one that ends it. */
  String text() {
    StringBuilder text = new StringBuilder();
    fields.forEach(
        (name, value) ->
            text.append(name)
                .append(value.startsWith("\n") ? ":" : ": ")
                .append(value)
                .append('\n'));
    return text.toString();
  }

  /** A long text as further lines of a field: indented, with {@code .} for an empty line. */
  static String continuation(String lines) {
    return Arrays.stream(lines.split("\n", -1))
        .map(line -> line.isBlank() ? "\n ." : "\n " + line)
        .collect(Collectors.joining());
  }
}
