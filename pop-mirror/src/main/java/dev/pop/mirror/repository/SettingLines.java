package dev.pop.mirror.repository;

import dev.pop.core.SourcePosition;
import dev.pop.mirror.repository.MirrorSettings.PostMirror;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Writes the {@code set} lines that give a list its settings. Where the texts are known that the
 * settings were read from, since the post-mirror script is given them, and still give the same
 * values, they are written as they were.
 */
final class SettingLines {
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9/._:+@%-]+");

  /** What ends a line for some readers, or means another setting. */
  private static final Pattern NOT_WRITABLE =
      Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]|\\$\\w");

  private final MirrorSettings settings;
  private final Diagnostics diagnostics;
  private final Variables variables;
  private final Map<Setting, String> known = new EnumMap<>(Setting.class);

  SettingLines(MirrorSettings settings, Diagnostics diagnostics) {
    this.settings = settings;
    this.diagnostics = diagnostics;
    this.variables = new Variables(diagnostics.whole(), () -> "");
  }

  /** Adds the lines of all settings that have another value without one. */
  void write(List<String> lines) {
    SettingReader written = new SettingReader(variables, diagnostics);
    for (Setting setting : Setting.values()) {
      known.put(setting, written.text(setting));
    }
    addGivenToScript();
    MirrorSettings before = readKnown();
    for (Setting setting : Setting.values()) {
      Optional<String> value = SettingTexts.of(setting, settings);
      boolean same = value.equals(SettingTexts.of(setting, before));
      Optional<String> text = same ? Optional.ofNullable(known.get(setting)) : value;
      if (text.isPresent() && (isNamed(setting) || !written.text(setting).equals(text.get()))) {
        variables.set(setting.key(), Variables.literal(text.get()), diagnostics.whole());
        lines.add("set " + setting.key() + " " + quoted(setting, text.get()));
      }
    }
  }

  /** What holds of the signed files of suites, where the lines that were written say it all. */
  TrustPolicy trust() {
    return new SettingReader(variables, diagnostics).trust();
  }

  private boolean isNamed(Setting setting) {
    return setting == Setting.POSTMIRROR_SCRIPT
        && settings.atEnd().postMirror().filter(PostMirror::named).isPresent();
  }

  private void addGivenToScript() {
    Map<String, String> environment =
        settings.atEnd().postMirror().map(PostMirror::environment).orElse(Map.of());
    for (Setting setting : Setting.values()) {
      Optional.ofNullable(environment.get(SettingReader.environmentName(setting)))
          .ifPresent(text -> known.put(setting, text));
    }
  }

  /** The settings by the known texts, of which those are forgotten that cannot be read. */
  private MirrorSettings readKnown() {
    SourcePosition whole = diagnostics.whole();
    Diagnostics faulty = new Diagnostics(whole);
    ListAssembly list = new ListAssembly(Strictness.SHOW, faulty);
    known.forEach(
        (setting, text) ->
            list.set(setting.key(), Variables.literal(text), whole.argument(1, setting.key())));
    MirrorSettings read = list.settings();
    faulty.faults().stream()
        .flatMap(fault -> fault.position().argument().stream())
        .forEach(key -> Setting.ofKey(key).ifPresent(known::remove));
    return read;
  }

  private String quoted(Setting setting, String text) {
    if (BARE.matcher(text).matches()) {
      return text;
    }
    boolean hasBoth = text.contains("\"") && text.contains("'");
    if (hasBoth || NOT_WRITABLE.matcher(text).find()) {
      diagnostics.faultOfList(
          "'set "
              + setting.key()
              + "' cannot be written: its value has both kinds of quotes, a control character or a"
              + " '$' that means itself");
    }
    return text.contains("\"") ? "'" + text + "'" : "\"" + text + "\"";
  }
}
