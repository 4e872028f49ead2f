package dev.pop.broken.core.api;

/** Public, and nobody has said for whom. */
public final class Undecided {
  private Undecided() {}

  /** As undecided as its owner. */
  public static final class Nested {
    private Nested() {}
  }

  /** Nobody's business. */
  static final class Hidden {
    private Hidden() {}
  }
}
