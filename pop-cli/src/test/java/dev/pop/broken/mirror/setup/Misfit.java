package dev.pop.broken.mirror.setup;

/** Imports from above. */
public final class Misfit {
  private Misfit() {}

  static Object upwards() {
    return dev.pop.broken.cli.Misfit.class;
  }
}
