package dev.pop.core;

/**
 * A line of a text that somebody wrote, for messages.
 *
 * @param origin the file, as the user named it
 * @param line from 1; 0 when the whole text is meant
 */
public record SourcePosition(String origin, int line) {
  /** The whole text. */
  public static SourcePosition whole(String origin) {
    return new SourcePosition(origin, 0);
  }

  /** How a message at {@code here} names this line. */
  public String seenFrom(SourcePosition here) {
    return origin.equals(here.origin) ? "line " + line : "line " + line + " of " + origin;
  }
}
