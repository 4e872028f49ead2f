package dev.pop.broken.cli;

/** Imports from a package that has no place in the picture. */
public final class Violation {
  private Violation() {}

  static Object sideways() {
    return dev.pop.broken.attic.Violation.class;
  }

  static Object down() {
    return dev.pop.broken.core.Violation.class;
  }
}
