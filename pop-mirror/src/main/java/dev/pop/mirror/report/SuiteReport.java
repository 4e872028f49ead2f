package dev.pop.mirror.report;

import dev.pop.core.FailureKind;
import java.util.List;
import java.util.Optional;

/**
 * What became of one suite.
 *
 * @param archive id of the archive, its place below {@code mirror_path}
 * @param repository base URL of the archive, without credentials
 * @param suite such as {@code jammy-updates}
 * @param status how it ended
 * @param files number of files that the published generation names, indices included; 0 when
 *     nothing is published
 * @param bytes their sum
 * @param generation names the published generation, by 64 hexadecimal digits, of which the first
 *     eight do for people; empty when nothing is published, or its name is not known
 * @param signature whether the published generation is signed by a trusted key; empty when nothing
 *     is published, or nobody asked
 * @param kind why it failed, or what the first of its problems is; empty when there is none, and in
 *     reports of earlier versions
 * @param problems why it is not {@link Status#PUBLISHED} or {@link Status#UNCHANGED}, or what of
 *     the list's wishes the suite does not have
 * @param remedy what helps against the first problem that has one
 * @param traffic what was done for it
 */
public record SuiteReport(
    String archive,
    String repository,
    String suite,
    Status status,
    long files,
    long bytes,
    Optional<String> generation,
    Optional<ReleaseSignature> signature,
    Optional<FailureKind> kind,
    List<String> problems,
    Optional<Remedy> remedy,
    TransferStats traffic)
    implements JsonForm {

  /** How a suite ended. */
  public enum Status {
    /** A new generation is published, complete and verified. */
    PUBLISHED,
    /** Upstream has not changed since the last complete run. */
    UNCHANGED,
    /** Upstream has a new generation that this kind of run does not publish. */
    PLANNED,
    /** Something is missing; the previous generation, if any, stays published. */
    FAILED
  }

  /** The suite. */
  public SuiteId id() {
    return new SuiteId(archive, repository, suite);
  }

  /** Whether what is published is what upstream has. */
  public boolean isUpToDate() {
    return status == Status.PUBLISHED || status == Status.UNCHANGED;
  }

  public SuiteReport {
    problems = List.copyOf(problems);
  }

  @Override
  public void writeTo(JsonFields json) {
    json.put("archive", archive)
        .put("repository", repository)
        .put("suite", suite)
        .put("status", status)
        .put("files", files)
        .put("bytes", bytes)
        .put("generation", generation)
        .put("signature", signature)
        .put("kind", kind)
        .put("problems", problems)
        .put("remedy", remedy);
    traffic.writeTo(json);
  }
}
