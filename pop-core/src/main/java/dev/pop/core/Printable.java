package dev.pop.core;

import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * Text of others as it may reach a terminal, a log or a report: characters that steer a terminal,
 * turn the direction of writing or begin a line where none is are shown as escapes. These are the
 * control, format, line and paragraph separator characters of Unicode, and halves of surrogate
 * pairs. This is the only such rule; all output goes through it.
 */
@Internal
public final class Printable {
  private Printable() {}

  /** {@code text} as one line: line ends and tabs are escaped too. */
  public static String line(String text) {
    return escaped(text, Printable::isHarmful, Printable::escape);
  }

  /** {@code text} of several lines: line feeds and tabs stay. */
  public static String lines(String text) {
    return escaped(text, c -> isHarmful(c) && c != '\n' && c != '\t', Printable::escape);
  }

  /** A JSON document, whose value stays the same: JSON has escapes of its own. */
  public static String json(String document) {
    return escaped(
        document,
        c -> isHarmful(c) && c != '\n' && c != '\t',
        c -> {
          StringBuilder out = new StringBuilder();
          for (char unit : Character.toChars(c)) {
            out.append("\\u").append(hex(unit, 4));
          }
          return out.toString();
        });
  }

  /** Whether a character is one that is escaped. */
  public static boolean isHarmful(int codePoint) {
    if (codePoint >= ' ' && codePoint < 0x7f) {
      return false;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  private static String escaped(String text, IntPredicate harmful, IntFunction<String> escape) {
    if (text.codePoints().noneMatch(harmful)) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (harmful.test(c)) {
                out.append(escape.apply(c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  private static String escape(int codePoint) {
    if (codePoint < 0x100) {
      return "\\x" + hex(codePoint, 2);
    }
    return codePoint < 0x10000 ? "\\u" + hex(codePoint, 4) : "\\U" + hex(codePoint, 8);
  }

  private static String hex(int number, int digits) {
    String hex = Integer.toHexString(number);
    return "0".repeat(Math.max(0, digits - hex.length())) + hex;
  }
}
