package dev.pop.mirror.report;

import dev.pop.core.FailureKind;
import dev.pop.core.http.FetchException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reports for tests, with something in every field. */
final class Reports {
  static final String ARCHIVE = "archive.example/ubuntu";
  static final String REPOSITORY = "http://archive.example/ubuntu";

  private Reports() {}

  static SyncReport of(String run, Instant finished, SyncReport.Status status) {
    TransferStats traffic =
        new TransferStats(
            10,
            1_000,
            2,
            300,
            4,
            500,
            6,
            700,
            2,
            new TreeMap<>(Map.of(0, 1L, 200, 10L, 404, 3L)),
            new TreeMap<>(Map.of(FetchException.Fault.TIMED_OUT, 2L)),
            List.of(
                new StageTime(Stage.RELEASE, 0.25, 1, 100),
                new StageTime(Stage.ARCHIVE, 0.75, 9, 900),
                new StageTime(Stage.PUBLISH, 9, 1, 0)));
    return SyncReport.builder(run, SyncReport.Kind.FULL, finished.minusSeconds(10))
        .traffic(traffic)
        .unchangedFiles(1)
        .rescuedFiles(2)
        .removable(new Removable(3, 4, 0, Optional.empty()))
        .pending(6, 5)
        .repositories(
            List.of(
                new SuiteReport(
                    ARCHIVE,
                    REPOSITORY,
                    "jammy",
                    SuiteReport.Status.FAILED,
                    7,
                    8,
                    Optional.of("0123456789abcdef".repeat(4)),
                    Optional.of(
                        ReleaseSignature.by(List.of("ABCD"), List.of(Path.of("/etc/a key.gpg")))),
                    Optional.of(FailureKind.UNTRUSTED),
                    List.of("a \"problem\""),
                    Optional.of(Remedy.of(Remedy.Action.ACCEPT_KEY, REPOSITORY, "jammy", "ABCD")),
                    traffic)))
        .archives(List.of(new ArchiveReport(ARCHIVE, REPOSITORY, traffic)))
        .failures(
            List.of(
                new Failure(
                    REPOSITORY + "/a",
                    FailureKind.OTHER,
                    "is not there",
                    Optional.of(Remedy.of(Remedy.Action.ALLOW_OLDER)))))
        .error(status == SyncReport.Status.INTERRUPTED ? Optional.of("why") : Optional.empty())
        .build(status, finished);
  }
}
