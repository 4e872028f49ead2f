package dev.pop.mirror.repository;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.repository.ListCorpus.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The part of the packaged Perl program that reads a list, on every list of the corpus. */
@Timeout(60)
class ListCorpusIT {
  private static final Path PROGRAM = Path.of("/usr/bin/apt-mirror");
  private static final String AFTER_READING = "## Create the 3 needed directories";

  private static final String PRINT =
      """

      print "dump\\n";
      foreach (@config_binaries) { print "deb " . join( " ", @{$_} ) . "\\n"; }
      foreach (@config_sources) { print "deb-src " . join( " ", @{$_} ) . "\\n"; }
      foreach ( keys %clean_directory ) { print "clean $_\\n"; }
      foreach ( keys %skipclean ) { print "skip-clean $_\\n"; }
      foreach (@ARGV) { print "set $_ " . get_variable($_) . "\\n"; }
      """;

  @TempDir Path directory;

  static List<Sample> samples() throws IOException {
    return ListCorpus.samples();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void perlParser_readsAsTheProgramDoes(Sample sample) throws Exception {
    String program = Files.readString(PROGRAM, ISO_8859_1);
    Path reader = directory.resolve("reader");
    Files.writeString(
        reader, program.substring(0, program.indexOf(AFTER_READING)) + PRINT, ISO_8859_1);
    PerlParser parser = PerlParser.read(sample.file());
    List<String> command =
        new ArrayList<>(
            List.of("perl", reader.toString(), sample.file().toAbsolutePath().toString()));
    List<String> keys =
        parser.variables.keySet().stream().filter(key -> !isEndless(parser, key)).toList();
    command.addAll(keys);

    Process perl = new ProcessBuilder(command).redirectErrorStream(true).start();
    perl.getOutputStream().close();
    String output = new String(perl.getInputStream().readAllBytes(), ISO_8859_1);
    int exit = perl.waitFor();

    if (parser.diesAt > 0) {
      assertThat(exit).as(output).isNotZero();
      assertThat(output).contains("invalid line in config file (" + parser.diesAt + ":");
    } else {
      assertThat(exit).as(output).isZero();
      SortedSet<String> printed =
          output
              .substring(output.indexOf("dump\n") + 5)
              .lines()
              .filter(line -> !line.startsWith("Use of uninitialized"))
              .collect(Collectors.toCollection(TreeSet::new));
      SortedSet<String> expected =
          parser.everything().stream()
              .filter(
                  line ->
                      !line.startsWith("set ")
                          || keys.stream().anyMatch(key -> line.startsWith("set " + key + " ")))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(printed).isEqualTo(expected);
    }
  }

  /** The program dies when it is asked for a value that refers to itself. */
  private static boolean isEndless(PerlParser parser, String key) {
    return parser.variable(key).contains("$");
  }
}
