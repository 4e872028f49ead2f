package dev.pop.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import dev.pop.core.io.ByteSize;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.RunReports;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.Traffic;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.store.MirrorLayout;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** {@code pop report}. */
@Parameters(commandDescription = "what the last runs did")
final class ReportCommand implements Command {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Parameter(names = "--last", description = "so many runs, the newest first")
  int last = 10;

  @Override
  public int run(Session session) throws UsageException, MirrorListException, IOException {
    if (last < 1) {
      throw new UsageException("--last must be at least 1");
    }
    MirrorList list = MirrorList.read(session.options().mirrorListFile());
    RunReports.Found found = RunReports.in(MirrorLayout.of(list.settings()).reports()).last(last);
    for (Failure damaged : found.damaged()) {
      session.log().write(LogLevel.WARN, "report_damaged", damaged + "; it is left out");
    }
    session.result(found, words(found));
    return ExitCode.DONE;
  }

  private static String words(RunReports.Found found) {
    if (found.reports().isEmpty()) {
      return "there is no report of a run yet";
    }
    Table table =
        new Table(2, "started (UTC)", "ended", "took", "files", "bytes", "speed", "errors");
    StringBuilder errors = new StringBuilder();
    for (SyncReport report : found.reports()) {
      Traffic traffic = report.traffic();
      table.row(
          TIME.format(report.started()),
          report.kind() == SyncReport.Kind.FULL
              ? word(report.status())
              : word(report.status()) + ", " + word(report.kind()),
          Words.time(Duration.between(report.started(), report.finished()).toMillis() / 1000.0),
          Long.toString(traffic.downloadedFiles()),
          ByteSize.iec(traffic.downloadedBytes()),
          Words.speed(traffic.bytesPerSecond()),
          Words.percent(traffic.errorRate()));
      if (report.status() == SyncReport.Status.FAILED && report.error().isPresent()) {
        errors.append('\n').append(TIME.format(report.started())).append(": ");
        errors.append(report.error().get());
      }
    }
    return table + errors.toString();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
