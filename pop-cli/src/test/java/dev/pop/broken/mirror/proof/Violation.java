package dev.pop.broken.mirror.proof;

/** Imports from above. */
public final class Violation {
  private Violation() {}

  static Object upwards() {
    return dev.pop.broken.mirror.service.Violation.class;
  }
}
