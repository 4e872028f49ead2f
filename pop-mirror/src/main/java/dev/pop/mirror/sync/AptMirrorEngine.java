package dev.pop.mirror.sync;

import static java.util.Objects.requireNonNull;

import dev.pop.core.Diagnostic;
import dev.pop.core.FailureKind;
import dev.pop.core.Internal;
import dev.pop.core.PopException;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.io.IoErrors;
import dev.pop.core.io.PrivateDirectory;
import dev.pop.core.io.ProcessLock;
import dev.pop.core.io.WorldReadableFiles;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.MirrorOperation;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.store.DiskFailure;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorLockedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Brings a mirror up to date with the installed Perl {@code apt-mirror} instead of {@link
 * MirrorSync}. That program exits with 0 when it mirrored nothing at all, and compares sizes only;
 * so the mirror is checked afterwards, and the report says what is really there.
 *
 * <p>{@link #call} returns what is there now; complete only if upstream answered for every suite
 * and every file that the published indices name is there. It throws a {@link PopException} if
 * another run, of either engine, works on this mirror ({@link MirrorLockedException}), or if the
 * program is missing, is our own command, cannot be run or ends with another exit code than 0. When
 * a cancel ends it, the program has ended too.
 */
@Internal
public final class AptMirrorEngine extends MirrorOperation<SyncReport, AptMirrorEngine> {
  private final Path listFile;
  private final MirrorList list;
  private final MirrorLayout layout;
  private final AptMirrorOutput output = new AptMirrorOutput();
  private Optional<Path> program = Optional.empty();

  private AptMirrorEngine(Path listFile, MirrorList list) {
    this.listFile = listFile;
    this.list = requireNonNull(list, "list");
    this.layout = MirrorLayout.of(list.settings());
  }

  /**
   * A run for the whole of a list, which the program reads from its file.
   *
   * @throws MirrorListException if the list cannot be used, or sets {@code https_only}, which
   *     nothing makes the program keep when it is redirected
   */
  public static AptMirrorEngine of(Path listFile) throws MirrorListException {
    MirrorList list = MirrorList.read(listFile);
    if (!list.settings().transport().plainHttp().allowed()) {
      String reason =
          "sets https_only, which the engine apt-mirror cannot keep: that program follows redirects"
              + " to plain HTTP";
      throw new MirrorListException(List.of(Diagnostic.of(list.origin(), reason)));
    }
    return new AptMirrorEngine(listFile.toAbsolutePath(), list);
  }

  /** The program to run; without this call, {@code apt-mirror} as found on the {@code PATH}. */
  public AptMirrorEngine program(Path file) {
    this.program = Optional.of(file.toAbsolutePath());
    return this;
  }

  @Override
  protected SyncReport work() throws PopException, IOException, InterruptedException {
    Path file = program();
    // The program takes this very lock itself, so it can only be looked at.
    WorldReadableFiles.createDirectories(layout.varPath());
    ProcessLock.tryAcquire(layout.lock())
        .orElseThrow(() -> new MirrorLockedException(layout.lock()))
        .close();
    PrivateDirectory.open(layout.own()); // where others see the run
    RunWatch watch =
        new RunWatch(layout, "apt_mirror", clock(), this::cancel).countingIn(progress());
    MirrorEvents guarded = MirrorEvents.all(watch.listener(), events());
    RunRecord record =
        RunRecord.begin(
            layout, new MetricsFile(list, guarded::warning), guarded, watch, clock().instant());
    return record.during(
        () -> run(file, record, guarded),
        (status, kind, error) -> {
          SyncReport rest = AptMirrorOutcome.brokenOff(record, clock().instant(), status, error);
          keep(rest);
          return rest;
        });
  }

  @Override
  protected PopException failure(IOException e) {
    return DiskFailure.writing(e);
  }

  private SyncReport run(Path file, RunRecord record, MirrorEvents guarded)
      throws IOException, PopException, InterruptedException {
    list.warnings().forEach(warning -> guarded.warning(warning.toString()));
    warnOfTraps(guarded);
    WgetLogs logs = new WgetLogs(layout.varPath());
    VarSecrets secrets = new VarSecrets(list, layout);
    secrets.closeDirectory();
    try {
      start(file, logs, guarded);
    } finally {
      secrets.closeFiles();
    }
    Set<String> answered = logs.answered();
    VerifyReport verification = MirrorVerifier.of(list).events(guarded).partOfRun().work();
    SyncReport report =
        new AptMirrorOutcome(list, layout, verification, answered)
            .report(record, clock().instant(), output.sizes());
    report.repositories().forEach(guarded::suiteDone);
    return report;
  }

  private Path program() throws PopException {
    return program.isPresent()
        ? AptMirrorProgram.check(program.get())
        : AptMirrorProgram.find(System.getenv("PATH"));
  }

  /** Says what the packaged version makes of a list that is right in itself. */
  private void warnOfTraps(MirrorEvents guarded) {
    for (Repository repository : list.repositories()) {
      ArchiveUrl archive = repository.archive().address();
      if (archive.credentials().isPresent() && isCleaned(repository)) {
        guarded.warning(
            archive.location()
                + " is cleaned and its URL carries credentials: apt-mirror's clean script, or"
                + " _autoclean, removes its Release files and indices; remove the clean line, and"
                + " let PoP clean the mirror");
      }
      if (archive.port().isPresent()) {
        guarded.warning(
            archive.location()
                + " names a port: apt-mirror up to 0.5.4 finds no indices there and fetches no"
                + " package");
      }
    }
  }

  private boolean isCleaned(Repository repository) {
    String root = repository.diskPath() + "/";
    return list.cleanPaths().stream()
        .anyMatch(path -> root.startsWith(path + "/") || (path + "/").startsWith(root));
  }

  private void start(Path file, WgetLogs logs, MirrorEvents guarded)
      throws IOException, PopException, InterruptedException {
    logs.clear();
    int exitCode = start(file, guarded);
    if (exitCode != 0 && output.lastLine().contains("apt-mirror is already running")) {
      throw new MirrorLockedException(layout.lock());
    }
    if (exitCode != 0) {
      String last = output.lastLine();
      throw new PopException(
          FailureKind.OTHER,
          file
              + " failed with exit code "
              + exitCode
              + (last.isEmpty() ? " and printed nothing" : "; its last line: " + last));
    }
  }

  private int start(Path file, MirrorEvents guarded) throws PopException, InterruptedException {
    try {
      return ChildProcess.run(
          List.of(file.toString(), listFile.toString()), line -> line(line, guarded));
    } catch (IOException e) {
      throw new PopException(
          FailureKind.PROGRAM_MISSING, file + " cannot be run: " + IoErrors.describe(e), e);
    }
  }

  private void line(String line, MirrorEvents guarded) {
    String safe = ArchiveUrl.redact(line);
    output.line(safe);
    if (!safe.isBlank()) {
      guarded.output(safe);
    }
  }
}
