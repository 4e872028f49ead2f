package dev.pop.broken.mirror.sample;

/** Imports from above. */
public final class Violation {
  private Violation() {}

  static Object upwards() {
    return dev.pop.broken.cli.Violation.class;
  }
}
