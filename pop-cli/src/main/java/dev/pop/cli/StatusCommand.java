package dev.pop.cli;

import com.beust.jcommander.Parameters;
import dev.pop.core.Plural;
import dev.pop.core.io.ByteSize;
import dev.pop.mirror.report.HumanFormat;
import dev.pop.mirror.report.RunStatus;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.service.RunningJob;
import java.io.IOException;
import java.util.Optional;

/** {@code pop status}. */
@Parameters(commandDescription = "show the run at work, whoever started it")
final class StatusCommand implements Command {
  @Override
  public int run(Session session) throws UsageException, MirrorListException, IOException {
    Optional<RunStatus> status = RunningJob.of(session.list().settings()).map(RunningJob::status);
    session.result(
        RunStatus.answer(status), status.map(StatusCommand::words).orElse("no run is at work"));
    return ExitCode.DONE;
  }

  private static String words(RunStatus status) {
    StringBuilder words = new StringBuilder();
    words
        .append("run ")
        .append(status.run())
        .append(" (")
        .append(status.kind().replace('_', '-'))
        .append(", process ")
        .append(status.pid())
        .append("), since ")
        .append(status.started())
        .append('\n')
        .append(status.stage())
        .append(": ");
    if (status.totalFiles().isPresent()) {
      words.append(status.files()).append(" of ");
    }
    words
        .append(Plural.count(status.totalFiles().orElse(status.files()), "file"))
        .append(", ")
        .append(ByteSize.iec(status.bytes()));
    if (status.totalBytes().isPresent()) {
      words.append(" of ").append(ByteSize.iec(status.totalBytes().getAsLong()));
    }
    words.append(", ").append(HumanFormat.speed(status.bytesPerSecond()));
    if (status.secondsLeft().isPresent()) {
      words
          .append(", ")
          .append(HumanFormat.time((double) status.secondsLeft().getAsLong()))
          .append(" left");
    }
    if (status.failures() > 0) {
      words.append(", ").append(status.failures()).append(" failed");
    }
    if (status.retries() > 0) {
      words.append(", ").append(Plural.count(status.retries(), "retry", "retries"));
    }
    if (status.paused()) {
      words.append("\npaused; 'pop limit off' continues it");
    } else if (status.limit().orElse(0) > 0) {
      words.append("\nlimited to ").append(HumanFormat.speed(status.limit().getAsLong()));
    }
    return words.toString();
  }
}
