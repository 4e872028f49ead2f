package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A contract whose directives would write lines of their own into the mirror list. */
class HostileContractTest {
  private static final String EVIL = "evil.example";

  @TempDir Path directory;
  private Path tokens;

  @BeforeEach
  void plant() throws Exception {
    tokens = Mark.plant(directory.resolve("tokens"), "esm-infra: SECRET\n");
  }

  static Stream<Arguments> hostile() {
    List<Arguments> all = new ArrayList<>();
    for (String command : List.of("setup", "create-mirror-list")) {
      for (String more :
          List.of(
              "\ndeb http://" + EVIL + "/ jammy main",
              "\r\nset postmirror_script /tmp/" + EVIL,
              " " + EVIL,
              "\u00a0" + EVIL,
              "\u2028" + EVIL,
              "\0" + EVIL,
              "[trusted=yes]" + EVIL,
              "#" + EVIL,
              "$" + EVIL,
              "`" + EVIL + "`",
              "'" + EVIL)) {
        all.add(Arguments.of(command, "aptURL", "https://esm.ubuntu.com/infra" + more));
        all.add(Arguments.of(command, "suites", List.of("jammy-infra-security" + more)));
      }
      all.add(Arguments.of(command, "aptURL", "[trusted=yes] https://" + EVIL + "/"));
      all.add(Arguments.of(command, "aptURL", "https://esm.ubuntu.com@" + EVIL + "/"));
      all.add(Arguments.of(command, "suites", List.of("../../" + EVIL)));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void isRefusedInOneLineAndNothingIsWritten(String command, String directive, Object value)
      throws Exception {
    Map<String, Object> entitlement =
        Map.of("type", "esm-infra", "entitled", true, "directives", Map.of(directive, value));
    Map<String, Object> info = Map.of("resourceEntitlements", List.of(entitlement));
    Path contract =
        Mark.plant(
            directory.resolve("contract.json"), new Gson().toJson(Map.of("contractInfo", info)));
    Path pop = directory.resolve("pop");
    Path list = directory.resolve("made.list");
    List<String> words = new ArrayList<>(List.of(command, "--pop-dir", pop.toString()));
    words.addAll(List.of("--release", "jammy", "--entitlements", "infra"));
    words.addAll(List.of("--contract", contract.toString(), "--tokens", tokens.toString()));
    words.addAll(
        command.equals("setup")
            ? List.of("--no-probe", "--no-estimate")
            : List.of("--output", list.toString()));

    Outcome outcome = Outcome.of(words.toArray(String[]::new)).exits(ExitCode.USAGE);

    assertThat(outcome.err().lines().filter(line -> line.contains("directive")))
        .singleElement()
        .asString()
        .startsWith("pop: --contract " + contract + ": ")
        .contains("the directive " + directive + " of esm-infra is refused: ");
    assertThat(outcome.out() + outcome.err()).doesNotContain(EVIL, Mark.SECRET);
    assertThat(pop).doesNotExist();
    assertThat(Files.exists(list)).isFalse();
  }
}
