package dev.pop.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import dev.pop.core.PopException;
import dev.pop.core.PopPaths;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Strictness;
import dev.pop.mirror.service.Job;
import dev.pop.mirror.sync.MirrorSync;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code apt-mirror [FILE]}: the engine behind the Perl program's command line. */
@Parameters(
    commandDescription =
        "sync from FILE (default: /etc/apt/mirror.list) as the Perl apt-mirror does",
    hidden = true)
final class AptMirrorCommand implements Command {
  private static final String DEFAULT_FILE = "/etc/apt/mirror.list";

  @Parameter(description = "[FILE]")
  List<String> files = new ArrayList<>();

  @Override
  public int run(Session session) throws PopException, InterruptedException {
    if (files.size() > 1) {
      throw new UsageException("apt-mirror takes one FILE, not " + String.join(" ", files));
    }
    Path file = Path.of(files.isEmpty() ? DEFAULT_FILE : files.get(0));
    MirrorList list = session.ownedList(file, Strictness.DROP_IN);
    boolean json = session.options().json;
    SyncReport report =
        session
            .jobs()
            .start(
                Job.Kind.SYNC,
                list.settings(),
                progress ->
                    MirrorSync.of(list)
                        .progress(progress)
                        .events(json ? session.listeners(progress) : lines(session, list))
                        .clock(session.clock())
                        .knownMirrors(new PopPaths(session.options().popDir).knownMirrors()))
            .result();
    if (json) {
      return SyncCommand.finish(session, report, list.settings().atEnd().autoclean());
    }
    return SyncCommand.exitCode(report);
  }

  /** What the Perl program prints, and beside it only what is wrong. */
  private static MirrorEvents lines(Session session, MirrorList list) {
    session.log().showFrom(LogLevel.WARN);
    return MirrorEvents.all(
        session.eventLog(), new AptMirrorLines(session.out(), session.clock(), list));
  }
}
