package dev.pop.mirror.report;

/**
 * Something that could not be had.
 *
 * @param url which file, or which archive and suite; without credentials
 * @param reason why, in one sentence
 */
public record Failure(String url, String reason) {
  @Override
  public String toString() {
    return url + ": " + reason;
  }
}
