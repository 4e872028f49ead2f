package dev.pop.mirror.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a sync did. The names are those of its JSON form, see docs/cli.md.
 *
 * @param run names the run, see {@link MirrorEvents#runStarted}
 * @param kind what kind of run it was
 * @param traffic what was fetched, kept and removed
 * @param unchangedFiles files of the suites that needed no fetching
 * @param rescuedFiles of the published files, those that the clean script that came with the
 *     adopted mirror would have removed
 * @param removableBytes bytes that the clean script frees
 * @param removableFiles files that the clean script removes
 * @param pendingBytes bytes that a further run has to fetch: what a dry run left, or what failed
 * @param pendingFiles number of files that a further run has to fetch
 * @param repositories one entry per suite
 * @param archives one entry per archive that anything was done for
 * @param failures everything that could not be had
 * @param error why the run did not come to its end, in one sentence; empty when it did
 */
public record SyncReport(
    String run,
    Kind kind,
    Status status,
    Instant started,
    Instant finished,
    TransferStats traffic,
    long unchangedFiles,
    long rescuedFiles,
    long removableBytes,
    long removableFiles,
    long pendingBytes,
    long pendingFiles,
    List<SuiteReport> repositories,
    List<ArchiveReport> archives,
    List<Failure> failures,
    Optional<String> error) {

  /** Kinds of run. */
  public enum Kind {
    /** Everything is fetched and published. */
    FULL,
    /** Indices are fetched; suites that need no pool file are published. */
    METADATA_ONLY,
    /** Indices are fetched; nothing is published. */
    DRY_RUN,
    /** The Perl program did it. */
    APT_MIRROR
  }

  /** How a run ended. */
  public enum Status {
    /** Everything that the list wants is published and verified. */
    COMPLETE,
    /** Some suites or files could not be had; the rest is complete. */
    PARTIAL,
    /** No suite could be had, or the run broke off by {@link SyncReport#error}. */
    FAILED,
    /** Somebody ended the run before its end. */
    INTERRUPTED
  }

  public SyncReport {
    repositories = List.copyOf(repositories);
    archives = List.copyOf(archives);
    failures = List.copyOf(failures);
  }

  /** As {@link TransferStats#downloadedBytes}, of the whole run. */
  public long downloadedBytes() {
    return traffic.downloadedBytes();
  }

  /** As {@link TransferStats#downloadedFiles}, of the whole run. */
  public long downloadedFiles() {
    return traffic.downloadedFiles();
  }

  /** As {@link TransferStats#adoptedFiles}, of the whole run. */
  public long adoptedFiles() {
    return traffic.adoptedFiles();
  }

  /** As {@link TransferStats#adoptedBytes}, of the whole run. */
  public long adoptedBytes() {
    return traffic.adoptedBytes();
  }

  /** As {@link TransferStats#resumedFiles}, of the whole run. */
  public long resumedFiles() {
    return traffic.resumedFiles();
  }

  /** As {@link TransferStats#retries}, of the whole run. */
  public long retries() {
    return traffic.retries();
  }

  /** As {@link TransferStats#requests}, of the whole run. */
  public long requests() {
    return traffic.requests();
  }
}
