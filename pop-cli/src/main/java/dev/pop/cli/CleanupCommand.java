package dev.pop.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import dev.pop.core.Plural;
import dev.pop.core.PopException;
import dev.pop.core.io.ByteSize;
import dev.pop.mirror.report.CleanupReport;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.service.Job;
import dev.pop.mirror.sync.MirrorCleanup;

/** {@code pop cleanup}. */
@Parameters(commandDescription = "remove files that no kept generation needs")
final class CleanupCommand implements Command {
  @Parameter(names = "--dry-run", description = "print what would be removed and remove nothing")
  boolean dryRun;

  @Parameter(
      names = "--allow-wipe",
      description = "remove even more than wipe_size_ratio and wipe_count_ratio allow")
  boolean allowWipe;

  @Parameter(
      names = "--retired",
      description = "remove the archives that the list no longer names, and nothing else")
  boolean retired;

  @Override
  public int run(Session session) throws PopException, InterruptedException {
    MirrorList list = session.ownedList();
    CleanupReport report =
        session
            .jobs()
            .start(
                Job.Kind.CLEANUP,
                list.settings(),
                progress ->
                    MirrorCleanup.of(list)
                        .dryRun(dryRun)
                        .allowWipe(allowWipe)
                        .retired(retired)
                        .progress(progress)
                        .events(session.listeners(progress))
                        .clock(session.clock()))
            .result();
    for (String file : report.files()) {
      session.log().write(dryRun ? LogLevel.INFO : LogLevel.DEBUG, "surplus_file", file);
    }
    for (Failure failure : report.failures()) {
      session.log().write(LogLevel.ERROR, "file_failed", failure.toString());
    }
    session.result(report, words(report));
    return report.failures().isEmpty() && report.skipped().isEmpty()
        ? ExitCode.DONE
        : ExitCode.PARTIAL;
  }

  private static String words(CleanupReport report) {
    StringBuilder words = new StringBuilder();
    words
        .append(report.dryRun() ? "would free " : "freed ")
        .append(ByteSize.iec(report.freedBytes()))
        .append(" in ")
        .append(Plural.count(report.freedFiles(), "file"))
        .append(" and ")
        .append(Plural.count(report.freedDirectories(), "directory", "directories"));
    if (!report.skipped().isEmpty()) { // which are named on standard error
      words.append("; left alone: ").append(Plural.count(report.skipped().size(), "archive"));
    }
    if (!report.failures().isEmpty()) {
      words.append("; not removed: ").append(Plural.count(report.failures().size(), "file"));
    }
    return words.toString();
  }
}
