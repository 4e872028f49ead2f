package dev.pop.cli;

import com.beust.jcommander.Parameters;
import dev.pop.core.Plural;
import dev.pop.core.io.ByteSize;
import dev.pop.mirror.report.RunStatus;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.service.RunningJob;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** {@code pop status}. */
@Parameters(commandDescription = "show the run at work, whoever started it")
final class StatusCommand implements Command {
  /** The JSON document, see docs/cli.md; what is not known is left out. */
  private record Answer(
      boolean running,
      @Nullable String run,
      @Nullable String kind,
      @Nullable Long pid,
      @Nullable Instant started,
      @Nullable String stage,
      @Nullable Long files,
      @Nullable Long totalFiles,
      @Nullable Long bytes,
      @Nullable Long totalBytes,
      @Nullable Long bytesPerSecond,
      @Nullable Long secondsLeft,
      @Nullable Long retries,
      @Nullable Long failures,
      @Nullable Long limitBytesPerSecond,
      @Nullable Boolean paused,
      @Nullable Instant updated) {

    static Answer none() {
      return new Answer(
          false, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null);
    }

    static Answer of(RunStatus status) {
      return new Answer(
          true,
          status.run(),
          status.kind(),
          status.pid(),
          status.started(),
          status.stage(),
          status.files(),
          value(status.totalFiles()),
          status.bytes(),
          value(status.totalBytes()),
          status.bytesPerSecond(),
          value(status.secondsLeft()),
          status.retries(),
          status.failures(),
          value(status.limit()),
          status.paused(),
          status.updated());
    }

    private static @Nullable Long value(OptionalLong number) {
      return number.isPresent() ? number.getAsLong() : null;
    }
  }

  @Override
  public int run(Session session) throws UsageException, MirrorListException, IOException {
    Optional<RunStatus> status = RunningJob.of(session.list().settings()).map(RunningJob::status);
    session.result(
        status.map(Answer::of).orElseGet(Answer::none),
        status.map(StatusCommand::words).orElse("no run is at work"));
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
