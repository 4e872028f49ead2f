package dev.pop.mirror.repository;

import java.util.Optional;

/** Whether indices are fetched under their digest: the option {@code by-hash} of a source line. */
public enum ByHash {
  /** Where {@code Release} says {@code Acquire-By-Hash: yes}. */
  WHERE_OFFERED,
  NEVER,
  ALWAYS;

  static final String OPTION = "by-hash";

  /** The value of the option that asks for it. */
  String option() {
    return switch (this) {
      case WHERE_OFFERED -> "yes";
      case NEVER -> "no";
      case ALWAYS -> "force";
    };
  }

  static Optional<ByHash> ofOption(String value) {
    return switch (value) {
      case "yes" -> Optional.of(WHERE_OFFERED);
      case "no" -> Optional.of(NEVER);
      case "force" -> Optional.of(ALWAYS);
      default -> Optional.empty();
    };
  }
}
