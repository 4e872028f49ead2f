package dev.pop.core.pro;

import dev.pop.core.Internal;

/**
 * Something wrong with apt's auth file.
 *
 * @param line where, counted from 1; 0 when it is about the whole file
 * @param reason what, without any secret of the file
 */
@Internal
public record AuthFault(int line, String reason) {
  @Override
  public String toString() {
    return line == 0 ? reason : "line " + line + ": " + reason;
  }
}
