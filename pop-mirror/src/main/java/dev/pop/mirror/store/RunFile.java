package dev.pop.mirror.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.Internal;
import dev.pop.core.io.AtomicFile;
import dev.pop.mirror.report.RunStatus;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * {@code var_path/pop/run.json}, which is there from the beginning of a run to its end. One whose
 * process is gone was left by a run that was killed.
 */
@Internal
public final class RunFile {
  private final Path file;

  private RunFile(Path file) {
    this.file = file;
  }

  /** The file of a mirror, which need not be there. */
  public static RunFile in(MirrorLayout layout) {
    return new RunFile(layout.runFile());
  }

  /** Notes that a run begins, which outlasts a power failure. */
  public void begin(RunStatus status) throws IOException {
    AtomicFile.replace(
        file, AtomicFile.Mode.PRIVATE, out -> out.write(status.toText().getBytes(UTF_8)));
  }

  /** Notes how far it has come. */
  public void update(RunStatus status) throws IOException {
    AtomicFile.replaceQuickly(file, AtomicFile.Mode.PRIVATE, status.toText());
  }

  /** The run has come to its end. */
  public void end() throws IOException {
    Files.deleteIfExists(file);
  }

  /**
   * The run at work; empty when there is none.
   *
   * @throws AccessDeniedException if this user may not look
   * @throws IOException if the file cannot be read
   */
  public Optional<RunStatus> atWork() throws IOException {
    return read().filter(RunFile::isAlive);
  }

  /** The run that was killed, in a few words; empty if the last one ended or is at work. */
  public Optional<String> killed() throws IOException {
    try {
      if (Files.notExists(file)) {
        return Optional.empty();
      }
      Optional<RunStatus> status = read();
      return status.isEmpty()
          ? Optional.of("the last run")
          : status.filter(run -> !isAlive(run)).map(run -> "run " + run.run());
    } catch (AccessDeniedException e) {
      return Optional.empty();
    }
  }

  private Optional<RunStatus> read() throws IOException {
    try {
      return RunStatus.parse(Files.readString(file));
    } catch (NoSuchFileException | MalformedInputException e) {
      return Optional.empty();
    }
  }

  private static boolean isAlive(RunStatus run) {
    return ProcessHandle.of(run.pid())
        .filter(process -> started(process).equals(run.processStarted()))
        .isPresent();
  }

  /** When a process started, as the system tells it. */
  public static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }
}
