package dev.pop.broken.attic;

/** Has no place in the picture. */
public final class Violation {
  private Violation() {}
}
