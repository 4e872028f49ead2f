package dev.pop.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import dev.pop.core.apt.Redacted;
import dev.pop.core.io.ByteSize;
import dev.pop.mirror.report.HumanFormat;
import dev.pop.mirror.report.JsonForm;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.service.RunningJob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code pop limit}. */
@Parameters(commandDescription = "change the total rate of the run at work: RATE, off, or pause")
final class LimitCommand implements Command {
  private static final String OFF = "off";
  private static final String PAUSE = "pause";

  @Parameter(description = "RATE|off|pause")
  List<String> words = new ArrayList<>();

  @Override
  public int run(Session session) throws UsageException, MirrorListException, IOException {
    if (words.size() != 1) {
      throw new UsageException(
          "limit needs one of: a rate in bytes a second such as 500k or 2m, off, pause");
    }
    String word = words.get(0);
    OptionalLong rate = word.equals(OFF) ? OptionalLong.of(0) : ByteSize.parse(word);
    if (rate.isEmpty() && !word.equals(PAUSE)) {
      throw new UsageException(
          Redacted.quoted(word) + " must be a rate such as 500k or 2m, off, or pause");
    }
    RunningJob job = job(session);
    String run = job.status().run();
    if (rate.isPresent()) {
      job.limit(rate.getAsLong());
      String limit =
          rate.getAsLong() == 0 ? "no limit" : "a limit of " + HumanFormat.speed(rate.getAsLong());
      session.result(answer(run, rate.getAsLong(), false), "run " + run + ": " + limit);
    } else {
      job.pause();
      session.result(
          answer(run, job.status().limit().orElse(0), true),
          "run " + run + ": paused; 'pop limit off' continues it");
    }
    return ExitCode.DONE;
  }

  private static JsonForm answer(String run, long limit, boolean paused) {
    return json -> json.put("run", run).put("limit_bytes_per_second", limit).put("paused", paused);
  }

  private static RunningJob job(Session session)
      throws UsageException, MirrorListException, IOException {
    Optional<RunningJob> job = RunningJob.of(session.list().settings());
    if (job.isEmpty()) {
      throw new IOException("no run is at work on this mirror");
    }
    if (!job.get().canBeLimited()) {
      throw new IOException(
          "run " + job.get().status().run() + " is not a sync by pop; its rate cannot be changed");
    }
    return job.get();
  }
}
