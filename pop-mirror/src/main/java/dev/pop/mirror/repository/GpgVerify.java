package dev.pop.mirror.repository;

import java.util.Optional;

/** Whether signatures shall be checked: {@code gpg_verify}, as a setting or for one archive. */
enum GpgVerify {
  OFF,
  /** Where there are signatures. */
  ON,
  /** An archive without signatures is refused. */
  FORCE;

  static final String KNOWN = "on, off and force are known";

  static Optional<GpgVerify> ofValue(String value) {
    return switch (value) {
      case "off", "disable", "0", "no" -> Optional.of(OFF);
      case "on", "enable", "1", "yes" -> Optional.of(ON);
      case "force" -> Optional.of(FORCE);
      default -> Optional.empty();
    };
  }
}
