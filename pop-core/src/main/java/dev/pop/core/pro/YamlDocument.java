package dev.pop.core.pro;

import dev.pop.core.apt.FormatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML document from the library's events, so that depth, size and aliases are bounded
 * before anything is built. The library's messages quote lines of the document, which may hold
 * tokens, so they are neither passed on nor kept as causes.
 *
 * <p>Words of YAML's core schema are taken as JSON would have them: {@code null} and {@code ~},
 * {@code true} and {@code false}; any other scalar is a text.
 */
final class YamlDocument {
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUES = Set.of("true", "True", "TRUE");
  private static final Set<String> FALSES = Set.of("false", "False", "FALSE");

  /** A value that can be repeated by an alias, and how many values it stands for. */
  private record Anchored(@Nullable Object value, int weight) {}

  private final Iterator<Event> events;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private int values;

  private YamlDocument(Iterator<Event> events) {
    this.events = events;
  }

  static DocumentNode parse(String text) throws FormatException {
    LoadSettings settings =
        LoadSettings.builder()
            .setCodePointLimit(DocumentParser.MAX_BYTES)
            .setUseMarks(true)
            .build();
    try {
      return new YamlDocument(new Parse(settings).parseString(text).iterator()).document();
    } catch (MarkedYamlEngineException e) {
      throw new FormatException("is neither valid JSON nor valid YAML" + at(e.getProblemMark()));
    } catch (YamlEngineException e) {
      throw new FormatException("is neither valid JSON nor valid YAML");
    }
  }

  private DocumentNode document() throws FormatException {
    events.next(); // the start of the stream
    Event event = events.next();
    if (event.getEventId() != Event.ID.DocumentStart) {
      throw new FormatException("is empty");
    }
    DocumentNode root = DocumentNode.root(value(events.next(), 0));
    events.next(); // the end of the document
    event = events.next();
    if (event.getEventId() != Event.ID.StreamEnd) {
      throw new FormatException("has more than one YAML document" + at(event.getStartMark()));
    }
    return root;
  }

  private @Nullable Object value(Event event, int depth) throws FormatException {
    if (depth > DocumentParser.MAX_DEPTH) {
      throw DocumentParser.tooDeep();
    }
    if (event instanceof AliasEvent alias) {
      return repeated(alias);
    }
    int before = values;
    count(1);
    Object value;
    if (event instanceof MappingStartEvent start) {
      value = mapping(start, depth);
    } else if (event instanceof SequenceStartEvent start) {
      value = sequence(start, depth);
    } else {
      value = scalar((ScalarEvent) event);
    }
    Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
    if (anchor.isPresent()) {
      anchors.put(anchor.get(), new Anchored(value, values - before));
    }
    return value;
  }

  private @Nullable Object repeated(AliasEvent alias) throws FormatException {
    Anchored anchored = anchors.get(alias.getAlias());
    if (anchored == null) {
      throw new FormatException("has an alias without its anchor" + at(alias.getStartMark()));
    }
    count(anchored.weight());
    return anchored.value();
  }

  private void count(int more) throws FormatException {
    values += more;
    if (values > DocumentParser.MAX_VALUES) {
      throw DocumentParser.tooLarge();
    }
  }

  private Map<String, @Nullable Object> mapping(MappingStartEvent start, int depth)
      throws FormatException {
    checkTag(start, start.getTag());
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (Event event = events.next(); !isEnd(event); event = events.next()) {
      if (!(event instanceof ScalarEvent key)) {
        throw new FormatException("has a key that is not text" + at(event.getStartMark()));
      }
      if (members.containsKey(key.getValue())) {
        throw new FormatException(
            "has the same key twice in one object" + at(event.getStartMark()));
      }
      members.put(key.getValue(), value(events.next(), depth + 1));
    }
    return members;
  }

  private List<@Nullable Object> sequence(SequenceStartEvent start, int depth)
      throws FormatException {
    checkTag(start, start.getTag());
    List<@Nullable Object> elements = new ArrayList<>();
    for (Event event = events.next(); !isEnd(event); event = events.next()) {
      elements.add(value(event, depth + 1));
    }
    return elements;
  }

  private static boolean isEnd(Event event) {
    return event.getEventId() == Event.ID.MappingEnd || event.getEventId() == Event.ID.SequenceEnd;
  }

  private static @Nullable Object scalar(ScalarEvent event) throws FormatException {
    checkTag(event, event.getTag());
    String text = event.getValue();
    if (!event.isPlain() || event.getTag().isPresent()) {
      return text;
    }
    if (NULLS.contains(text)) {
      return null;
    }
    if (TRUES.contains(text)) {
      return true;
    }
    return FALSES.contains(text) ? (Object) false : text;
  }

  private static void checkTag(Event event, Optional<String> tag) throws FormatException {
    if (tag.isPresent() && !tag.get().matches("!|tag:yaml\\.org,2002:(str|map|seq)")) {
      throw new FormatException("has a YAML tag that no contract has" + at(event.getStartMark()));
    }
  }

  private static String at(Optional<Mark> mark) {
    return mark.map(m -> " (line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1) + ")")
        .orElse("");
  }
}
