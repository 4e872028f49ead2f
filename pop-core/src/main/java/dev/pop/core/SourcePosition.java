package dev.pop.core;

import java.util.Optional;

/**
 * A line of a text that somebody wrote, or an argument that a program gave, for messages.
 *
 * @param origin the file, as the user named it
 * @param line from 1, or the number of the argument; 0 when the whole text is meant
 * @param argument how an argument is named, such as {@code archive 2}; empty for a line
 */
public record SourcePosition(String origin, int line, Optional<String> argument) {
  /** A line of a text. */
  public SourcePosition(String origin, int line) {
    this(origin, line, Optional.empty());
  }

  /** The whole text. */
  public static SourcePosition whole(String origin) {
    return new SourcePosition(origin, 0);
  }

  /** An argument, which is named in place of a line. */
  public SourcePosition argument(int number, String name) {
    return new SourcePosition(origin, number, Optional.of(name));
  }

  /** How a message about the text names this place of it. */
  public String place() {
    return argument.orElseGet(() -> "line " + line);
  }

  /** How a message at {@code here} names this place. */
  public String seenFrom(SourcePosition here) {
    return origin.equals(here.origin) ? place() : place() + " of " + origin;
  }
}
