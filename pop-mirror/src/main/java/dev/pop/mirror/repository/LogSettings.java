package dev.pop.mirror.repository;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a log goes.
 *
 * @param format how its lines look
 * @param file where it is written besides, if anywhere
 * @param rotation when that file gives way to a new one
 */
public record LogSettings(Format format, Optional<Path> file, Rotation rotation) {

  /** Those of a list that says nothing of logs. */
  public static LogSettings usual() {
    ListFiles none = ListFiles.ofText("", "the defaults");
    Variables defaults = new Variables(none.whole(), () -> "none");
    return new SettingReader(defaults, new Diagnostics(none)).log();
  }

  /** How a line of a log looks. */
  public enum Format {
    /** For people. */
    TEXT,
    /** One JSON object per line. */
    JSON;

    static Optional<Format> ofWord(String word) {
      return Arrays.stream(values())
          .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(word))
          .findFirst();
    }
  }

  /**
   * When a log file is rotated.
   *
   * @param maxBytes what it may take before; 0 is no limit
   * @param keep how many of before are kept
   * @param compress whether those are compressed
   */
  public record Rotation(long maxBytes, int keep, boolean compress) {}
}
