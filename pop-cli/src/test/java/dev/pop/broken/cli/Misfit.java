package dev.pop.broken.cli;

/** Imports from a package that has no place in the picture. */
public final class Misfit {
  private Misfit() {}

  static Object sideways() {
    return dev.pop.broken.attic.Misfit.class;
  }

  static Object down() {
    return dev.pop.broken.core.Misfit.class;
  }
}
