package dev.pop.mirror.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a mirror is. The names are those of its JSON form, see docs/cli.md.
 *
 * @param status the worst of everything below
 * @param checked when it was looked at
 * @param repositories one entry per suite
 * @param expiries what ends some day and would stop the mirror, or its clients, then
 * @param disk the file system that the mirror lies on
 * @param integrity how far the present round of hashing has come
 * @param retired archives that are published and that the list no longer names
 */
public record HealthReport(
    Status status,
    Instant checked,
    List<SuiteHealth> repositories,
    List<Expiry> expiries,
    Disk disk,
    Integrity integrity,
    List<Retired> retired)
    implements JsonForm {
  public HealthReport {
    repositories = List.copyOf(repositories);
    expiries = List.copyOf(expiries);
    retired = List.copyOf(retired);
  }

  /** How good or bad it is, best first. */
  public enum Status {
    /** Nothing needs to be done. */
    HEALTHY,
    /** Clients are served, but something needs to be done before long. */
    DEGRADED,
    /** Clients are, or will be at any time, without something that they need. */
    UNHEALTHY;

    /** The worse of both. */
    public Status and(Status other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  /**
   * How one suite is.
   *
   * @param archive id of the archive, its place below {@code mirror_path}
   * @param repository base URL of the archive, without credentials
   * @param lastUpdate when something new was last published
   * @param lastAttempt when a run last ended that was for the suite
   * @param lastSuccess when a run last found it complete
   * @param ageSeconds how long ago that was
   * @param releaseDate {@code Date} of its Release
   * @param validUntil {@code Valid-Until} of its Release
   * @param validSeconds how long it is valid still; negative when that is over
   * @param files number of files that it names, indices included
   * @param bytes their sum
   * @param generation names the published generation, as in {@link SuiteReport}
   * @param signature whether a trusted key signed it; empty when nothing is published
   * @param problems what is wrong, and what to do
   */
  public record SuiteHealth(
      String archive,
      String repository,
      String suite,
      Status status,
      Optional<Instant> lastUpdate,
      Optional<Instant> lastAttempt,
      Optional<Instant> lastSuccess,
      Optional<Long> ageSeconds,
      Optional<Instant> releaseDate,
      Optional<Instant> validUntil,
      Optional<Long> validSeconds,
      long files,
      long bytes,
      Optional<String> generation,
      Optional<ReleaseSignature> signature,
      List<Problem> problems)
      implements JsonForm {
    public SuiteHealth {
      problems = List.copyOf(problems);
    }

    @Override
    public void writeTo(JsonFields json) {
      json.put("archive", archive)
          .put("repository", repository)
          .put("suite", suite)
          .put("status", status)
          .put("last_update", lastUpdate)
          .put("last_attempt", lastAttempt)
          .put("last_success", lastSuccess)
          .put("age_seconds", ageSeconds)
          .put("release_date", releaseDate)
          .put("valid_until", validUntil)
          .put("valid_seconds", validSeconds)
          .put("files", files)
          .put("bytes", bytes)
          .put("generation", generation)
          .put("signature", signature)
          .put("problems", problems)
          .put("remedies", Problem.remedies(problems));
    }
  }

  /**
   * An archive that was published and that the list no longer names. It takes space, and does no
   * harm.
   *
   * @param archive its directory below {@code mirror_path}
   * @param files number of files that were published, indices included
   * @param bytes their sum
   */
  public record Retired(String archive, long files, long bytes) implements JsonForm {

    @Override
    public void writeTo(JsonFields json) {
      json.put("archive", archive).put("files", files).put("bytes", bytes);
    }
  }

  /** What may end. */
  public enum Thing {
    /** The Ubuntu Pro contract. */
    CONTRACT,
    /** The tokens that came with the contract. */
    TOKENS,
    /** A key that a Release is signed with. */
    SIGNING_KEY
  }

  /**
   * When something ends.
   *
   * @param thing of what kind it is
   * @param name which one: a file or a fingerprint; {@code contract} for one in memory
   * @param expires when it ends; empty when that is not known, for which the problem says why
   * @param seconds how long it lasts still; negative when it has ended
   * @param problems what is wrong, and what to do
   */
  public record Expiry(
      Thing thing,
      String name,
      Status status,
      Optional<Instant> expires,
      Optional<Long> seconds,
      List<Problem> problems)
      implements JsonForm {
    public Expiry {
      problems = List.copyOf(problems);
    }

    @Override
    public void writeTo(JsonFields json) {
      json.put("thing", thing)
          .put("name", name)
          .put("status", status)
          .put("expires", expires)
          .put("seconds", seconds)
          .put("problems", problems)
          .put("remedies", Problem.remedies(problems));
    }
  }

  /**
   * The space that a mirror has.
   *
   * @param path of the mirror
   * @param totalBytes size of its file system
   * @param availableBytes what can still be written
   * @param growthBytesPerDay by how much it has filled up per day of late; empty while that is not
   *     known
   * @param full when it will be full at that rate
   */
  public record Disk(
      String path,
      Status status,
      long totalBytes,
      long availableBytes,
      Optional<Long> growthBytesPerDay,
      Optional<Instant> full,
      List<Problem> problems)
      implements JsonForm {
    public Disk {
      problems = List.copyOf(problems);
    }

    @Override
    public void writeTo(JsonFields json) {
      json.put("path", path)
          .put("status", status)
          .put("total_bytes", totalBytes)
          .put("available_bytes", availableBytes)
          .put("growth_bytes_per_day", growthBytesPerDay)
          .put("full", full)
          .put("problems", problems)
          .put("remedies", Problem.remedies(problems));
    }
  }

  /**
   * How far the present round through all files has come.
   *
   * @param roundStarted when it began
   * @param lastRoundFinished when the one before it had come to its end
   * @param checkedFiles how many files were hashed in it
   * @param checkedBytes their sum
   * @param totalFiles how many there are, a file counting for every suite that names it
   * @param totalBytes their sum
   * @param faulty paths below {@code mirror_path} of files that are missing or corrupt, as far as
   *     known
   */
  public record Integrity(
      Status status,
      Instant roundStarted,
      Optional<Instant> lastRoundFinished,
      long checkedFiles,
      long checkedBytes,
      long totalFiles,
      long totalBytes,
      List<String> faulty,
      List<Problem> problems)
      implements JsonForm {
    public Integrity {
      faulty = List.copyOf(faulty);
      problems = List.copyOf(problems);
    }

    @Override
    public void writeTo(JsonFields json) {
      json.put("status", status)
          .put("round_started", roundStarted)
          .put("last_round_finished", lastRoundFinished)
          .put("checked_files", checkedFiles)
          .put("checked_bytes", checkedBytes)
          .put("total_files", totalFiles)
          .put("total_bytes", totalBytes)
          .put("faulty", faulty)
          .put("problems", problems)
          .put("remedies", Problem.remedies(problems));
    }
  }

  @Override
  public void writeTo(JsonFields json) {
    json.put("status", status)
        .put("checked", checked)
        .put("repositories", repositories)
        .put("expiries", expiries)
        .put("disk", disk)
        .put("integrity", integrity)
        .put("retired", retired);
  }
}
