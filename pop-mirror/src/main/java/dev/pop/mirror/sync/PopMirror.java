package dev.pop.mirror.sync;

import static java.util.Objects.requireNonNull;

import dev.pop.core.Internal;
import dev.pop.core.PopException;
import dev.pop.core.PopPaths;
import dev.pop.core.io.FallibleSupplier;
import dev.pop.mirror.report.CleanScriptReport;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The mirror of one PoP, by the three calls of the Python program: each says yes or no, with the
 * full result beside it, and throws nothing. An interrupt of the thread ends a call with no; the
 * thread then is still interrupted, nothing half-made is published, and a program that was running
 * has ended. The list is read anew by each call.
 *
 * <p>Whoever wants more control uses {@link MirrorSync}, {@link MirrorVerifier} and {@link
 * MirrorCleanup} directly.
 */
public final class PopMirror {
  private final PopPaths paths;
  private MirrorEvents events = MirrorEvents.NONE;
  private MirrorEngine engine = MirrorEngine.NATIVE;
  private Optional<Path> program = Optional.empty();

  private PopMirror(PopPaths paths) {
    this.paths = requireNonNull(paths, "paths");
  }

  /** The mirror that {@code paths}' mirror list describes. */
  public static PopMirror of(PopPaths paths) {
    return new PopMirror(paths);
  }

  /** Sends what happens to {@code events}. */
  public PopMirror events(MirrorEvents events) {
    this.events = MirrorEvents.all(requireNonNull(events, "events"));
    return this;
  }

  /** What {@link #runAptMirror} runs; {@link MirrorEngine#NATIVE} without this call. */
  @Internal
  public PopMirror engine(MirrorEngine engine) {
    this.engine = requireNonNull(engine, "engine");
    return this;
  }

  /** Uses the Perl engine, and this program for it. */
  public PopMirror aptMirror(Path program) {
    this.engine = MirrorEngine.APT_MIRROR;
    this.program = Optional.of(requireNonNull(program, "program"));
    return this;
  }

  /**
   * Brings the mirror up to date.
   *
   * @return yes when everything that the list wants is there and verified
   */
  public Outcome<SyncReport> runAptMirror() {
    return attempt(
        () -> {
          SyncReport report =
              switch (engine) {
                case NATIVE ->
                    MirrorSync.of(list()).events(events).knownMirrors(paths.knownMirrors()).call();
                case APT_MIRROR -> perl().call();
              };
          return Outcome.of(report.status() == SyncReport.Status.COMPLETE, report);
        });
  }

  private AptMirrorEngine perl() throws MirrorListException {
    AptMirrorEngine perl = AptMirrorEngine.of(paths.mirrorList()).events(events);
    program.ifPresent(perl::program);
    return perl;
  }

  /**
   * Checks the mirror against its published indices, and gives the statistics: status, last update,
   * total size, number of files.
   *
   * @return yes when every file of every suite is there with the right size
   */
  public Outcome<VerifyReport> verifyMirror() {
    return attempt(
        () -> {
          VerifyReport report = MirrorVerifier.of(list()).events(events).call();
          return Outcome.of(report.status() == VerifyReport.Status.AVAILABLE, report);
        });
  }

  /**
   * Runs the clean script that the last sync left.
   *
   * @return yes when it went to its end; no also when there is none
   */
  public Outcome<CleanScriptReport> runMirrorCleanup() {
    return attempt(
        () -> {
          CleanScriptReport report = CleanScriptRun.of(list()).events(events).call();
          return Outcome.of(report.exitCode() == 0, report);
        });
  }

  private MirrorList list() throws MirrorListException {
    return MirrorList.read(paths.mirrorList()).withKeyrings(paths.trustedKeys());
  }

  private static <T> Outcome<T> attempt(FallibleSupplier<Outcome<T>, PopException> call) {
    try {
      return call.get();
    } catch (PopException e) {
      return Outcome.failed(e);
    }
  }
}
