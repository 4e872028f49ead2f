package dev.pop.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import dev.pop.core.io.ByteSize;
import dev.pop.mirror.report.HumanFormat;
import dev.pop.mirror.report.ReadResult;
import dev.pop.mirror.report.RunReports;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.TransferStats;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.store.GenerationId;
import dev.pop.mirror.store.MirrorLayout;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code pop report}. */
@Parameters(commandDescription = "show what recent runs did")
final class ReportCommand implements Command {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** So many failures of a run are named. */
  private static final int NAMED = 3;

  @Parameter(
      names = "--last",
      placeholder = "N",
      description = "number of runs to show, newest first (default: 10)",
      converter = CountConverter.class)
  int last = 10;

  @Override
  public int run(Session session) throws UsageException, MirrorListException, IOException {
    MirrorLayout layout = MirrorLayout.of(session.list().settings());
    ReadResult<SyncReport> found = RunReports.in(layout.reports()).last(last);
    session.warnOfDamage("report_damaged", found.damaged());
    session.result(RunReports.answer(found), session.log().redact(words(found.entries())));
    return ExitCode.DONE;
  }

  private static String words(List<SyncReport> reports) {
    if (reports.isEmpty()) {
      return "there is no report of a run yet";
    }
    Table table =
        new Table(2, "started (UTC)", "ended", "took", "files", "bytes", "speed", "errors");
    StringBuilder reasons = new StringBuilder();
    for (SyncReport report : reports) {
      TransferStats traffic = report.traffic();
      table.row(
          TIME.format(report.started()),
          report.kind() == SyncReport.Kind.FULL
              ? word(report.status())
              : word(report.status()) + ", " + word(report.kind()),
          HumanFormat.time(
              Duration.between(report.started(), report.finished()).toMillis() / 1000.0),
          Long.toString(traffic.downloadedFiles()),
          ByteSize.iec(traffic.downloadedBytes()),
          HumanFormat.speed(traffic.bytesPerSecond()),
          HumanFormat.percent(traffic.errorRate()));
      reasons(report)
          .forEach(
              reason ->
                  reasons
                      .append('\n')
                      .append(TIME.format(report.started()))
                      .append("  ")
                      .append(reason));
    }
    SignatureWords signatures = new SignatureWords();
    SyncReport last = reports.get(0);
    last.repositories().forEach(suite -> signatures.add(suite.id(), suite.signature()));
    return table
        + (reasons.isEmpty() ? "" : "\n" + reasons)
        + "\n"
        + signatures
        + generations(last);
  }

  /** What was published after a run. */
  private static String generations(SyncReport report) {
    StringBuilder words = new StringBuilder();
    for (SuiteReport suite : report.repositories()) {
      suite
          .generation()
          .ifPresent(
              id ->
                  words
                      .append("\ngeneration ")
                      .append(new GenerationId(id).shortForm())
                      .append("  ")
                      .append(suite.id()));
    }
    return words.toString();
  }

  /** Why a run did not get everything; few lines, however much it did not get. */
  private static List<String> reasons(SyncReport report) {
    List<String> reasons = new ArrayList<>();
    report
        .error()
        .filter(error -> report.status() != SyncReport.Status.INTERRUPTED) // as the table says
        .ifPresent(reasons::add);
    report.failures().stream().limit(NAMED).map(RemedyWords::sentence).forEach(reasons::add);
    if (report.failures().size() > NAMED) {
      reasons.add("and " + (report.failures().size() - NAMED) + " more, see --json");
    }
    return reasons;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
