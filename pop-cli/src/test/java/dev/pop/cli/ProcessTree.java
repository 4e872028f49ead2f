package dev.pop.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process and everything that it has started, as other programs see it.
 *
 * @param command arguments of each process, its own first
 * @param environment variables of each process, likewise
 */
record ProcessTree(List<List<String>> command, List<List<String>> environment) {
  static ProcessTree of(ProcessHandle process) throws IOException {
    ProcessTree tree = new ProcessTree(new ArrayList<>(), new ArrayList<>());
    for (ProcessHandle each : Stream.concat(Stream.of(process), process.descendants()).toList()) {
      Path directory = Path.of("/proc", Long.toString(each.pid()));
      try {
        List<String> command = words(directory.resolve("cmdline"));
        tree.environment.add(words(directory.resolve("environ")));
        tree.command.add(command);
      } catch (IOException e) {
        // A script's short-lived child may have ended meanwhile, and counts as alive for a moment.
        if (each.isAlive() && !String.valueOf(e.getMessage()).contains("No such process")) {
          throw e;
        }
      }
    }
    return tree;
  }

  private static List<String> words(Path file) throws IOException {
    return Splitter.on('\0').omitEmptyStrings().splitToList(Files.readString(file, UTF_8));
  }

  /** Everything that other processes than the first have in their environment. */
  List<String> inherited() {
    return environment.stream().skip(1).flatMap(List::stream).toList();
  }
}
