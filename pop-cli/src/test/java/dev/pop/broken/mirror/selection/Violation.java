package dev.pop.broken.mirror.selection;

/** Imports from above. */
public final class Violation {
  private Violation() {}

  static Object upwards() {
    return dev.pop.broken.mirror.plan.Violation.class;
  }
}
