package dev.pop.mirror.repository;

/**
 * Something wrong or doubtful in a mirror list.
 *
 * @param origin the file, as the user named it
 * @param line from 1; 0 when the whole file is meant
 * @param reason what is wrong, without credentials
 */
public record ListFault(String origin, int line, String reason) {
  /** One line, in which the file stands once also where the reason begins with it. */
  @Override
  public String toString() {
    if (line == 0 && reason.startsWith(origin + " ")) {
      return reason;
    }
    return line == 0 ? origin + ": " + reason : origin + ": line " + line + ": " + reason;
  }
}
