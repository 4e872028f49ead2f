package dev.pop.mirror.sync;

import dev.pop.core.io.TokenFreeProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs another program to its end, in the C locale and without input. When the caller is
 * interrupted, the program and whatever it has started end first.
 */
final class ChildProcess {
  /** How long a program that was told to end may take over it. */
  private static final long GRACE_MILLIS = 800;

  /** How long output is waited for that something left behind by the program still holds open. */
  private static final Duration OUTPUT_WAIT = Duration.ofSeconds(5);

  private ChildProcess() {}

  /**
   * Runs a program.
   *
   * @param lines receives what it prints, errors included, on another thread
   * @return its exit code
   * @throws IOException if it cannot be started
   * @throws InterruptedException if the thread was interrupted; the program has ended
   */
  static int run(List<String> command, Consumer<String> lines)
      throws IOException, InterruptedException {
    ProcessBuilder builder = TokenFreeProcess.of(command);
    builder.environment().put("LC_ALL", "C");
    return run(builder.redirectErrorStream(true), lines, lines);
  }

  /**
   * As {@link #run(List, Consumer)}, in the environment and the directory that are set.
   *
   * @param errors receives what it prints on standard error
   */
  static int run(ProcessBuilder builder, Consumer<String> lines, Consumer<String> errors)
      throws IOException, InterruptedException {
    Process process = builder.redirectInput(Path.of("/dev/null").toFile()).start();
    Thread output = reader(builder, process.getInputStream(), lines);
    Thread error = reader(builder, process.getErrorStream(), errors);
    try {
      int exitCode = process.waitFor();
      output.join(OUTPUT_WAIT.toMillis());
      error.join(OUTPUT_WAIT.toMillis());
      return exitCode;
    } finally {
      stop(process);
    }
  }

  private static Thread reader(ProcessBuilder builder, InputStream from, Consumer<String> lines) {
    Thread reader = new Thread(() -> read(from, lines), "output of " + builder.command().get(0));
    reader.setDaemon(true);
    reader.start();
    return reader;
  }

  private static void read(InputStream from, Consumer<String> lines) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
      in.lines().forEach(lines);
    } catch (UncheckedIOException | IOException e) {
      return; // the program was ended, and its output with it
    }
  }

  private static void stop(Process process) {
    if (!process.isAlive()) {
      return;
    }
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroy);
    try {
      if (process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)
          && all.stream().noneMatch(ProcessHandle::isAlive)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
