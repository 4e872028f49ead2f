package dev.pop.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import dev.pop.core.Operation;
import dev.pop.core.OperationCancelledException;
import dev.pop.core.PopException;
import dev.pop.core.PopPaths;
import dev.pop.mirror.report.RunProgress;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.service.Job;
import dev.pop.mirror.sync.AptMirrorEngine;
import dev.pop.mirror.sync.MirrorEngine;
import dev.pop.mirror.sync.MirrorSync;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** {@code pop sync}. */
@Parameters(commandDescription = "bring the mirror up to date")
final class SyncCommand implements Command {
  @Parameter(
      names = "--dry-run",
      description = "fetch indices, print what a sync would fetch, and leave the mirror as it is")
  boolean dryRun;

  @Parameter(
      names = "--metadata-only",
      description = "fetch indices and no pool files; publish suites that need no new pool file")
  boolean metadataOnly;

  @Parameter(
      names = "--only",
      placeholder = "PATTERN",
      description = "sync only suites whose name matches this shell pattern, such as 'jammy-*'")
  @Nullable String only;

  @Parameter(
      names = "--allow-older",
      description = "accept a Release file that is older than the published one")
  boolean allowOlder;

  @Parameter(
      names = "--rebuild",
      description = "fetch the whole mirror again if it has disappeared")
  boolean rebuild;

  @Parameter(
      names = "--engine",
      placeholder = "ENGINE",
      description = "native, or apt-mirror for the installed Perl program (default: native)",
      converter = EngineConverter.class)
  MirrorEngine engine = MirrorEngine.NATIVE;

  @Parameter(
      names = "--apt-mirror",
      placeholder = "FILE",
      description = "path of the Perl program (default: apt-mirror from PATH)")
  @Nullable Path aptMirror;

  /** Reads an engine by its name. */
  static final class EngineConverter extends WordConverter<MirrorEngine> {
    EngineConverter(String option) {
      super(option, MirrorEngine.class);
    }
  }

  @Override
  public int run(Session session) throws PopException, InterruptedException {
    if (dryRun && metadataOnly) {
      throw new UsageException("--dry-run and --metadata-only exclude each other");
    }
    if (engine == MirrorEngine.APT_MIRROR) {
      return runPerl(session);
    }
    if (aptMirror != null) {
      throw new UsageException("--apt-mirror needs --engine apt-mirror");
    }
    return run(session, session.ownedList());
  }

  private int runPerl(Session session) throws PopException, InterruptedException {
    if (dryRun || metadataOnly || allowOlder || rebuild || only != null) {
      throw new UsageException(
          "--dry-run, --metadata-only, --allow-older, --rebuild and --only need the native engine;"
              + " apt-mirror"
              + " always takes the whole list, and whatever upstream has");
    }
    MirrorList list = session.ownedList();
    AptMirrorEngine perl =
        AptMirrorEngine.of(session.options().mirrorListFile()).clock(session.clock());
    if (aptMirror != null) {
      perl.program(aptMirror);
    }
    return run(
        session,
        list,
        Job.Kind.APT_MIRROR,
        false,
        progress -> perl.progress(progress).events(session.listeners(progress)));
  }

  /** Syncs the list and prints the report. */
  int run(Session session, MirrorList list) throws PopException, InterruptedException {
    Predicate<Suite> chosen = chosen();
    if (list.suites().stream().noneMatch(chosen)) {
      throw new UsageException("--only " + only + " matches no suite of " + list.origin());
    }
    return run(
        session,
        list,
        Job.Kind.SYNC,
        list.settings().atEnd().autoclean(),
        progress ->
            MirrorSync.of(list)
                .progress(progress)
                .events(session.listeners(progress))
                .clock(session.clock())
                .kind(kind())
                .only(chosen)
                .allowOlder(allowOlder)
                .rebuild(rebuild)
                .knownMirrors(new PopPaths(session.options().popDir).knownMirrors()));
  }

  /** Does the run and prints its report, also of one that is interrupted. */
  private static int run(
      Session session,
      MirrorList list,
      Job.Kind kind,
      boolean autoclean,
      Function<RunProgress, Operation<SyncReport>> run)
      throws PopException, InterruptedException {
    try {
      SyncReport report = session.jobs().start(kind, list.settings(), run).result();
      return finish(session, report, autoclean);
    } catch (OperationCancelledException e) {
      if (!session.options().json) { // whose document then names the failure
        e.report(SyncReport.class)
            .ifPresent(report -> session.out().println(SyncSummary.of(report, autoclean)));
      }
      throw e;
    }
  }

  /**
   * Prints the report.
   *
   * @param autoclean whether what nothing needs any more is removed by now
   */
  static int finish(Session session, SyncReport report, boolean autoclean) {
    session.result(report, SyncSummary.of(report, autoclean));
    return exitCode(report);
  }

  static int exitCode(SyncReport report) {
    return switch (report.status()) {
      case COMPLETE -> ExitCode.DONE;
      case PARTIAL -> ExitCode.PARTIAL;
      case FAILED, INTERRUPTED -> ExitCode.FAILED;
    };
  }

  private SyncReport.Kind kind() {
    if (dryRun) {
      return SyncReport.Kind.DRY_RUN;
    }
    return metadataOnly ? SyncReport.Kind.METADATA_ONLY : SyncReport.Kind.FULL;
  }

  private Predicate<Suite> chosen() throws UsageException {
    String pattern = only;
    if (pattern == null) {
      return suite -> true;
    }
    try {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      return suite -> matcher.matches(Path.of(suite.name()));
    } catch (PatternSyntaxException e) {
      throw new UsageException("--only is not a shell pattern: " + e.getDescription());
    }
  }
}
