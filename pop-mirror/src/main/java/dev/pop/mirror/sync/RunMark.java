package dev.pop.mirror.sync;

import dev.pop.core.io.AtomicFile;
import dev.pop.mirror.store.MirrorLayout;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A file that is there from the beginning of a run to its end: run, process, and when that process
 * started. One whose process is gone was left by a run that was killed.
 */
final class RunMark {
  private final Path file;

  private RunMark(Path file) {
    this.file = file;
  }

  static RunMark in(MirrorLayout layout) {
    return new RunMark(layout.runMark());
  }

  /** Marks the run that holds the lock. */
  void begin(String run) throws IOException {
    ProcessHandle process = ProcessHandle.current();
    AtomicFile.write(
        file, AtomicFile.Mode.PRIVATE, run + "\n" + process.pid() + "\n" + started(process) + "\n");
  }

  /** The run has come to its end. */
  void end() throws IOException {
    Files.deleteIfExists(file);
  }

  /** The run that was killed, in a few words; empty if the last one ended or is at work. */
  Optional<String> killed() throws IOException {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() < 3) {
        return Optional.of("the last run");
      }
      boolean atWork =
          ProcessHandle.of(Long.parseLong(lines.get(1)))
              .filter(process -> started(process).equals(lines.get(2)))
              .isPresent();
      return atWork ? Optional.empty() : Optional.of("run " + lines.get(0));
    } catch (NoSuchFileException | AccessDeniedException e) {
      return Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.of("the last run");
    }
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }
}
