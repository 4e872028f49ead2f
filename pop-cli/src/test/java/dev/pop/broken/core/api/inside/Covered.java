package dev.pop.broken.core.api.inside;

/** Internal by its package. */
public final class Covered {
  private Covered() {}
}
