package dev.pop.mirror.report;

import dev.pop.core.Internal;
import java.time.Instant;
import java.util.ArrayList;
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
 * @param warnings what failed once the run was over, such as the caller's hook; not part of the
 *     JSON form, which is kept before
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
    List<String> warnings,
    Optional<String> error)
    implements JsonForm {

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
    warnings = List.copyOf(warnings);
  }

  /** The same report with one more warning. */
  @Internal
  public SyncReport withWarning(String warning) {
    List<String> more = new ArrayList<>(warnings);
    more.add(warning);
    return new SyncReport(
        run,
        kind,
        status,
        started,
        finished,
        traffic,
        unchangedFiles,
        rescuedFiles,
        removableBytes,
        removableFiles,
        pendingBytes,
        pendingFiles,
        repositories,
        archives,
        failures,
        more,
        error);
  }

  /**
   * A report to be filled in; what is not said is nothing.
   *
   * @param run names the run
   * @param started when it began
   */
  public static Builder builder(String run, Kind kind, Instant started) {
    return new Builder(run, kind, started);
  }

  /** Collects what a run did; every method replaces what was said before. */
  public static final class Builder {
    private final String run;
    private final Kind kind;
    private final Instant started;
    private TransferStats traffic = TransferStats.NONE;
    private long unchangedFiles;
    private long rescuedFiles;
    private Removable removable = Removable.NOTHING;
    private long pendingFiles;
    private long pendingBytes;
    private List<SuiteReport> repositories = List.of();
    private List<ArchiveReport> archives = List.of();
    private List<Failure> failures = List.of();
    private Optional<String> error = Optional.empty();

    private Builder(String run, Kind kind, Instant started) {
      this.run = run;
      this.kind = kind;
      this.started = started;
    }

    /** What was fetched, kept and removed. */
    public Builder traffic(TransferStats traffic) {
      this.traffic = traffic;
      return this;
    }

    /** Files of the suites that needed no fetching. */
    public Builder unchangedFiles(long count) {
      this.unchangedFiles = count;
      return this;
    }

    /** Published files that an adopted mirror's own clean script would have removed. */
    public Builder rescuedFiles(long count) {
      this.rescuedFiles = count;
      return this;
    }

    /** What nothing needs any more. */
    public Builder removable(Removable what) {
      this.removable = what;
      return this;
    }

    /** What a further run has to fetch. */
    public Builder pending(long files, long bytes) {
      this.pendingFiles = files;
      this.pendingBytes = bytes;
      return this;
    }

    /** One entry per suite. */
    public Builder repositories(List<SuiteReport> suites) {
      this.repositories = suites;
      return this;
    }

    /** One entry per archive that anything was done for. */
    public Builder archives(List<ArchiveReport> archives) {
      this.archives = archives;
      return this;
    }

    /** Everything that could not be had. */
    public Builder failures(List<Failure> failures) {
      this.failures = failures;
      return this;
    }

    /** Why the run did not come to its end; empty when it did. */
    public Builder error(Optional<String> why) {
      this.error = why;
      return this;
    }

    /** The report of a run that ended so, and then. */
    public SyncReport build(Status status, Instant finished) {
      return new SyncReport(
          run,
          kind,
          status,
          started,
          finished,
          traffic,
          unchangedFiles,
          rescuedFiles,
          removable.bytes(),
          removable.files(),
          pendingBytes,
          pendingFiles,
          repositories,
          archives,
          failures,
          List.of(),
          error);
    }
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

  @Override
  public void writeTo(JsonFields json) {
    json.put("run", run)
        .put("kind", kind)
        .put("status", status)
        .put("error", error)
        .put("started", started)
        .put("finished", finished);
    traffic.writeTo(json);
    json.put("unchanged_files", unchangedFiles)
        .put("rescued_files", rescuedFiles)
        .put("removable_bytes", removableBytes)
        .put("removable_files", removableFiles)
        .put("pending_bytes", pendingBytes)
        .put("pending_files", pendingFiles)
        .put("repositories", repositories)
        .put("archives", archives)
        .put("failures", failures);
  }
}
