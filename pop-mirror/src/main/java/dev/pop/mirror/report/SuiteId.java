package dev.pop.mirror.report;

import java.util.Objects;

/**
 * Names what something was done for: a suite, an archive as a whole, or neither. Two are equal when
 * archive and suite are, wherever the files came from.
 *
 * @param archive id of the archive, see {@code repository.Archive}; empty for the run as a whole
 * @param repository base URL of the archive, without credentials; empty for the run as a whole
 * @param suite such as {@code jammy-updates}; empty for the archive as a whole
 */
public record SuiteId(String archive, String repository, String suite) {
  /** The run as a whole. */
  public static final SuiteId NONE = new SuiteId("", "", "");

  /** An archive as a whole. */
  public static SuiteId ofArchive(String archive, String repository) {
    return new SuiteId(archive, repository, "");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SuiteId id && archive.equals(id.archive) && suite.equals(id.suite);
  }

  @Override
  public int hashCode() {
    return Objects.hash(archive, suite);
  }

  @Override
  public String toString() {
    return (repository + " " + suite).strip();
  }
}
