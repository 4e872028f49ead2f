package dev.pop.mirror.estimator;

import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.http.Downloader;
import dev.pop.core.http.FetchException;
import dev.pop.core.http.RemoteFile;
import dev.pop.mirror.estimator.ProbeResult.Result;
import dev.pop.mirror.plan.ByHashFetch;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.plan.IndexGroup;
import dev.pop.mirror.plan.IndexSelection;
import dev.pop.mirror.plan.LocalIndex;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.ReservedPaths;
import dev.pop.mirror.repository.Archive;
import dev.pop.mirror.repository.ArchiveLimits;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Asks for one package file of an archive with one pair of credentials: the first that its smallest
 * index lists which lists any.
 */
final class PoolProbe {
  /** An index of a suite, not fetched yet. */
  private record Candidate(Suite suite, ReleaseFile release, IndexGroup group) {
    long bytes() {
      return group.preferredForms().stream().mapToLong(ReleaseEntry::size).min().orElse(0);
    }
  }

  private final Downloader downloader;
  private final Archive archive;
  private final List<ReleaseProbe.Answer> answers;

  /**
   * @param answers of suites of that archive, at least one
   */
  PoolProbe(Downloader downloader, Archive archive, List<ReleaseProbe.Answer> answers) {
    this.downloader = downloader;
    this.archive = archive;
    this.answers = List.copyOf(answers);
  }

  /**
   * Asks.
   *
   * @param file a name for indices
   * @throws IOException if {@code file} cannot be written or read
   */
  ProbeResult ask(Path file) throws IOException, InterruptedException {
    List<Candidate> candidates = candidates();
    for (Candidate candidate : candidates) {
      if (candidate.group.plain().map(ReleaseEntry::size).orElse(1L) > 0) {
        Optional<ProbeResult> result = ask(candidate, file);
        if (result.isPresent()) {
          return result.get();
        }
      }
    }
    return candidates.stream().findFirst().map(this::empty).orElseGet(this::notProbed);
  }

  private List<Candidate> candidates() {
    List<Candidate> candidates = new ArrayList<>();
    for (ReleaseProbe.Answer answer : answers) {
      if (answer.release().isPresent()) {
        ReleaseFile release = answer.release().get();
        for (IndexGroup group : IndexSelection.of(release, answer.suite()).groups()) {
          if (group.listsFiles()) {
            candidates.add(new Candidate(answer.suite(), release, group));
          }
        }
      }
    }
    candidates.sort(Comparator.comparingLong(Candidate::bytes));
    return candidates;
  }

  private ProbeResult notProbed() {
    Suite first = answers.get(0).suite();
    boolean anyRead = answers.stream().anyMatch(answer -> answer.release().isPresent());
    return new ProbeResult(
        first,
        archive.location(),
        Result.NOT_PROBED,
        "not probed: "
            + (anyRead
                ? "the archive has no index of what is wanted"
                : "no suite of the archive could be read")
            + ", so nothing is known of "
            + (archive.address().credentials().isPresent() ? "the token" : "its files"));
  }

  private ProbeResult empty(Candidate candidate) {
    return new ProbeResult(
        candidate.suite,
        archive.location(),
        Result.EMPTY,
        "the archive lists no file, so there is nothing to prove "
            + (archive.address().credentials().isPresent() ? "the token" : "it")
            + " with");
  }

  /** Empty when the index lists nothing. */
  private Optional<ProbeResult> ask(Candidate candidate, Path file)
      throws IOException, InterruptedException {
    RemoteFile pooled;
    try {
      Optional<RemoteFile> first = firstFile(candidate, file);
      if (first.isEmpty()) {
        return Optional.empty();
      }
      pooled = first.get();
      downloader.probe(pooled);
    } catch (FetchException e) {
      return Optional.of(result(candidate, e.url(), ProbeFailure.of(e), e.reason()));
    } catch (FormatException e) {
      String url = archive.location() + "/" + candidate.suite.directory();
      return Optional.of(result(candidate, url, Result.DAMAGED, e.getMessage()));
    }
    String words =
        archive.address().credentials().isPresent()
            ? "the token opens a file that the archive lists"
            : "a file that the archive lists is there";
    return Optional.of(result(candidate, pooled.location(), Result.OK, words));
  }

  private ProbeResult result(Candidate candidate, String url, Result result, String reason) {
    return new ProbeResult(candidate.suite, url, result, reason);
  }

  private Optional<RemoteFile> firstFile(Candidate candidate, Path file)
      throws FetchException, IOException, InterruptedException {
    ReleaseEntry form = fetch(candidate, file);
    LocalIndex index = new LocalIndex(candidate.group, List.of(new LocalIndex.Variant(form, file)));
    Repository probed = new Repository(archive, List.of(candidate.suite));
    MirrorPlan plan =
        new MirrorPlan(probed, ReservedPaths.of(probed, List.of(probed)), ArchiveLimits.NONE);
    plan.add(candidate.suite, candidate.release, List.of(index));
    OptionalInt first = plan.wanted().findFirst();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    FileTable files = plan.files();
    long size = files.size(first.getAsInt());
    String path = files.path(first.getAsInt());
    return Optional.of(RemoteFile.ofSize(archive.upstreams(), path, size));
  }

  /** Fetches the first form that can be had, by its digest where that is offered. */
  private ReleaseEntry fetch(Candidate candidate, Path file)
      throws FetchException, IOException, InterruptedException {
    List<ReleaseEntry> forms =
        Stream.concat(
                candidate.group.preferredForms().stream(), candidate.group.otherForm().stream())
            .toList();
    List<FetchException> refusals = new ArrayList<>();
    for (ReleaseEntry form : forms) {
      try {
        ByHashFetch.fetch(
            candidate.suite, candidate.release, form, remote -> downloader.fetch(remote, file));
        return form;
      } catch (FetchException e) {
        refusals.add(e);
      }
    }
    throw FetchException.mostTelling(refusals);
  }
}
