package dev.pop.mirror.repository;

import java.util.Optional;

/** Whether signatures are checked: {@code gpg_verify}, as a setting or for one archive. */
public enum GpgVerify {
  /** They are not. */
  OFF,
  /** They are where the keys are known that the archive is signed with; else there is a warning. */
  ON,
  /** They are, and an archive that cannot be checked is refused. */
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
