package dev.pop.mirror.sync;

import static java.util.Objects.requireNonNull;

import dev.pop.core.FailureKind;
import dev.pop.core.Operation;
import dev.pop.core.PopException;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.io.IoErrors;
import dev.pop.core.io.ProcessLock;
import dev.pop.core.io.TokenFreeProcess;
import dev.pop.core.io.WorldReadableFiles;
import dev.pop.mirror.plan.ReleaseSet;
import dev.pop.mirror.report.CleanScriptReport;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorLockedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs the clean script that the last run of either engine left, with the mirror's lock held. A
 * script that removes a {@code Release} file of a suite in the list is refused: the Perl program
 * writes such scripts when a URL carries credentials.
 *
 * <p>{@link #call} returns what the script said, and its exit code. It throws a {@link
 * PopException} if a run works on this mirror ({@link MirrorLockedException}), if there is no
 * script, or if it would remove what is published; then it was not started. When a cancel ends it,
 * the script has ended too.
 */
final class CleanScriptRun extends Operation<CleanScriptReport> {
  private final MirrorList list;
  private final MirrorLayout layout;
  private MirrorEvents events = MirrorEvents.NONE;

  private CleanScriptRun(MirrorList list) {
    this.list = requireNonNull(list, "list");
    this.layout = MirrorLayout.of(list.settings());
  }

  /** A run of the script that the list's {@code cleanscript} names. */
  public static CleanScriptRun of(MirrorList list) {
    return new CleanScriptRun(list);
  }

  /** Sends the script's lines to {@code events}. */
  public CleanScriptRun events(MirrorEvents events) {
    this.events = MirrorEvents.all(requireNonNull(events, "events"));
    return this;
  }

  @Override
  protected CleanScriptReport work() throws PopException, IOException, InterruptedException {
    Path script = list.settings().cleanScript();
    if (!Files.isRegularFile(script, LinkOption.NOFOLLOW_LINKS)) {
      throw new PopException(
          FailureKind.MISSING,
          "there is no clean script " + script + "; a sync of the mirror writes it");
    }
    WorldReadableFiles.createDirectories(layout.varPath());
    ProcessLock lock =
        ProcessLock.tryAcquire(layout.lock())
            .orElseThrow(() -> new MirrorLockedException(layout.lock()));
    try (lock) {
      requireHarmless(script);
      return new RunWatch(layout, "cleanup", Clock.systemUTC(), this::cancel)
          .during(Stage.CLEAN, events::warning, () -> run(script));
    }
  }

  @Override
  protected PopException failure(IOException e) {
    return new PopException(
        IoErrors.kind(e), "the clean script cannot be run: " + IoErrors.describe(e), e);
  }

  private void requireHarmless(Path script) throws IOException, PopException {
    Set<String> published = new LinkedHashSet<>();
    for (Repository repository : list.repositories()) {
      for (Suite suite : repository.suites()) {
        for (String name : ReleaseSet.NAMES) {
          published.add(repository.diskPath() + "/" + suite.resolve(name));
        }
      }
    }
    Optional<String> lost = new RemovedPaths(layout.mirrorPath()).firstOf(published, script);
    if (lost.isPresent()) {
      throw new PopException(
          FailureKind.DAMAGED,
          script + " would remove " + lost.get() + ", which clients need; it was not run");
    }
  }

  private CleanScriptReport run(Path script) throws IOException, InterruptedException {
    AptMirrorOutput output = new AptMirrorOutput();
    ProcessBuilder builder =
        TokenFreeProcess.of(List.of("/bin/sh", script.toAbsolutePath().toString()));
    builder.environment().put("LC_ALL", "C");
    builder.environment().put(CleanScript.LOCK_IS_HELD, "1");
    Consumer<String> lines =
        line -> {
          String safe = ArchiveUrl.redact(line);
          output.line(safe);
          events.output(safe);
        };
    int exitCode = ChildProcess.run(builder.redirectErrorStream(true), lines, lines);
    AptMirrorOutput.Sizes sizes = output.sizes();
    return new CleanScriptReport(
        script,
        exitCode,
        sizes.removableBytes(),
        sizes.removableFiles(),
        sizes.removableDirectories(),
        output.lastLine());
  }
}
