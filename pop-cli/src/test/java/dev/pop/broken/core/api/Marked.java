package dev.pop.broken.core.api;

import dev.pop.core.Internal;

/** Internal, and so is what it encloses. */
@Internal
public class Marked {
  /** Internal by its owner. */
  public static final class Nested {
    private Nested() {}
  }
}
