package dev.pop.mirror.sync;

import com.google.common.collect.ImmutableSet;
import dev.pop.core.FailureKind;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.FormatException;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.Removable;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.TransferStats;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.report.VerifyReport.SuiteCheck;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Judges a run of the Perl program by what upstream answered and by what is there now. */
final class AptMirrorOutcome {
  /** In {@code var_path}: the URL of every pool file that the run found missing. */
  private static final String NEW_FILES = "NEW";

  private final MirrorList list;
  private final MirrorLayout layout;
  private final VerifyReport verification;
  private final Set<String> answered;

  /**
   * @param answered what upstream answered for in this run, in the form of {@link WgetLogs#normal}
   */
  AptMirrorOutcome(
      MirrorList list, MirrorLayout layout, VerifyReport verification, Set<String> answered) {
    this.list = list;
    this.layout = layout;
    this.verification = verification;
    this.answered = answered;
  }

  /**
   * The run in the words of the native engine: downloaded files and bytes are those of the pool
   * that were missing before and are there now; requests and retries are not known and 0.
   */
  SyncReport report(RunRecord record, Instant finished, AptMirrorOutput.Sizes announced)
      throws IOException {
    List<Failure> failures = new ArrayList<>();
    verification
        .missing()
        .forEach(path -> failures.add(new Failure(url(path), FailureKind.MISSING, "is not there")));
    verification
        .corrupt()
        .forEach(path -> failures.add(new Failure(url(path), FailureKind.DAMAGED, "is corrupt")));
    List<SuiteReport> suites = suites(failures);
    Fetched fetched = fetched();
    return SyncReport.builder(record.run(), SyncReport.Kind.APT_MIRROR, record.started())
        .traffic(TransferStats.ofDownloads(fetched.files, fetched.bytes))
        .unchangedFiles(Math.max(0, verification.checkedFiles() - fetched.files))
        .removable(
            new Removable(
                announced.removableBytes(),
                announced.removableFiles(),
                announced.removableDirectories(),
                Optional.empty()))
        .pending(
            (long) verification.missing().size() + verification.corrupt().size(),
            Math.max(0, announced.archiveBytes() - fetched.bytes))
        .repositories(suites)
        .failures(failures)
        .build(status(suites), finished);
  }

  /** What is known of a run that did not come to its end. */
  static SyncReport brokenOff(
      RunRecord record, Instant finished, SyncReport.Status status, String error) {
    return SyncReport.builder(record.run(), SyncReport.Kind.APT_MIRROR, record.started())
        .error(Optional.of(error))
        .build(status, finished);
  }

  /** Where a path below {@code mirror_path} comes from. */
  private String url(String path) {
    return list.repositories().stream()
        .filter(repository -> path.startsWith(repository.diskPath() + "/"))
        .findFirst()
        .map(
            repository ->
                repository.archive().location() + path.substring(repository.diskPath().length()))
        .orElse(path);
  }

  private List<SuiteReport> suites(List<Failure> failures) {
    List<SuiteReport> reports = new ArrayList<>();
    int next = 0; // a check has one entry per suite, in the order of the list
    for (Repository repository : list.repositories()) {
      for (Suite suite : repository.suites()) {
        SuiteCheck check = verification.repositories().get(next++);
        Optional<Failure> silence = silence(suite);
        silence.ifPresent(failures::add);
        List<String> problems = new ArrayList<>(check.problems());
        silence.map(Failure::reason).ifPresent(problems::add);
        boolean published = check.status() != VerifyReport.Status.NOT_AVAILABLE;
        reports.add(
            new SuiteReport(
                check.archive(),
                check.repository(),
                check.suite(),
                published && silence.isEmpty()
                    ? SuiteReport.Status.PUBLISHED
                    : SuiteReport.Status.FAILED,
                published ? check.files() : 0,
                published ? check.bytes() : 0,
                Optional.empty(),
                check.signature(),
                silence
                    .map(Failure::kind)
                    .or(
                        () ->
                            problems.isEmpty()
                                ? Optional.empty()
                                : Optional.of(FailureKind.DAMAGED)),
                problems,
                Optional.empty(),
                TransferStats.NONE));
      }
    }
    return reports;
  }

  private Optional<Failure> silence(Suite suite) {
    String base = suite.archive().location() + "/";
    boolean heard =
        Stream.of("InRelease", "Release")
            .map(name -> WgetLogs.normal(base + suite.resolve(name)))
            .anyMatch(answered::contains);
    return heard
        ? Optional.empty()
        : Optional.of(
            new Failure(
                base + suite.resolve("Release"),
                FailureKind.UNREACHABLE,
                "upstream gave neither InRelease nor Release in this run, see wget's logs in "
                    + layout.varPath()));
  }

  private SyncReport.Status status(List<SuiteReport> suites) {
    if (suites.stream().allMatch(suite -> suite.status() == SuiteReport.Status.FAILED)) {
      return SyncReport.Status.FAILED;
    }
    return suites.stream().allMatch(suite -> suite.problems().isEmpty())
            && verification.status() == VerifyReport.Status.AVAILABLE
        ? SyncReport.Status.COMPLETE
        : SyncReport.Status.PARTIAL;
  }

  private record Fetched(long files, long bytes) {}

  /** What was missing before the run and is there now. */
  private Fetched fetched() throws IOException {
    Path newFiles = layout.varPath().resolve(NEW_FILES);
    if (!Files.isRegularFile(newFiles)) {
      return new Fetched(0, 0);
    }
    Set<String> faulty =
        ImmutableSet.<String>builder()
            .addAll(verification.missing())
            .addAll(verification.corrupt())
            .build();
    Set<String> seen = new HashSet<>();
    long files = 0;
    long bytes = 0;
    for (String url : Files.readAllLines(newFiles, StandardCharsets.ISO_8859_1)) {
      Optional<String> path = diskPath(url);
      if (path.isPresent() && !faulty.contains(path.get()) && seen.add(path.get())) {
        Path file = layout.mirrorPath().resolve(path.get());
        if (Files.isRegularFile(file)) {
          files++;
          bytes += Files.size(file);
        }
      }
    }
    return new Fetched(files, bytes);
  }

  private static Optional<String> diskPath(String url) {
    try {
      return Optional.of(ArchiveUrl.parse(url).diskPath());
    } catch (FormatException e) {
      return Optional.empty(); // not one of ours: nothing that counts
    }
  }
}
