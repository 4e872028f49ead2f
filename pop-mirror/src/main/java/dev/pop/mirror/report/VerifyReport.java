package dev.pop.mirror.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a check of a mirror against its published indices found. The names are those of its JSON
 * form, see docs/cli.md.
 *
 * @param lastUpdate when a suite was last published; empty when none ever was
 * @param totalBytes sizes of the distinct files that the published indices name, indices included
 * @param totalFiles their number
 * @param checkedFiles how many of them are there as they should be
 * @param missing paths below {@code mirror_path} that are not there
 * @param corrupt paths of files that have the wrong size or, where it was checked, digest
 * @param repositories one entry per suite
 */
public record VerifyReport(
    Status status,
    Optional<Instant> lastUpdate,
    long totalBytes,
    long totalFiles,
    long checkedFiles,
    List<String> missing,
    List<String> corrupt,
    List<SuiteCheck> repositories)
    implements JsonForm {

  /** The words of the JSON form. */
  public enum Status {
    AVAILABLE("Available"),
    DEGRADED("Degraded"),
    NOT_AVAILABLE("Not available");

    private final String words;

    Status(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * What was found of one suite.
   *
   * @param archive id of the archive, its place below {@code mirror_path}
   * @param repository base URL of the archive, without credentials
   * @param files number of files that it names, indices included
   * @param bytes their sum
   * @param signature whether a trusted key signed it; empty when nothing is published
   * @param problems one sentence each; empty for a sound suite
   */
  public record SuiteCheck(
      String archive,
      String repository,
      String suite,
      Status status,
      long files,
      long bytes,
      Optional<ReleaseSignature> signature,
      List<String> problems)
      implements JsonForm {
    public SuiteCheck {
      problems = List.copyOf(problems);
    }

    /** The suite. */
    public SuiteId id() {
      return new SuiteId(archive, repository, suite);
    }

    @Override
    public void writeTo(JsonFields json) {
      json.put("archive", archive)
          .put("repository", repository)
          .put("suite", suite)
          .put("status", status)
          .put("files", files)
          .put("bytes", bytes)
          .put("signature", signature)
          .put("problems", problems);
    }
  }

  public VerifyReport {
    missing = List.copyOf(missing);
    corrupt = List.copyOf(corrupt);
    repositories = List.copyOf(repositories);
  }

  @Override
  public void writeTo(JsonFields json) {
    json.put("status", status)
        .put("last_update", lastUpdate.map(Instant::toString).orElse("Never"))
        .put("total_size", totalBytes)
        .put("total_files", totalFiles)
        .put("checked_files", checkedFiles)
        .put("missing", missing)
        .put("corrupt", corrupt)
        .put("repositories", repositories);
  }
}
