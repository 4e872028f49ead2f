package dev.pop.core.pro;

import dev.pop.core.apt.FormatException;
import dev.pop.core.io.FallibleFunction;
import dev.pop.core.io.SecretFile;
import java.io.IOException;
import java.nio.file.Path;

/** Reads documents in JSON or YAML, told apart by how they begin. */
final class DocumentParser {
  /** Far beyond any contract. */
  static final int MAX_BYTES = 16 * 1024 * 1024;

  /** Deepest nesting of objects and lists; a contract has about ten levels. */
  static final int MAX_DEPTH = 64;

  /** Most values that a document may have, each counted as often as an alias repeats it. */
  static final int MAX_VALUES = 1_000_000;

  private DocumentParser() {}

  /**
   * Reads {@code file} with {@code reader}.
   *
   * @throws FormatException as {@code reader} says, with the file's name before it
   * @throws IOException if the file cannot be read
   */
  static <T> T readFile(Path file, FallibleFunction<String, T, FormatException> reader)
      throws IOException {
    String text = SecretFile.readText(file, MAX_BYTES);
    try {
      return reader.apply(text);
    } catch (HostileDirectiveException e) {
      throw e.in(file);
    } catch (FormatException e) {
      throw new FormatException(file + ": " + e.getMessage());
    }
  }

  /**
   * Reads a document.
   *
   * @throws FormatException if it is empty, neither JSON nor YAML, too deep or too large, or has a
   *     key twice in one object; the message gives line and column and nothing of the text
   */
  static DocumentNode parse(String text) throws FormatException {
    if (text.isBlank()) {
      throw new FormatException("is empty");
    }
    return looksLikeJson(text) ? JsonDocument.parse(text) : YamlDocument.parse(text);
  }

  static boolean looksLikeJson(String text) {
    String start = text.stripLeading();
    return start.startsWith("{") || start.startsWith("[");
  }

  static FormatException tooDeep() {
    return new FormatException("is nested deeper than " + MAX_DEPTH + " levels");
  }

  static FormatException tooLarge() {
    return new FormatException("has more than " + MAX_VALUES + " values");
  }
}
