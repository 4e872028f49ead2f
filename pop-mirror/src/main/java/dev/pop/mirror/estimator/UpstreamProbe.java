package dev.pop.mirror.estimator;

import static java.util.Objects.requireNonNull;

import dev.pop.core.Operation;
import dev.pop.core.PopException;
import dev.pop.core.http.Downloader;
import dev.pop.core.http.TransportOptions;
import dev.pop.core.io.IoErrors;
import dev.pop.core.io.Workers;
import dev.pop.mirror.estimator.ProbeResult.Result;
import dev.pop.mirror.plan.IndexSelection;
import dev.pop.mirror.repository.Archive;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;

/**
 * Asks the upstreams of a mirror list whether they would give what it names: the {@code Release} of
 * each suite, and one package file for each archive and token. The latter is the only proof of a
 * token, since Ubuntu Pro archives open {@code dists} to all. Nothing is written to the mirror.
 *
 * <p>{@link #call} returns one result for each suite, then one for each archive and token. It
 * throws a {@link PopException} if the temporary directory cannot be written.
 */
public final class UpstreamProbe extends Operation<List<ProbeResult>> {
  private static final int THREADS = 8;

  private final List<Suite> suites;
  private final TransportOptions transport;

  private UpstreamProbe(List<Suite> suites, TransportOptions transport) {
    this.suites = suites;
    this.transport = requireNonNull(transport, "transport");
  }

  /** A probe of every suite of these archives, asked as {@code transport} says. */
  public static UpstreamProbe of(List<Repository> repositories, TransportOptions transport) {
    return new UpstreamProbe(
        requireNonNull(repositories, "repositories").stream()
            .flatMap(repository -> repository.suites().stream())
            .toList(),
        transport);
  }

  @Override
  protected List<ProbeResult> work() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("pop-probe-");
    try (Downloader downloader = Downloader.create(THREADS, transport.hasty());
        Workers workers = new Workers(THREADS, downloader::cancel)) {
      List<ReleaseProbe.Answer> answers = askForReleases(downloader, workers, directory);
      List<ProbeResult> results = new ArrayList<>();
      answers.forEach(answer -> results.add(judge(answer, answers).result()));
      keep(List.copyOf(results));
      results.addAll(askForFiles(downloader, workers, directory, answers));
      return List.copyOf(results);
    } finally {
      FileUtils.deleteDirectory(directory.toFile());
    }
  }

  @Override
  protected PopException failure(IOException e) {
    return new PopException(IoErrors.kind(e), IoErrors.withRemedy(e), e);
  }

  private List<ReleaseProbe.Answer> askForReleases(
      Downloader downloader, Workers workers, Path directory)
      throws IOException, InterruptedException {
    Map<Integer, ReleaseProbe.Answer> answers = Collections.synchronizedMap(new LinkedHashMap<>());
    workers.forEach(
        suites.size(),
        i ->
            answers.put(
                i,
                new ReleaseProbe(downloader, suites.get(i)).ask(directory.resolve("release" + i))));
    return answers.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }

  /** What an answer means in the light of the list's wishes and of the other suites. */
  private static ReleaseProbe.Answer judge(
      ReleaseProbe.Answer answer, List<ReleaseProbe.Answer> all) {
    Suite suite = answer.suite();
    if (answer.release().isPresent()) {
      List<String> absent = IndexSelection.of(answer.release().get(), suite).absent();
      return absent.isEmpty() ? answer : answer.with(Result.LACKING, String.join("; ", absent));
    }
    if (answer.result().result() != Result.WRONG_SUITE) {
      return answer;
    }
    return all.stream()
        .filter(other -> other.release().isPresent())
        .filter(other -> other.suite().archive().equals(suite.archive()))
        .findFirst()
        .map(
            other ->
                answer.with(
                    Result.WRONG_SUITE,
                    "the archive has no suite "
                        + suite.name()
                        + " (404), though it has "
                        + other.suite().name()))
        .orElse(answer);
  }

  private static List<ProbeResult> askForFiles(
      Downloader downloader, Workers workers, Path directory, List<ReleaseProbe.Answer> answers)
      throws IOException, InterruptedException {
    Map<Archive, List<ReleaseProbe.Answer>> byArchive = new LinkedHashMap<>();
    for (ReleaseProbe.Answer answer : answers) {
      byArchive.computeIfAbsent(answer.suite().archive(), archive -> new ArrayList<>()).add(answer);
    }
    List<PoolProbe> probes =
        byArchive.entrySet().stream()
            .map(entry -> new PoolProbe(downloader, entry.getKey(), entry.getValue()))
            .toList();
    ProbeResult[] results = new ProbeResult[probes.size()];
    workers.forEach(
        probes.size(), i -> results[i] = probes.get(i).ask(directory.resolve("index" + i)));
    return List.of(results);
  }
}
