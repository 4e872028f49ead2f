package dev.pop.mirror.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStatisticsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:11:12Z");
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

  @TempDir Path var;
  private final List<String> warnings = new ArrayList<>();

  private RunStatistics statistics() {
    return RunStatistics.in(var.resolve("reports"));
  }

  private void add(Instant finished, SyncReport.Status status) throws IOException {
    statistics().add(Reports.of("20261122T101112Z-000001", finished, status), warnings::add);
  }

  @Test
  void add_runsOfADay_areOneLineForEachArchiveAndOneForAll() throws Exception {
    add(NOW, SyncReport.Status.COMPLETE);
    add(NOW.plusSeconds(60), SyncReport.Status.PARTIAL);
    add(NOW.minusSeconds(86_400), SyncReport.Status.COMPLETE);

    TrafficReport found = statistics().since(TODAY);

    assertThat(found.days())
        .extracting(DayTraffic::repository)
        .containsExactly("", Reports.REPOSITORY);
    DayTraffic day = found.days().get(1);
    assertThat(day.day()).isEqualTo(TODAY);
    assertThat(day.runs()).isEqualTo(2);
    assertThat(day.failedRuns()).isEqualTo(1);
    assertThat(day.downloadedBytes()).isEqualTo(2_000);
    assertThat(day.fetchMillis()).as("publishing is no fetching").isEqualTo(2_000);
    assertThat(day.bytesPerSecond()).isEqualTo(1_000);
    assertThat(day.errorRate()).isEqualTo(8.0 / 28);
    assertThat(day.removedBytes()).isEqualTo(1_400);
    assertThat(statistics().since(TODAY.minusDays(1)).days()).hasSize(4);
  }

  @Test
  void add_manyYears_keepsTwo() throws Exception {
    for (int month = 40; month >= 0; month--) {
      add(
          YearMonth.of(2026, 11)
              .minusMonths(month)
              .atDay(3)
              .atStartOfDay()
              .toInstant(ZoneOffset.UTC),
          SyncReport.Status.COMPLETE);
    }

    assertThat(var.resolve("reports").toFile().list()).hasSize(RunStatistics.MONTHS_KEPT);
    assertThat(statistics().since(LocalDate.EPOCH).days().get(0).day())
        .isEqualTo(LocalDate.of(2024, 11, 3));
  }

  @Test
  void add_fileIsRubbish_runIsAddedAllTheSame() throws Exception {
    Files.createDirectory(var.resolve("reports"));
    Files.write(var.resolve("reports/days-2026-11.tsv"), new byte[] {-1, -2, 0, 7, '\n', -3});

    add(NOW, SyncReport.Status.COMPLETE);

    assertThat(statistics().since(TODAY).days()).hasSize(2);
    assertThat(statistics().since(TODAY).damaged()).hasSize(2);
  }

  @Test
  void add_lineOfTheDayIsDamaged_itsPlaceIsTakenWithAWarning() throws Exception {
    add(NOW, SyncReport.Status.COMPLETE);
    assertThat(warnings).isEmpty();
    Path file = var.resolve("reports/days-2026-11.tsv");
    Files.writeString(file, Files.readString(file).replaceAll("(?m)[0-9](\t[^\t]*)$", "x$1"));

    add(NOW, SyncReport.Status.COMPLETE);

    assertThat(warnings)
        .containsExactly(file + " is damaged; the statistics of 2026-11-22 restart at 0");
    assertThat(statistics().since(TODAY).days())
        .extracting(DayTraffic::runs)
        .containsExactly(1L, 1L);
  }

  /** The form of earlier versions: the URL in place of the id, and no column for the URL. */
  private void writeFormerLines() throws IOException {
    Files.createDirectories(var.resolve("reports"));
    Files.writeString(
        var.resolve("reports/days-2026-11.tsv"),
        """
        2026-11-22\t\t1\t0\t10\t1000\t1000\t4\t0\t0\t700
        2026-11-22\thttp://archive.example/ubuntu\t1\t0\t10\t1000\t1000\t4\t0\t0\t700
        2026-11-22\thttps://archive.example/ubuntu\t1\t0\t10\t500\t1000\t4\t0\t0\t700
        """);
  }

  @Test
  void linesOfEarlierVersions_countForTheArchiveWhateverItsScheme() throws Exception {
    writeFormerLines();

    assertThat(statistics().since(TODAY).damaged()).isEmpty();
    add(NOW, SyncReport.Status.COMPLETE);

    assertThat(statistics().since(TODAY).days())
        .extracting(DayTraffic::archive, DayTraffic::repository, DayTraffic::downloadedBytes)
        .containsExactly(tuple("", "", 2_000L), tuple(Reports.ARCHIVE, Reports.REPOSITORY, 2_500L));
    assertThat(warnings).isEmpty();
  }

  @Test
  void linesOfEarlierVersions_countForAnArchiveThatLiesElsewhere() throws Exception {
    writeFormerLines();
    SuiteId moved = new SuiteId("mirrors/ubuntu", Reports.REPOSITORY, "jammy");

    assertThat(RunStatistics.in(var.resolve("reports"), List.of(moved)).since(TODAY).days())
        .extracting(DayTraffic::archive)
        .containsExactly("", "mirrors/ubuntu", "mirrors/ubuntu");
  }

  @Test
  void since_damagedLines_areNamedAndLeftOut() throws Exception {
    add(NOW, SyncReport.Status.COMPLETE);
    Files.writeString(
        var.resolve("reports/days-2026-11.tsv"),
        "2026-11-22\tx\t1\nnonsense\n",
        StandardOpenOption.APPEND);

    TrafficReport found = statistics().since(TODAY);

    assertThat(found.days()).hasSize(2);
    assertThat(found.damaged())
        .extracting(Failure::url)
        .containsExactly(
            var.resolve("reports/days-2026-11.tsv") + ":3",
            var.resolve("reports/days-2026-11.tsv") + ":4");
    add(NOW, SyncReport.Status.COMPLETE);
    assertThat(statistics().since(TODAY).days())
        .filteredOn(day -> !day.repository().equals("x"))
        .extracting(DayTraffic::runs)
        .containsOnly(2L);
  }
}
