package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.FailureKind;
import dev.pop.core.http.FetchException;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.Removable;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.StageTime;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.TransferStats;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SyncSummaryTest {
  @Test
  void everythingThatCanHappen_fiveLines() {
    TransferStats traffic =
        new TransferStats(
            7,
            3 << 20,
            1,
            1,
            4,
            2048,
            0,
            0,
            1,
            new TreeMap<>(),
            new TreeMap<>(Map.of(FetchException.Fault.TIMED_OUT, 2L)),
            List.of(new StageTime(Stage.ARCHIVE, 3, 7, 3 << 20)));
    SyncReport report =
        SyncReport.builder("run", SyncReport.Kind.FULL, Outcome.NOW.minusSeconds(200))
            .traffic(traffic)
            .unchangedFiles(1)
            .rescuedFiles(2)
            .removable(new Removable(3 << 10, 4, 0, Optional.empty()))
            .pending(6, 5 << 10)
            .repositories(
                List.of(
                    new SuiteReport(
                        "a",
                        "http://a",
                        "jammy",
                        SuiteReport.Status.FAILED,
                        0,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(FailureKind.OTHER),
                        List.of(),
                        Optional.empty(),
                        TransferStats.NONE)))
            .failures(List.of(new Failure("http://a/b", FailureKind.OTHER, "404")))
            .build(SyncReport.Status.PARTIAL, Outcome.NOW);

    assertThat(SyncSummary.of(report, false))
        .isEqualTo(
            """
            partly done: 0 suites published, 0 unchanged, 1 suite not updated
            fetched 7 files, 3.0 MiB in 3 min 20 s (1.0 MiB/s), 1 failure, 2 retries, 1 download resumed
            found and kept: 4 files, 2.0 KiB; the previous clean script would have removed 2 files that clients need
            still to fetch: 6 files, 5.0 KiB
            the clean script frees 3.0 KiB in 4 files\
            """
                .replace("\r", ""));
  }
}
