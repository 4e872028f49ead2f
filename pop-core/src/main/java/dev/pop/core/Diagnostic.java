package dev.pop.core;

/**
 * Something wrong or doubtful in a file that somebody wrote, such as a mirror list.
 *
 * @param position where
 * @param reason what is wrong, without secrets
 */
public record Diagnostic(SourcePosition position, String reason) {
  /**
   * About a text as a whole.
   *
   * @param origin the file, as the user named it
   */
  public static Diagnostic of(String origin, String reason) {
    return new Diagnostic(SourcePosition.whole(origin), reason);
  }

  /** One line, in which the file stands once also where the reason begins with it. */
  @Override
  public String toString() {
    String origin = position.origin();
    if (position.line() > 0) {
      return origin + ": " + position.place() + ": " + reason;
    }
    return reason.startsWith(origin + " ") ? reason : origin + ": " + reason;
  }
}
