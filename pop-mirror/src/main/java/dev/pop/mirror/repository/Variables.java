package dev.pop.mirror.repository;

import dev.pop.core.apt.Redacted;
import dev.pop.core.io.TokenFreeProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code set} lines: known settings with their defaults and variables of the user's own. A
 * value may refer to others by {@code $name}, up to 16 times one inside the other, as in the Perl
 * program.
 */
final class Variables {
  private static final int MAX_SUBSTITUTIONS = 16;

  /** Stands for a dollar that means itself; no text of a list has it. */
  private static final char DOLLAR = '\uFFFE';

  private static final Pattern REFERENCE = Pattern.compile("\\$(\\w+)");

  /** A value and the line that set it; line 0 is a default. */
  private record Value(String text, int line) {}

  private final Map<String, Value> values = new HashMap<>();
  private final Supplier<String> systemArchitecture;

  Variables(Supplier<String> systemArchitecture) {
    this.systemArchitecture = systemArchitecture;
    for (Setting setting : Setting.values()) {
      values.put(setting.key(), new Value(setting.defaultValue(), 0));
    }
  }

  /** {@code text} as a value in which nothing is a reference. */
  static String literal(String text) {
    return text.replace('$', DOLLAR);
  }

  void set(String key, String text, int line) {
    values.put(key, new Value(text, line));
  }

  /** The line that set the key; 0 when it has its default. */
  int line(Setting setting) {
    Value value = values.get(setting.key());
    return value == null ? 0 : value.line;
  }

  /**
   * The value with every reference replaced.
   *
   * @throws VariableException if a reference names nothing, or they go deeper than 16
   */
  String get(Setting setting) throws VariableException {
    String text = text(setting.key());
    for (int depth = 0; text.contains("$"); depth++) {
      Matcher reference = REFERENCE.matcher(text);
      if (!reference.find()) {
        break;
      }
      if (depth == MAX_SUBSTITUTIONS) {
        throw new VariableException(
            line(setting),
            "'set "
                + setting.key()
                + "' refers to variables more than "
                + MAX_SUBSTITUTIONS
                + " deep");
      }
      StringBuilder replaced = new StringBuilder();
      do {
        reference.appendReplacement(replaced, Matcher.quoteReplacement(text(reference.group(1))));
      } while (reference.find());
      text = reference.appendTail(replaced).toString();
    }
    return text.replace(DOLLAR, '$');
  }

  private String text(String key) throws VariableException {
    Value value = values.get(key);
    if (value == null) {
      throw new VariableException(
          lineReferringTo(key),
          "a variable is referred to that no line sets"
              + Setting.nearest(key).map(near -> "; is '$" + near.key() + "' meant?").orElse(""));
    }
    return key.equals(Setting.DEFAULTARCH.key()) && value.text.isEmpty()
        ? systemArchitecture.get()
        : value.text;
  }

  /** The first line whose value refers to {@code key}. */
  private int lineReferringTo(String key) {
    return values.values().stream()
        .filter(value -> references(value).contains(key))
        .mapToInt(Value::line)
        .min()
        .orElse(0);
  }

  private static Set<String> references(Value value) {
    Set<String> keys = new HashSet<>();
    Matcher reference = REFERENCE.matcher(value.text);
    while (reference.find()) {
      keys.add(reference.group(1));
    }
    return keys;
  }

  /** Receives what is doubtful. */
  @FunctionalInterface
  interface Warnings {
    void warn(int line, String reason);
  }

  /**
   * Tells what is doubtful: keys that nothing refers to, and settings that this version does not
   * act on.
   */
  void warnings(Warnings warnings) {
    Set<String> used = new HashSet<>();
    values.values().forEach(value -> used.addAll(references(value)));
    values.forEach(
        (key, value) -> {
          if (value.line > 0) {
            Setting.ofKey(key)
                .ifPresentOrElse(
                    setting -> noEffect(setting, value, warnings),
                    () -> {
                      if (!used.contains(key)) {
                        warnings.warn(value.line, unused(key));
                      }
                    });
          }
        });
  }

  private static void noEffect(Setting setting, Value value, Warnings warnings) {
    if (setting.fixedValue().isPresent()
        && !asFlag(setting.fixedValue().get()).equals(asFlag(value.text))) {
      warnings.warn(
          value.line,
          "'set "
              + setting.key()
              + "' has no effect in this version"
              + setting.instead().map(what -> ": " + what).orElse(""));
    }
  }

  /** Words that people write for 0 and 1 are the same as these. */
  static String asFlag(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "off", "no", "false" -> "0";
      case "on", "yes", "true" -> "1";
      default -> value;
    };
  }

  private static String unused(String key) {
    return "'set"
        + Redacted.keyword(key).map(word -> " " + word).orElse("")
        + "' is not a known setting and nothing refers to it"
        + Setting.nearest(key).map(near -> "; is '" + near.key() + "' meant?").orElse("");
  }

  /**
   * The architecture of this system as {@code dpkg} tells it, else as Java names it.
   *
   * @return such as {@code amd64}
   */
  static String architectureOfSystem() {
    try {
      Process dpkg =
          TokenFreeProcess.of(List.of("dpkg", "--print-architecture"))
              .redirectErrorStream(true)
              .start();
      dpkg.getOutputStream().close();
      String name =
          new String(dpkg.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim();
      if (dpkg.waitFor() == 0 && name.matches("[a-z0-9-]+")) {
        return name;
      }
    } catch (IOException e) {
      return architectureOfJava();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return architectureOfJava();
  }

  private static String architectureOfJava() {
    String name = System.getProperty("os.arch", "amd64");
    return switch (name) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> name;
    };
  }
}
