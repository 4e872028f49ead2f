package dev.pop.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line itself. */
@Timeout(60)
class PopCliTest {

  @Test
  void version_printed() {
    Outcome outcome = Outcome.of("--version").exits(ExitCode.DONE);

    assertThat(outcome.out()).matches("pop [0-9]+\\.[0-9]+\\.[0-9]+\\S*\\R");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void help_namesEveryCommand() {
    Outcome outcome = Outcome.of("--help").exits(ExitCode.DONE);

    assertThat(outcome.out()).contains("sync", "verify", "demo", "--pop-dir", "--json");
    assertThat(outcome.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"sync, --dry-run", "verify, --deep", "demo, --keep"})
  void helpOfACommand_itsOptions(String command, String option) {
    Outcome outcome = Outcome.of(command, "--help").exits(ExitCode.DONE);

    assertThat(outcome.out()).contains(option, "--mirror-list");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void noCommand_helpOnStandardError() {
    Outcome outcome = Outcome.of().exits(ExitCode.USAGE);

    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("sync", "verify");
  }

  @ParameterizedTest
  @CsvSource({
    "--nonsense, --nonsense",
    "nonsense, nonsense",
    "sync --nonsense, --nonsense",
    "sync nonsense, nonsense",
    "sync --log-level loud, '--log-level takes one of error, warn, info, debug, not ''loud'''",
    "sync --log-format xml, '--log-format takes one of text, json, not ''xml'''",
    "sync --mirror-list, --mirror-list",
    "sync --dry-run --metadata-only, --dry-run and --metadata-only exclude each other",
    "apt-mirror one two, 'apt-mirror takes one FILE, not one two'",
  })
  void wrongUsage_named(String line, String message) {
    Outcome outcome = Outcome.of(line.split(" ")).exits(ExitCode.USAGE);

    assertThat(outcome.err()).startsWith("pop: ").contains(message).doesNotContain("\tat ");
    assertThat(outcome.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--json sync --nonsense",
        "--json nonsense",
        "sync --json --dry-run --metadata-only",
        "sync --json --mirror-list /nonexistent/mirror.list",
        "verify --json --mirror-list /nonexistent/mirror.list"
      })
  void wrongUsage_json_oneDocument(String line) throws Exception {
    Outcome outcome = Outcome.of(line.split(" ")).exits(ExitCode.USAGE);

    assertThat(outcome.json().get("status").getAsString()).isEqualTo("failed");
    assertThat(outcome.json().get("error").getAsString()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sync", "verify", "apt-mirror"})
  void missingMirrorList_named(String command) {
    String[] args =
        command.equals("apt-mirror")
            ? new String[] {command, "/nonexistent/mirror.list"}
            : new String[] {command, "--mirror-list", "/nonexistent/mirror.list"};

    Outcome outcome = Outcome.of(args).exits(ExitCode.USAGE);

    assertThat(outcome.err())
        .contains("/nonexistent/mirror.list")
        .contains("there is no such file");
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @Test
  void popDir_namesTheMirrorList() {
    Outcome outcome = Outcome.of("sync", "--pop-dir", "/nonexistent").exits(ExitCode.USAGE);

    assertThat(outcome.err()).contains("/nonexistent/etc/mirror.list");
  }

  @Test
  void resultThatCannotBeWritten_isAFailure() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };

    int code =
        new PopCli(
                new PrintStream(full, false, UTF_8),
                new PrintStream(err, true, UTF_8),
                Clock.systemUTC(),
                new CliEnvironment(InputStream.nullInputStream(), Map.of(), Optional.empty()))
            .run("--version");

    assertThat(code).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString(UTF_8)).contains("cannot be written to standard output");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "estimate --token=MARKERsecret",
        "estimate MARKERsecretInAWrongPlace",
        "MARKERsecretInAWrongPlace",
      })
  void secretInAWrongPlace_isNotRepeated(String line) {
    Outcome outcome = Outcome.of(line.split(" ")).exits(ExitCode.USAGE);

    assertThat(outcome.out() + outcome.err()).doesNotContain("MARKER");
  }

  @Test
  void controlCharacterInADirectory_refused() {
    Outcome outcome = Outcome.of("sync", "--pop-dir", "/tmp/a\nb").exits(ExitCode.USAGE);

    assertThat(outcome.err()).contains("--pop-dir");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sync --help", "sync -h", "help sync"})
  void help_inAllItsForms_isOfTheCommand(String line) {
    Outcome outcome = Outcome.of(line.split(" ")).exits(ExitCode.DONE);

    assertThat(outcome.out()).contains("--dry-run");
    assertThat(outcome.out()).isEqualTo(Outcome.of("sync", "--help").out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "help"})
  void help_inAllItsForms_listsTheCommands(String word) {
    assertThat(Outcome.of(word).exits(ExitCode.DONE).out()).contains("sync", "estimate");
  }

  @Test
  void version_inBothItsForms() {
    assertThat(Outcome.of("version").exits(ExitCode.DONE).out())
        .isEqualTo(Outcome.of("--version").exits(ExitCode.DONE).out())
        .startsWith("pop ");
  }

  @Test
  void optionWithItsValueInOneWord_isRead() {
    assertThat(Outcome.of("health", "--mirror-list=/nonexistent/list").exits(ExitCode.USAGE).err())
        .contains("/nonexistent/list");
  }

  @Test
  void mistypedCommand_namesTheNearest() {
    assertThat(Outcome.of("snyc").exits(ExitCode.USAGE).err()).contains("did you mean sync?");
  }

  static List<String> commands() {
    return PopCli.COMMANDS;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_fits80Columns_ownOptionsFirst(String command) {
    String help = Outcome.of("help", command).exits(ExitCode.DONE).out();

    String program = command.equals("apt-mirror") ? command : "pop " + command;
    assertThat(help).startsWith("Usage: " + program + " [OPTION]...");
    assertThat(help.lines()).allMatch(line -> line.length() <= 80);
    assertThat(help).doesNotContain("Default: ", "Possible Values", "[TEXT");
    int common = help.indexOf("\nOptions of every command:\n");
    assertThat(help.indexOf("  --pop-dir DIR ")).isGreaterThan(common).isPositive();
    assertThat(help.indexOf("  --help ")).isGreaterThan(common);
  }

  @Test
  void help_namesValuesAsTheyAreTyped() {
    assertThat(Outcome.of("help", "sync").out())
        .contains("  --only PATTERN         sync only suites")
        .contains("  --engine ENGINE        native, or apt-mirror");
    assertThat(Outcome.of("help", "trust").out()).startsWith("Usage: pop trust [OPTION]... URL");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "sync --onyl|unknown option or word '--onyl'; did you mean --only?; see 'pop help sync'",
        "snyc|there is no command 'snyc'; did you mean sync?; see 'pop help'",
        "sync --only|--only needs a value; see 'pop help sync'",
        "sync --mirror-list=|--mirror-list is empty",
        "sync --only=|--only is empty",
      })
  void wrongUsage_saysWhatToType(String line, String message) {
    assertThat(Outcome.of(line.split(" ")).exits(ExitCode.USAGE).err())
        .isEqualTo("pop: " + message + "\n");
  }

  @Test
  void aptMirror_saysItsVersion() {
    assertThat(Outcome.of("apt-mirror", "--version").exits(ExitCode.DONE).out())
        .isEqualTo(Outcome.of("--version").out());
  }
}
