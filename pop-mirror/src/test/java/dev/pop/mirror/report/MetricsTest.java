package dev.pop.mirror.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.FailureKind;
import dev.pop.core.http.FetchException;
import dev.pop.mirror.report.MetricFamily.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final String LABELS = "{repository=\"a/ubuntu\",suite=\"jammy\"}";

  @TempDir Path directory;
  private final List<String> damage = new ArrayList<>();

  private static SyncReport run(SyncReport.Kind kind, long bytes) {
    TransferStats traffic =
        new TransferStats(
            2,
            bytes,
            1,
            5,
            0,
            0,
            0,
            0,
            1,
            new TreeMap<>(Map.of(200, 3L, 206, 1L, 999, 1L, 0, 2L)),
            new TreeMap<>(Map.of(FetchException.Fault.TIMED_OUT, 4L)),
            List.of(new StageTime(Stage.ARCHIVE, 1.5, 2, bytes)));
    return SyncReport.builder("20261122T100000Z-000001", kind, START)
        .traffic(traffic)
        .removable(new Removable(7, 1, 0, Optional.empty()))
        .repositories(
            List.of(
                new SuiteReport(
                    "a/ubuntu",
                    "http://a/ubuntu",
                    "jammy",
                    SuiteReport.Status.PUBLISHED,
                    9,
                    90,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    traffic)))
        .archives(List.of(new ArchiveReport("a/ubuntu", "http://a/ubuntu", traffic)))
        .build(SyncReport.Status.COMPLETE, START.plusSeconds(20));
  }

  @Test
  void families_valuesWithoutText() {
    Metrics metrics = new Metrics();
    assertThat(metrics.families()).isEmpty();
    metrics.add(run(SyncReport.Kind.FULL, 1000));

    List<MetricFamily> families = metrics.families();

    assertThat(families)
        .contains(
            new MetricFamily(
                "pop_runs_total",
                MetricType.COUNTER,
                "Runs by how they ended.",
                List.of(new Sample("pop_runs_total", Map.of("status", "complete"), 1))));
    assertThat(families)
        .filteredOn(family -> family.name().equals("pop_downloaded_bytes_total"))
        .flatExtracting(MetricFamily::samples)
        .extracting(Sample::labels)
        .containsExactly(Map.of("repository", "a/ubuntu", "suite", "jammy"));
    assertThat(families)
        .filteredOn(family -> family.type() == MetricType.HISTOGRAM)
        .flatExtracting(MetricFamily::samples)
        .contains(
            new Sample("pop_run_duration_seconds_bucket", Map.of("le", "15"), 0),
            new Sample("pop_run_duration_seconds_bucket", Map.of("le", "60"), 1),
            new Sample("pop_run_duration_seconds_bucket", Map.of("le", "+Inf"), 1),
            new Sample("pop_run_duration_seconds_sum", Map.of(), 20),
            new Sample("pop_run_duration_seconds_count", Map.of(), 1));
  }

  @Test
  void text_counterGaugeHistogram() {
    Metrics metrics = new Metrics();
    metrics.add(run(SyncReport.Kind.FULL, 1000));

    assertThat(metrics.text().lines())
        .containsSubsequence(
            "# HELP pop_run_duration_seconds How long runs took.",
            "# TYPE pop_run_duration_seconds histogram",
            "pop_run_duration_seconds_bucket{le=\"1\"} 0",
            "pop_run_duration_seconds_bucket{le=\"5\"} 0",
            "pop_run_duration_seconds_bucket{le=\"15\"} 0",
            "pop_run_duration_seconds_bucket{le=\"60\"} 1",
            "pop_run_duration_seconds_bucket{le=\"43200\"} 1",
            "pop_run_duration_seconds_bucket{le=\"+Inf\"} 1",
            "pop_run_duration_seconds_sum 20",
            "pop_run_duration_seconds_count 1",
            "pop_run_last_stage_duration_seconds{stage=\"archive\"} 1.5",
            "# HELP pop_downloaded_bytes_total Bytes that were fetched and kept.",
            "# TYPE pop_downloaded_bytes_total counter",
            "pop_downloaded_bytes_total" + LABELS + " 1000",
            "# TYPE pop_suite_files gauge",
            "pop_suite_files" + LABELS + " 9");
  }

  @Test
  void requests_countedByClass_soThatLabelsAreBounded() {
    Metrics metrics = new Metrics();
    metrics.add(run(SyncReport.Kind.FULL, 1));

    assertThat(metrics.text().lines().filter(line -> line.startsWith("pop_requests_total")))
        .extracting(line -> line.replaceFirst(".*class=", ""))
        .containsExactlyInAnyOrder("\"2xx\"} 4", "\"none\"} 3");
  }

  @Test
  void read_countersGoOnFromRunToRun() throws IOException {
    Path file = directory.resolve("metrics");
    for (int i = 0; i < 3; i++) {
      Metrics metrics = Metrics.read(file, damage::add);
      metrics.events().runFinished(run(SyncReport.Kind.FULL, 1000));
      metrics.write(file);
    }

    assertThat(Files.readAllLines(file))
        .contains(
            "pop_downloaded_bytes_total" + LABELS + " 3000",
            "pop_runs_total{status=\"complete\"} 3",
            "pop_run_duration_seconds_bucket{le=\"60\"} 3",
            "pop_run_duration_seconds_sum 60",
            "pop_suite_bytes" + LABELS + " 90");
    assertThat(damage).isEmpty();
    assertThat(Metrics.read(file, damage::add).text()).isEqualTo(Files.readString(file));
  }

  @Test
  void read_damaged_whatIsSoundStays() throws IOException {
    Path file = directory.resolve("metrics");
    Files.writeString(
        file, "pop_runs_total{status=\"complete\"} 3\npop_health x\n\u0000\nnonsense 1\n");

    assertThat(Metrics.read(file, damage::add).text())
        .endsWith("\npop_runs_total{status=\"complete\"} 3\n")
        .doesNotContain("nonsense", "pop_health");
    assertThat(damage)
        .containsExactly(file + " is damaged; metrics that cannot be read in it restart at 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u0000\u0000\n", "pop_runs_total{status=\"comp", "pop_health 1"})
  void read_damagedInAnyWay_isTold(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("metrics"), text);

    assertThat(Metrics.read(file, damage::add)).isNotNull();

    assertThat(damage).hasSize(1);
  }

  @Test
  void read_metricOfAnotherVersion_isNoDamage() throws IOException {
    Path file = Files.writeString(directory.resolve("metrics"), "pop_of_tomorrow 1\n");

    assertThat(Metrics.read(file, damage::add).text()).isEmpty();
    assertThat(damage).isEmpty();
  }

  @Test
  void add_dryRun_countsForNothing() {
    Metrics metrics = new Metrics();
    metrics.add(run(SyncReport.Kind.DRY_RUN, 1000));

    assertThat(metrics.text()).isEmpty();
  }

  @Test
  void keepOnly_othersAreForgotten() {
    Metrics metrics = new Metrics();
    metrics.add(run(SyncReport.Kind.FULL, 1000));

    metrics.keepOnly(List.of(new SuiteId("a/ubuntu", "http://a/ubuntu", "jam")));
    assertThat(metrics.text())
        .contains("pop_runs_total", "pop_removed_files_total")
        .doesNotContain("jammy");

    metrics.keepOnly(List.of());
    assertThat(metrics.text()).contains("pop_runs_total").doesNotContain("a/ubuntu");
  }

  @Test
  void keepOnly_countersOfEarlierVersions_continueUnderTheId() throws IOException {
    Path file = directory.resolve("metrics");
    Files.writeString(
        file,
        """
        pop_downloaded_bytes_total{repository="http://a/ubuntu",suite="jammy"} 3000
        pop_requests_total{repository="http://a/ubuntu",suite="jammy",class="2xx"} 5
        pop_removed_files_total{repository="http://a/ubuntu"} 7
        pop_removed_files_total{repository="http://b/ubuntu"} 8
        """);
    Metrics metrics = Metrics.read(file, damage::add);

    metrics.keepOnly(List.of(new SuiteId("mirrors/a", "https://a/ubuntu", "jammy")));

    assertThat(metrics.text())
        .contains(
            "pop_downloaded_bytes_total{repository=\"mirrors/a\",suite=\"jammy\"} 3000\n",
            "pop_requests_total{repository=\"mirrors/a\",suite=\"jammy\",class=\"2xx\"} 5\n",
            "pop_removed_files_total{repository=\"mirrors/a\"} 7\n")
        .doesNotContain("http://", "b/ubuntu");
    assertThat(damage).isEmpty();
  }

  @Test
  void labels_quotesAndLineEndsEscaped() {
    Metrics metrics = new Metrics();
    SyncReport run = run(SyncReport.Kind.FULL, 1);
    SuiteReport odd =
        new SuiteReport(
            "a",
            "http://a",
            "x\"\\\n",
            SuiteReport.Status.FAILED,
            1,
            1,
            Optional.empty(),
            Optional.empty(),
            Optional.of(FailureKind.OTHER),
            List.of(),
            Optional.empty(),
            TransferStats.NONE);
    metrics.add(
        SyncReport.builder(run.run(), run.kind(), run.started())
            .traffic(run.traffic())
            .repositories(List.of(odd))
            .build(run.status(), run.finished()));

    assertThat(metrics.text())
        .contains("pop_suite_files{repository=\"a\",suite=\"x\\\"\\\\\\n\"} 1\n");
  }

  @Test
  void everyMetric_isInTheDocumentWithTypeAndLabels_andNoOther() throws IOException {
    Pattern row = Pattern.compile("(?m)^\\| `(pop_[a-z_]+)` \\| (\\w+) \\| ([^|]*) \\| (.*) \\|$");
    List<String> documented =
        row.matcher(Files.readString(Path.of("..", "docs", "metrics.md")))
            .results()
            .map(MetricsTest::words)
            .toList();

    assertThat(documented)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Metric.values())
                .map(
                    metric ->
                        metric.text()
                            + " "
                            + metric.type().name().toLowerCase(Locale.ROOT)
                            + " "
                            + String.join(", ", metric.labels())
                            + " "
                            + metric.help())
                .toList());
  }

  private static String words(MatchResult row) {
    return row.group(1)
        + " "
        + row.group(2)
        + " "
        + row.group(3).replace("`", "").strip()
        + " "
        + row.group(4);
  }
}
