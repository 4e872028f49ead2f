package dev.pop.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import dev.pop.core.io.ByteSize;
import dev.pop.mirror.plan.SuiteIds;
import dev.pop.mirror.report.DayTraffic;
import dev.pop.mirror.report.HumanFormat;
import dev.pop.mirror.report.RunStatistics;
import dev.pop.mirror.report.TrafficReport;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.store.MirrorLayout;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

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

  @Override
  public int run(Session session) throws UsageException, MirrorListException, IOException {
    MirrorLayout layout = MirrorLayout.of(session.list().settings());
    LocalDate since =
        LocalDate.ofInstant(session.clock().instant(), ZoneOffset.UTC).minusDays(days - 1L);
    TrafficReport traffic =
        RunStatistics.in(layout.reports(), SuiteIds.of(session.list())).since(since);
    session.warnOfDamage("statistics_damaged", traffic.damaged());
    session.result(traffic, words(traffic.days(), traffic.repositories()));
    return ExitCode.DONE;
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
