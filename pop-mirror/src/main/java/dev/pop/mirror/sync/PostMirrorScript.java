package dev.pop.mirror.sync;

import dev.pop.core.FailureKind;
import dev.pop.core.io.IoErrors;
import dev.pop.core.io.Owners;
import dev.pop.core.io.TokenFreeProcess;
import dev.pop.mirror.plan.FetchContext;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteId;
import dev.pop.mirror.repository.MirrorSettings.PostMirror;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Runs the script that a list has for the end of a run, as the Perl program does: in the mirror's
 * directory and under its lock, by itself if it can be executed, else by {@code /bin/sh}.
 */
final class PostMirrorScript {
  private PostMirrorScript() {}

  /**
   * Runs the script. That it is missing is a failure only if the list names it; that it fails
   * always is one.
   *
   * @throws InterruptedException if the thread was interrupted; the script has ended
   */
  static void run(PostMirror postMirror, Path mirror, FetchContext context)
      throws InterruptedException {
    Path script = postMirror.script();
    if (!Files.exists(script) && !postMirror.named()) {
      return;
    }
    context.events().stageStarted(Stage.POSTMIRROR, MirrorEvents.UNKNOWN, MirrorEvents.UNKNOWN);
    try {
      Optional<String> changeable =
          Owners.isRoot() ? Owners.changeableByOthers(script) : Optional.empty();
      if (changeable.isPresent()) {
        failed(script, "the post-mirror script is not run: " + changeable.get(), context);
        context.events().stageFinished(Stage.POSTMIRROR);
        return;
      }
      int exitCode =
          ChildProcess.run(
              builder(postMirror, mirror),
              line -> context.events().output(line),
              line -> context.events().warning(script + ": " + line));
      if (exitCode != 0) {
        failed(script, "the post-mirror script ended with exit code " + exitCode, context);
      }
    } catch (IOException e) {
      failed(script, "the post-mirror script cannot be run: " + IoErrors.describe(e), context);
    }
    context.events().stageFinished(Stage.POSTMIRROR);
  }

  private static ProcessBuilder builder(PostMirror postMirror, Path mirror) {
    String script = postMirror.script().toString();
    List<String> command =
        Files.isExecutable(postMirror.script())
            ? List.of(script, "") // the empty argument is the Perl program's
            : List.of("/bin/sh", script);
    ProcessBuilder builder = TokenFreeProcess.of(command).directory(mirror.toFile());
    builder.environment().putAll(postMirror.environment());
    builder.environment().put(CleanScript.LOCK_IS_HELD, "1"); // it may run the clean script
    return builder;
  }

  private static void failed(Path script, String reason, FetchContext context) {
    context.failed(Stage.POSTMIRROR, SuiteId.NONE, script.toString(), FailureKind.OTHER, reason);
  }
}
