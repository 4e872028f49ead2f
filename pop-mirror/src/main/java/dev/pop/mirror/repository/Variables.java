package dev.pop.mirror.repository;

import dev.pop.core.Diagnostic;
import dev.pop.core.FailureKind;
import dev.pop.core.PopException;
import dev.pop.core.SourcePosition;
import dev.pop.core.apt.Redacted;
import dev.pop.core.io.TokenFreeProcess;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
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

  /** A value and the line that set it; the whole list when it is a default. */
  private record Value(String text, SourcePosition position, boolean isSet) {}

  /** A value refers to variables in a way that cannot be followed. */
  static final class ReferenceException extends PopException {
    @Serial private static final long serialVersionUID = 1;

    private final transient Diagnostic diagnostic;

    ReferenceException(SourcePosition position, String reason) {
      super(FailureKind.BAD_LIST, reason);
      this.diagnostic = new Diagnostic(position, reason);
    }

    /** What is wrong at the line that refers. */
    Diagnostic diagnostic() {
      return diagnostic;
    }
  }

  private final SourcePosition list;
  private final Supplier<String> systemArchitecture;

  /** In the order of the lines that set them. */
  private final Map<String, Value> values = new LinkedHashMap<>();

  /**
   * @param list the list as a whole
   */
  Variables(SourcePosition list, Supplier<String> systemArchitecture) {
    this.list = list;
    this.systemArchitecture = systemArchitecture;
    for (Setting setting : Setting.values()) {
      values.put(setting.key(), new Value(setting.defaultValue(), list, false));
    }
  }

  /** {@code text} as a value in which nothing is a reference. */
  static String literal(String text) {
    return text.replace('$', DOLLAR);
  }

  void set(String key, String text, SourcePosition position) {
    values.remove(key);
    values.put(key, new Value(text, position, true));
  }

  /** The line that set the key; the whole list when it has its default. */
  SourcePosition position(Setting setting) {
    Value value = values.get(setting.key());
    return value == null ? list : value.position;
  }

  /** True if the key was set, be it to its default. */
  boolean isSet(Setting setting) {
    Value value = values.get(setting.key());
    return value != null && value.isSet;
  }

  /**
   * The value with every reference replaced.
   *
   * @throws ReferenceException if a reference names nothing, or they go deeper than 16
   */
  String get(Setting setting) throws ReferenceException {
    String text = text(setting.key());
    for (int depth = 0; text.contains("$"); depth++) {
      Matcher reference = REFERENCE.matcher(text);
      if (!reference.find()) {
        break;
      }
      if (depth == MAX_SUBSTITUTIONS) {
        throw new ReferenceException(
            position(setting),
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

  private String text(String key) throws ReferenceException {
    Value value = values.get(key);
    if (value == null) {
      throw new ReferenceException(
          lineReferringTo(key),
          "a variable is referred to that no line sets"
              + Setting.nearest(key).map(near -> "; is '$" + near.key() + "' meant?").orElse(""));
    }
    return key.equals(Setting.DEFAULTARCH.key()) && value.text.isEmpty()
        ? systemArchitecture.get()
        : value.text;
  }

  /** The first line whose value refers to {@code key}. */
  private SourcePosition lineReferringTo(String key) {
    return values.values().stream()
        .filter(value -> references(value).contains(key))
        .findFirst()
        .map(Value::position)
        .orElse(list);
  }

  private static Set<String> references(Value value) {
    Set<String> keys = new HashSet<>();
    Matcher reference = REFERENCE.matcher(value.text);
    while (reference.find()) {
      keys.add(reference.group(1));
    }
    return keys;
  }

  /**
   * Tells what is doubtful: keys that nothing refers to, and settings that this version does not
   * act on.
   */
  void warnings(Diagnostics diagnostics) {
    Set<String> used = new HashSet<>();
    values.values().forEach(value -> used.addAll(references(value)));
    values.forEach(
        (key, value) -> {
          if (value.isSet) {
            Setting.ofKey(key)
                .ifPresentOrElse(
                    setting -> noEffect(setting, value, diagnostics),
                    () -> {
                      if (!used.contains(key)) {
                        diagnostics.warn(value.position, unused(key));
                      }
                    });
          }
        });
  }

  private static void noEffect(Setting setting, Value value, Diagnostics diagnostics) {
    if (setting.fixedValue().isPresent()
        && !asFlag(setting.fixedValue().get()).equals(asFlag(value.text))) {
      diagnostics.warn(
          value.position,
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
