package dev.pop.mirror.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a real tool in a directory, in the C locale. */
record Tool(Path directory, Map<String, String> environment) {
  /** Exit code and what was printed, errors included. */
  record Result(int exitCode, String output) {}

  static Tool in(Path directory) {
    return new Tool(directory, Map.of());
  }

  Result run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "tool", ".out");
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), Files.readString(output));
  }

  /** Runs the tool, expects it to succeed and returns what it printed. */
  String succeeds(String... command) throws IOException, InterruptedException {
    Result result = run(List.of(command));
    assertThat(result.exitCode()).as("%s: %s", List.of(command), result.output()).isZero();
    return result.output();
  }
}
