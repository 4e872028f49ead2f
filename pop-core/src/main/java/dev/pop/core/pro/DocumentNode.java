package dev.pop.core.pro;

import dev.pop.core.apt.ArchivePath;
import dev.pop.core.apt.FormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON or YAML document. Every question that the document cannot answer is a {@link
 * FormatException} that names the place, and shows no value: any of them may be a token.
 */
final class DocumentNode {
  /** A number as it is written; no number of these documents is ever computed with. */
  record NumberText(String text) {}

  /** {@link Map}, {@link List}, {@link String}, {@link Boolean}, {@link NumberText} or null. */
  private final @Nullable Object value;

  private final String path;

  private DocumentNode(@Nullable Object value, String path) {
    this.value = value;
    this.path = path;
  }

  /** The whole document. */
  static DocumentNode root(@Nullable Object value) {
    return new DocumentNode(value, "");
  }

  boolean isObject() {
    return value instanceof Map;
  }

  boolean isList() {
    return value instanceof List;
  }

  boolean isText() {
    return value instanceof String;
  }

  /** Whether this is an object with that key, be its value null. */
  boolean has(String key) {
    return value instanceof Map<?, ?> map && map.containsKey(key);
  }

  /** The value of {@code key}; empty when it is missing or null. */
  Optional<DocumentNode> get(String key) throws FormatException {
    Object member = map().get(key);
    return member == null ? Optional.empty() : Optional.of(new DocumentNode(member, below(key)));
  }

  DocumentNode require(String key) throws FormatException {
    Optional<DocumentNode> member = get(key);
    if (member.isEmpty()) {
      throw new FormatException(below(key) + " is missing");
    }
    return member.get();
  }

  /** The members of an object whose keys may be secrets: {@code *} stands for each of them. */
  Map<String, DocumentNode> secretMembers() throws FormatException {
    Map<String, DocumentNode> members = new LinkedHashMap<>();
    map().forEach((key, member) -> members.put((String) key, new DocumentNode(member, below("*"))));
    return members;
  }

  /** The members of an object whose keys are no secrets. */
  Map<String, DocumentNode> members() throws FormatException {
    Map<String, DocumentNode> members = new LinkedHashMap<>();
    map().forEach((key, member) -> members.put((String) key, new DocumentNode(member, below(key))));
    return members;
  }

  List<DocumentNode> elements() throws FormatException {
    if (!(value instanceof List<?> list)) {
      throw mustBe("a list");
    }
    List<DocumentNode> elements = new ArrayList<>(list.size());
    for (Object element : list) {
      elements.add(new DocumentNode(element, path + "[" + elements.size() + "]"));
    }
    return elements;
  }

  String text() throws FormatException {
    if (!(value instanceof String text)) {
      throw mustBe("a text");
    }
    return text;
  }

  boolean flag() throws FormatException {
    if (!(value instanceof Boolean flag)) {
      throw mustBe("true or false");
    }
    return flag;
  }

  Optional<String> text(String key) throws FormatException {
    Optional<DocumentNode> member = get(key);
    return member.isEmpty() ? Optional.empty() : Optional.of(member.get().text());
  }

  Optional<Boolean> flag(String key) throws FormatException {
    Optional<DocumentNode> member = get(key);
    return member.isEmpty() ? Optional.empty() : Optional.of(member.get().flag());
  }

  /** A list of texts; empty when the key is missing or null. */
  Optional<List<String>> texts(String key) throws FormatException {
    Optional<DocumentNode> member = get(key);
    if (member.isEmpty()) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (DocumentNode element : member.get().elements()) {
      texts.add(element.text());
    }
    return Optional.of(List.copyOf(texts));
  }

  private Map<?, ?> map() throws FormatException {
    if (!(value instanceof Map<?, ?> map)) {
      throw mustBe("an object");
    }
    return map;
  }

  private String below(Object key) {
    String name = ArchivePath.printable(String.valueOf(key));
    return path.isEmpty() ? name : path + "." + name;
  }

  FormatException mustBe(String what) {
    return new FormatException(this + " must be " + what + ", but is " + kind());
  }

  FormatException wrong(String why) {
    return new FormatException(this + " " + why);
  }

  private String kind() {
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof List) {
      return "a list";
    }
    if (value instanceof Boolean) {
      return "true or false";
    }
    if (value instanceof NumberText) {
      return "a number";
    }
    return value == null ? "null" : "a text";
  }

  /** Where it is, such as {@code contractInfo.resourceEntitlements[2].type}. */
  @Override
  public String toString() {
    return path.isEmpty() ? "the document" : path;
  }
}
