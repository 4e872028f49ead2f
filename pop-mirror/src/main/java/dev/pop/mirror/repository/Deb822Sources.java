package dev.pop.mirror.repository;

import com.google.common.base.Splitter;
import dev.pop.core.NearestNames;
import dev.pop.core.SourcePosition;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.Redacted;
import dev.pop.core.apt.SourceLine;
import dev.pop.core.io.FallibleSupplier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads a {@code .sources} file: stanzas of fields, as sources.list(5) has them, with the fields
 * that apt-mirror2 adds.
 */
final class Deb822Sources {
  private static final Pattern FIELD = Pattern.compile("([!-9;-~]+)\\s*:(.*)");
  private static final Splitter WORDS =
      Splitter.on(Pattern.compile("[\\s,]+")).omitEmptyStrings().trimResults();

  /** Field names, in lower case, of options whose name in brackets is another. */
  private static final Map<String, String> OPTION_NAMES =
      Map.ofEntries(
          Map.entry("architectures", "arch"),
          Map.entry("architectures-add", "arch+"),
          Map.entry("architectures-remove", "arch-"),
          Map.entry("languages", "lang"),
          Map.entry("languages-add", "lang+"),
          Map.entry("languages-remove", "lang-"),
          Map.entry("targets", "target"),
          Map.entry("targets-add", "target+"),
          Map.entry("targets-remove", "target-"));

  private static final Set<String> OWN_FIELDS =
      Set.of("types", "uris", "suites", "components", "enabled", "skip-clean", "description");

  /** Those that a misspelling may have meant. */
  private static final List<String> ALL_FIELDS =
      Stream.of(OWN_FIELDS, OPTION_NAMES.keySet(), SourceOptions.names())
          .flatMap(Set::stream)
          .toList();

  /** Receives what the stanzas say. */
  interface Sink {
    void source(SourceLine line, SourcePosition position) throws FormatException;

    /** A line for {@link ArchiveOptions#add}. */
    void option(String command, String url, List<String> values, SourcePosition position)
        throws FormatException;
  }

  private record Field(String name, String value, SourcePosition position) {
    List<String> words() {
      return WORDS.splitToList(value);
    }

    boolean isYes() {
      return switch (value.strip().toLowerCase(Locale.ROOT)) {
        case "yes", "true", "on", "1", "with", "enable" -> true;
        default -> false;
      };
    }
  }

  private final ListFiles.Part part;
  private final Sink sink;
  private final Diagnostics diagnostics;

  Deb822Sources(ListFiles.Part part, Sink sink, Diagnostics diagnostics) {
    this.part = part;
    this.sink = sink;
    this.diagnostics = diagnostics;
  }

  void read() {
    Map<String, Field> stanza = new LinkedHashMap<>();
    Optional<String> last = Optional.empty();
    int number = 0;
    for (String raw : part.lines()) {
      String line = raw.stripTrailing(); // of a file with CRLF, too
      SourcePosition position = part.position(++number);
      boolean continues = !raw.isEmpty() && (raw.charAt(0) == ' ' || raw.charAt(0) == '\t');
      if (line.isEmpty() && continues && last.isPresent()) {
        append(stanza, last.get(), ""); // as in a key block that a program indented
        continue;
      }
      if (line.isBlank()) {
        finish(stanza);
        stanza = new LinkedHashMap<>();
        last = Optional.empty();
      } else if (!line.startsWith("#")) {
        last = line(line, position, stanza, last);
      }
    }
    finish(stanza);
  }

  /** Reads a line into the stanza and tells which field the next one may continue. */
  private Optional<String> line(
      String line, SourcePosition position, Map<String, Field> stanza, Optional<String> last) {
    if (ListFiles.hasForeignBytes(line)) {
      diagnostics.fault(position, MirrorListParser.FOREIGN_BYTES);
    }
    Matcher field = FIELD.matcher(line);
    if (Character.isWhitespace(line.charAt(0))) {
      if (last.isEmpty()) {
        diagnostics.fault(position, "continues a field, but there is none above it");
      } else {
        append(stanza, last.get(), line.strip());
      }
      return last;
    }
    if (!field.matches()) {
      diagnostics.fault(position, "is not a 'Field: value' line");
      return Optional.empty();
    }
    String name = field.group(1).toLowerCase(Locale.ROOT);
    if (stanza.putIfAbsent(name, new Field(name, field.group(2).strip(), position)) != null) {
      diagnostics.fault(position, "gives the field " + field.group(1) + " twice");
    }
    return Optional.of(name);
  }

  private static void append(Map<String, Field> stanza, String name, String line) {
    stanza.computeIfPresent(
        name, (same, before) -> new Field(name, before.value + "\n" + line, before.position));
  }

