package dev.pop.mirror.estimator;

import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.JsonFields;
import dev.pop.mirror.report.JsonForm;
import java.util.List;

/**
 * The size of a mirror, summed over its plan. The names are those of its JSON form, see
 * docs/cli.md; the first four are those of the Python program.
 *
 * @param poolBytes sum over the distinct pool files, binary and source
 * @param readable {@code poolBytes} in words
 * @param packages number of distinct binary package files and distinct source packages
 * @param includedRepos source lines of everything that could be read, without credentials
 * @param indexBytes what the published indices and {@code Release} files take
 * @param totalBytes pool and indices
 * @param allocatedBytes the same, each file rounded up to blocks of the file system, directories
 *     included
 * @param heldBytes how much of {@code totalBytes} is there already
 * @param downloadBytes how much a sync has to fetch
 * @param availableBytes what the file system can still take
 * @param fits whether a sync that begins now has enough space for what it fetches and remembers
 * @param repositories one entry per suite
 * @param problems what could not be read: suites, and why
 */
public record SizeEstimate(
    long poolBytes,
    String readable,
    long packages,
    List<String> includedRepos,
    long indexBytes,
    long totalBytes,
    long allocatedBytes,
    long heldBytes,
    long downloadBytes,
    long availableBytes,
    boolean fits,
    List<SuiteSize> repositories,
    List<Failure> problems)
    implements JsonForm {

  /**
   * The size of one suite by itself; files that several suites list count in each.
   *
   * @param archive id of the archive, its place below {@code mirror_path}
   * @param repository base URL of the archive, without credentials
   * @param architectures whose packages are wanted, {@code source} for sources
   * @param poolBytes sum over its distinct pool files
   * @param packages as for the whole estimate
   */
  public record SuiteSize(
      String archive,
      String repository,
      String suite,
      List<String> architectures,
      long poolBytes,
      long packages)
      implements JsonForm {
    public SuiteSize {
      architectures = List.copyOf(architectures);
    }

    @Override
    public void writeTo(JsonFields json) {
      json.put("archive", archive)
          .put("repository", repository)
          .put("suite", suite)
          .put("architectures", architectures)
          .put("bytes", poolBytes)
          .put("packages", packages);
    }
  }

  public SizeEstimate {
    includedRepos = List.copyOf(includedRepos);
    repositories = List.copyOf(repositories);
    problems = List.copyOf(problems);
  }

  @Override
  public void writeTo(JsonFields json) {
    json.put("bytes", poolBytes)
        .put("readable", readable)
        .put("packages", packages)
        .put("included_repos", includedRepos)
        .put("index_bytes", indexBytes)
        .put("total_bytes", totalBytes)
        .put("allocated_bytes", allocatedBytes)
        .put("held_bytes", heldBytes)
        .put("download_bytes", downloadBytes)
        .put("available_bytes", availableBytes)
        .put("fits", fits)
        .put("repositories", repositories)
        .put("problems", problems.stream().map(Failure::toString).toList());
  }
}
