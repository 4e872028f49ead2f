package dev.pop.mirror.report;

/**
 * A result that has a JSON form: an object, whose keys docs/schemas describes. Results implement
 * it; a small answer may be written in place.
 */
@FunctionalInterface
public interface JsonForm {
  /** Writes the object's keys in their order. */
  void writeTo(JsonFields json);

  /** The document on several lines, for people and programs; without a line end. */
  default String toJson() {
    return JsonFields.pretty(this);
  }

  /** The same on one line. */
  default String toJsonLine() {
    return JsonFields.line(this);
  }
}