  private void finish(Map<String, Field> stanza) {
    Field enabled = stanza.get("enabled");
    if (stanza.isEmpty() || (enabled != null && !enabled.isYes())) {
      return;
    }
    SourcePosition first = stanza.values().iterator().next().position;
    Optional<Field> types = required(stanza, "types", first);
    Optional<Field> uris = required(stanza, "uris", first);
    Optional<Field> suites = required(stanza, "suites", first);
    Map<String, String> options = options(stanza);
    if (types.isEmpty() || uris.isEmpty() || suites.isEmpty() || !areKnown(types.get())) {
      return;
    }
    List<String> components =
        Optional.ofNullable(stanza.get("components")).map(Field::words).orElse(List.of());
    if (components.isEmpty() && !suites.get().words().stream().allMatch(s -> s.endsWith("/"))) {
      diagnostics.fault(
          suites.get().position, "names suites, but there is no field Components for them");
      return;
    }
    for (String uri : uris.get().words()) {
      attempt(uris.get(), () -> ArchiveUrl.parse(uri))
          .ifPresent(
              url -> {
                sources(types.get(), options, url, suites.get(), components);
                archiveOptions(stanza, uri);
              });
    }
  }

  private static boolean isKnown(String type) {
    return type.equals("deb") || type.equals("deb-src");
  }

  /** Whether one of the types is; the others are named. */
  private boolean areKnown(Field types) {
    types.words().stream()
        .filter(type -> !isKnown(type))
        .forEach(
            type ->
                diagnostics.fault(
                    types.position, "names the unknown type " + Redacted.quoted(type)));
    return types.words().stream().anyMatch(Deb822Sources::isKnown);
  }

  private Optional<Field> required(Map<String, Field> stanza, String name, SourcePosition first) {
    Optional<Field> field =
        Optional.ofNullable(stanza.get(name)).filter(found -> !found.words().isEmpty());
    if (field.isEmpty()) {
      diagnostics.fault(first, "begins a stanza without the field " + name);
    }
    return field;
  }

  private void sources(
      Field types,
      Map<String, String> options,
      ArchiveUrl url,
      Field suites,
      List<String> components) {
    for (String type : types.words()) {
      if (isKnown(type)) {
        attempt(
            suites,
            () -> {
              SourceLine line =
                  SourceLine.of(type.equals("deb-src"), options, url, suites.words(), components);
              sink.source(line, suites.position);
              return line;
            });
      }
    }
  }

  /** The options in brackets that the fields stand for. */
  private Map<String, String> options(Map<String, Field> stanza) {
    Map<String, String> options = new LinkedHashMap<>();
    for (Field field : stanza.values()) {
      String name = OPTION_NAMES.getOrDefault(field.name, field.name);
      boolean known = name.startsWith("arch") || name.equals(ByHash.OPTION);
      if (known || SourceOptions.isAptOption(name)) {
        String value = name.equals("signed-by") ? keyrings(field) : String.join(",", field.words());
        Map<String, String> option = Map.of(name, value);
        attempt(
                field,
                () -> {
                  if (!name.equals("arch")) {
                    SourceOptions.check(option, field.position, diagnostics);
                  }
                  return option;
                })
            .ifPresent(options::putAll);
      } else if (field.name.equals("check-local-hash")) {
        diagnostics.warnOnce(field.position, "the field Check-Local-Hash has no effect");
      } else if (!OWN_FIELDS.contains(field.name)
          && !field.name.startsWith("x-")
          && !ArchiveOptions.isCommand(command(field))) {
        unknown(field);
      }
    }
    return options;
  }

  /** Files, on whatever lines, or a block with a key. */
  private static String keyrings(Field field) {
    String value = field.value.strip();
    return value.contains("-----BEGIN ") ? value : value.replaceAll("[\\s,]+", ",");
  }

  /** apt passes it over; but one that is misspelled does not do what it was written for. */
  private void unknown(Field field) {
    List<String> near = NearestNames.among(ALL_FIELDS, field.name);
    String what = "has the unknown field " + Redacted.quoted(field.name);
    if (near.isEmpty()) {
      diagnostics.warn(field.position, what + ", which has no effect");
    } else {
      diagnostics.fault(field.position, what + "; did you mean " + String.join(" or ", near) + "?");
    }
  }

  private static String command(Field field) {
    return field.name.equals(ArchiveOptions.HTTP2_DISABLE)
        ? field.name
        : field.name.replace('-', '_');
  }

  private void archiveOptions(Map<String, Field> stanza, String uri) {
    for (Field field : stanza.values()) {
      String command = command(field);
      if (field.name.equals(ArchiveOptions.SKIP_CLEAN)) {
        for (String path : field.words()) {
          option(field, field.name, uri + "/" + path, List.of());
        }
      } else if (ArchiveOptions.isSwitch(command)) {
        if (field.isYes()) {
          option(field, command, uri, List.of());
        }
      } else if (ArchiveOptions.isCommand(command)) {
        option(field, command, uri, field.words());
      }
    }
  }

  private void option(Field field, String command, String url, List<String> values) {
    attempt(
        field,
        () -> {
          sink.option(command, url, new ArrayList<>(values), field.position);
          return command;
        });
  }

  /** What is wrong is a fault of the field's line. */
  private <T> Optional<T> attempt(Field field, FallibleSupplier<T, FormatException> reading) {
    try {
      return Optional.of(reading.get());
    } catch (FormatException e) {
      diagnostics.fault(field.position, e.getMessage());
      return Optional.empty();
    }
  }
}
