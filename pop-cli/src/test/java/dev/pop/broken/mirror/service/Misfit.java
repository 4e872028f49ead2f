package dev.pop.broken.mirror.service;

/** Imports from above. */
public final class Misfit {
  private Misfit() {}

  static Object upwards() {
    return dev.pop.broken.mirror.server.Misfit.class;
  }
}
