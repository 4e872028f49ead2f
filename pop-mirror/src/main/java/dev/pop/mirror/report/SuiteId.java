package dev.pop.mirror.report;

/**
 * Names what something was done for: a suite, an archive as a whole, or neither.
 *
 * @param repository base URL of the archive, without credentials; empty for the run as a whole
 * @param suite such as {@code jammy-updates}; empty for the archive as a whole
 */
public record SuiteId(String repository, String suite) {
  /** The run as a whole. */
  public static final SuiteId NONE = new SuiteId("", "");

  /** An archive as a whole. */
  public static SuiteId ofArchive(String repository) {
    return new SuiteId(repository, "");
  }

  @Override
  public String toString() {
    return (repository + " " + suite).strip();
  }
}
