package dev.pop.mirror.report;

import java.time.Instant;
import java.util.List;

/**
 * What a sync did. The names are those of its JSON form, see docs/cli.md.
 *
 * @param downloadedBytes bytes of bodies that were fetched and kept
 * @param downloadedFiles number of files that were fetched and kept, {@code Release} and indices
 *     included
 * @param unchangedFiles files of the suites that needed no fetching
 * @param adoptedFiles pool files that were there from another program, or unverified for another
 *     reason, and were verified and kept
 * @param adoptedBytes their sum
 * @param rescuedFiles of the published files, those that the clean script that came with the
 *     adopted mirror would have removed
 * @param resumedFiles files of which a part was there from an earlier attempt or run
 * @param retries requests that repeat one that failed
 * @param requests requests sent
 * @param removableBytes bytes that the clean script frees
 * @param removableFiles files that the clean script removes
 * @param pendingBytes bytes that a further run has to fetch: what a dry run left, or what failed
 * @param pendingFiles number of files that a further run has to fetch
 * @param repositories one entry per suite
 * @param failures everything that could not be had
 */
public record SyncReport(
    Status status,
    Instant started,
    Instant finished,
    long downloadedBytes,
    long downloadedFiles,
    long unchangedFiles,
    long adoptedFiles,
    long adoptedBytes,
    long rescuedFiles,
    long resumedFiles,
    long retries,
    long requests,
    long removableBytes,
    long removableFiles,
    long pendingBytes,
    long pendingFiles,
    List<SuiteReport> repositories,
    List<Failure> failures) {

  /** How a run ended. */
  public enum Status {
    /** Everything that the list wants is published and verified. */
    COMPLETE,
    /** Some suites or files could not be had; the rest is complete. */
    PARTIAL,
    /** No suite could be had. */
    FAILED
  }

  public SyncReport {
    repositories = List.copyOf(repositories);
    failures = List.copyOf(failures);
  }
}
