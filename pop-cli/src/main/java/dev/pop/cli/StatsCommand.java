package dev.pop.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import dev.pop.core.io.ByteSize;
import dev.pop.mirror.plan.SuiteIds;
import dev.pop.mirror.report.DayTraffic;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.ReadResult;
import dev.pop.mirror.report.RunStatistics;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.store.MirrorLayout;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code pop stats}. */
@Parameters(commandDescription = "show speed, errors and bytes by day and by repository")
final class StatsCommand implements Command {
  /** The chart is as wide as fits beside the numbers on a terminal of 80 columns. */
  private static final int CHART = 28;

  @Parameter(
      names = "--days",
      placeholder = "N",
      description = "number of days to show, including today (default: 30)",
      converter = CountConverter.class)
  int days = 30;

  /** The JSON document, see docs/cli.md. */
  private record Answer(
      String since, List<Day> days, List<Day> repositories, List<Failure> damaged) {}

  /** One day, or one archive over all days, which has no day then. */
  private record Day(
      @Nullable String day,
      String archive,
      String repository,
      long runs,
      long failedRuns,
      long downloadedFiles,
      long downloadedBytes,
      long bytesPerSecond,
      double errorRate,
      long resumedBytes,
      long adoptedBytes,
      long removedBytes) {
    static Day of(@Nullable String name, DayTraffic day) {
      return new Day(
          name,
          day.archive(),
          day.repository(),
          day.runs(),
          day.failedRuns(),
          day.downloadedFiles(),
          day.downloadedBytes(),
          day.bytesPerSecond(),
          Math.round(day.errorRate() * 10_000) / 10_000.0,
          day.resumedBytes(),
          day.adoptedBytes(),
          day.removedBytes());
    }
  }

  @Override
  public int run(Session session) throws UsageException, MirrorListException, IOException {
    MirrorLayout layout = MirrorLayout.of(session.list().settings());
    LocalDate since =
        LocalDate.ofInstant(session.clock().instant(), ZoneOffset.UTC).minusDays(days - 1L);
    ReadResult<DayTraffic> found =
        RunStatistics.in(layout.reports(), SuiteIds.of(session.list())).since(since);
    session.warnOfDamage("statistics_damaged", found);
    List<DayTraffic> sums = sums(found.entries());
    session.result(
        new Answer(
            since.toString(),
            found.entries().stream().map(day -> Day.of(day.day().toString(), day)).toList(),
            sums.stream().map(sum -> Day.of(null, sum)).toList(),
            found.damaged()),
        words(found.entries(), sums));
    return ExitCode.DONE;
  }

  /** Each archive over all days; all together come first, under the empty name. */
  private static List<DayTraffic> sums(List<DayTraffic> days) {
    Map<String, DayTraffic> sums = new LinkedHashMap<>();
    days.forEach(day -> sums.merge(day.archive(), day, (sum, more) -> more.plus(sum)));
    return new ArrayList<>(sums.values());
  }

  private static String words(List<DayTraffic> days, List<DayTraffic> sums) {
    if (days.isEmpty()) {
      return "there was no run in these days";
    }
    Table repositories = new Table(1, "repository", "runs", "files", "bytes", "speed", "errors");
    for (DayTraffic sum : sums) {
      repositories.row(
          sum.repository().isEmpty() ? "all" : sum.repository(),
          Long.toString(sum.runs()),
          Long.toString(sum.downloadedFiles()),
          ByteSize.iec(sum.downloadedBytes()),
          HumanFormat.speed(sum.bytesPerSecond()),
          HumanFormat.percent(sum.errorRate()));
    }
    List<DayTraffic> whole = days.stream().filter(day -> day.repository().isEmpty()).toList();
    long most = whole.stream().mapToLong(DayTraffic::downloadedBytes).max().orElse(0);
    Table chart = new Table(1, "day", "runs", "bytes", "speed", "errors");
    for (DayTraffic day : whole) {
      chart.row(
          day.day().toString(),
          Long.toString(day.runs()),
          ByteSize.iec(day.downloadedBytes()),
          HumanFormat.speed(day.bytesPerSecond()),
          HumanFormat.percent(day.errorRate()),
          bar(day.downloadedBytes(), most));
    }
    return repositories + "\n\n" + chart;
  }

  /** What is more than nothing has at least one mark. */
  private static String bar(long bytes, long most) {
    return bytes == 0 ? "" : "#".repeat((int) Math.max(1, bytes * (double) CHART / most));
  }
}
