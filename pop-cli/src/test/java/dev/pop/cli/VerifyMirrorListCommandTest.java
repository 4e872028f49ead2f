package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class VerifyMirrorListCommandTest {
  private static final String TOKEN = "sEcReTmArK";

  @TempDir Path directory;
  private MirrorFixture world;
  private Path list;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
    world.upstream().requireBasicBelow("ubuntu/pool/", "bearer", TOKEN);
    list = Files.createDirectories(directory.resolve("etc")).resolve("mirror.list");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private void writeList(String... lines) throws IOException {
    write(
        list,
        world.listText("set mirror_path $base_path/mirror", "set auth_no_challenge 1")
            + String.join("\n", lines)
            + "\n");
  }

  private Outcome verify(String... options) {
    List<String> args =
        new ArrayList<>(List.of("verify-mirror-list", "--pop-dir", directory.toString()));
    args.addAll(Arrays.asList(options));
    return Outcome.of(args.toArray(String[]::new));
  }

  @Test
  void soundList_exit0() throws Exception {
    writeList("deb " + world.url("bearer", TOKEN) + " jammy main");

    assertThat(verify().exits(ExitCode.DONE).out())
        .isEqualTo(list + " is valid: 0 faults, 0 warnings\n");
    assertThat(world.upstream().requests()).isEmpty();
  }

  @Test
  void faults_exit1EachWithLineAndReason() throws Exception {
    writeList("nonsense", "deb https://esm.ubuntu.com/infra/ubuntu jammy main", "set unused x");

    Outcome outcome = verify().exits(ExitCode.FAILED);

    assertThat(outcome.out().lines())
        .containsExactly(
            "warning: "
                + list
                + ": line 14: 'set unused' is not a known setting and nothing refers to it",
            "fault: "
                + list
                + ": line 12: is not a line of a mirror list; it begins with 'nonsense'",
            "fault: "
                + list
                + ": line 13: esm-infra has no suite jammy; of that series it has"
                + " jammy-infra-security, jammy-infra-updates",
            "fault: "
                + list
                + ": line 13: has no token for esm-infra; in the URL it goes after the user bearer"
                + " and a colon",
            list + " is not valid: 3 faults, 1 warning");
  }

  @Test
  void missingList_exit1AndOneDocument() throws Exception {
    JsonObject json = verify("--json").exits(ExitCode.FAILED).json();

    assertThat(json.get("valid").getAsBoolean()).isFalse();
    JsonObject fault = json.getAsJsonArray("faults").get(0).getAsJsonObject();
    assertThat(fault.get("line").getAsInt()).isZero();
    assertThat(fault.get("reason").getAsString())
        .isEqualTo("there is no such file; name another with --mirror-list");
  }

  @Test
  void json_exactlyTheDocumentedKeys() throws Exception {
    writeList("set unused x", "deb " + world.url("bearer", "mArKother") + " jammy main");

    JsonObject json = verify("--json", "--online").exits(ExitCode.FAILED).json();

    assertThat(json.keySet()).containsExactly("valid", "faults", "warnings", "notes", "probes");
    for (String findings : new String[] {"faults", "warnings"}) {
      JsonArray array = json.getAsJsonArray(findings);
      assertThat(array).hasSize(1);
      assertThat(array.get(0).getAsJsonObject().keySet())
          .containsExactly("origin", "line", "reason");
    }
    JsonObject fault = json.getAsJsonArray("faults").get(0).getAsJsonObject();
    assertThat(fault.get("line").getAsInt()).isEqualTo(13);
    assertThat(fault.get("reason").getAsString())
        .startsWith(world.url() + "/pool/main/")
        .contains(": 401: ");
    assertThat(json.getAsJsonArray("probes")).hasSize(2);
    JsonObject probe = json.getAsJsonArray("probes").get(1).getAsJsonObject();
    assertThat(probe.keySet())
        .containsExactly(
            "archive", "repository", "suite", "origin", "line", "url", "result", "reason");
    assertThat(probe.get("result").getAsString()).isEqualTo("bad_token");
    assertThat(probe.get("repository").getAsString()).isEqualTo(world.url());
  }

  @Test
  void online_goodToken_exit0() throws Exception {
    writeList("deb " + world.url("bearer", TOKEN) + " jammy main");

    Outcome outcome = verify("--online").exits(ExitCode.DONE);

    assertThat(outcome.out())
        .contains(world.url() + "/dists/jammy/InRelease: the Release is there")
        .contains(": the token opens a file that the archive lists");
  }

  @Test
  void online_brokenList_soundLinesStillProbed() throws Exception {
    world.upstream().fault(Fault.status(500));
    writeList("nonsense", "deb " + world.url() + " jammy main");

    JsonObject json = verify("--online", "--json").exits(ExitCode.FAILED).json();

    assertThat(json.getAsJsonArray("faults")).hasSize(2);
    assertThat(json.getAsJsonArray("probes").get(0).getAsJsonObject().get("result").getAsString())
        .isEqualTo("outage");
  }

  @Test
  void tokensInThePopDirectory_areHeldAgainstTheList() throws Exception {
    write(directory.resolve("pop_resources.json"), "{\"esm-apps\": \"" + TOKEN + "\"}");
    writeList(
        "deb https://bearer:" + TOKEN + "@esm.ubuntu.com/infra/ubuntu jammy-infra-updates main");

    assertThat(verify().exits(ExitCode.FAILED).out())
        .contains("line 12: has the token of esm-apps where that of esm-infra belongs");
  }

  @Test
  void contract_itsHostAndEnd() throws Exception {
    Path contract = directory.resolve("contract.json");
    write(
        contract,
        """
        {"contractInfo": {"effectiveTo": "2026-01-01T00:00:00Z", "resourceEntitlements": [
          {"type": "esm-infra", "entitled": true,
           "directives": {"aptURL": "BASE", "suites": ["jammy-infra-updates"]}}]}}
        """
            .replace("BASE", world.url().replaceFirst("/ubuntu$", "")));
    writeList("deb " + world.url("bearer", TOKEN) + " jammy main");

    assertThat(verify("--contract", contract.toString()).exits(ExitCode.FAILED).out())
        .contains("warning: " + contract + ": the contract has ended")
        .contains(
            "line 12: esm-infra has no suite jammy; of that series it has jammy-infra-updates");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--tokens", "--contract"})
  void givenFileMissingOrMalformed_exit2Named(String option) throws Exception {
    writeList("deb " + world.url() + " jammy main");
    Path file = directory.resolve("given");

    assertThat(verify(option, file.toString()).exits(ExitCode.USAGE).err())
        .contains(option + " " + file + ": there is no such file");
    for (String text : new String[] {"", "{\"sEcReTmArK\": ", "sEcReTmArK"}) {
      write(file, text);
      assertThat(verify(option, file.toString()).exits(ExitCode.USAGE).err())
          .contains(option, file.toString())
          .doesNotContain("mArK");
    }
    assertThat(verify(option, directory.toString()).exits(ExitCode.USAGE).err())
        .contains("is a directory");
  }

  @Test
  void tokensOpenToOthers_areAFault() throws Exception {
    Path tokens = Files.writeString(directory.resolve("t"), "{\"esm-apps\": \"" + TOKEN + "\"}");
    Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-r--r--"));
    writeList("deb " + world.url() + " jammy main");

    assertThat(verify("--tokens", tokens.toString()).exits(ExitCode.FAILED).out())
        .contains("fault: ", "run: chmod 600 " + tokens);
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "warn", "info", "debug"})
  void token_inNoOutput(String level) throws Exception {
    writeList(
        "deb " + world.url("bearer", "mArKother") + " jammy,nosuch main",
        "deb " + world.url("bearer", TOKEN) + " jammy main",
        "deb http://bearer:" + TOKEN + "@8.8.8.8:x/infra/ubuntu jammy main",
        "deb https://bearer:" + TOKEN + "%20@esm.ubuntu.com/infra jammy main",
        "debb https://bearer:" + TOKEN + "@esm.ubuntu.com/infra/ubuntu jammy main");
    // Nothing is asked of the real esm.ubuntu.com: its lines are looked at without --online.
    List<Outcome> outcomes = new ArrayList<>();
    for (String form : new String[] {"text", "json"}) {
      outcomes.add(verify("--stacktrace", "--log-level", level, "--log-format", form));
      outcomes.add(verify("--stacktrace", "--log-level", level, "--json"));
    }
    writeList("deb " + world.url("bearer", "mArKother") + " jammy,nosuch main");
    outcomes.add(verify("--online", "--stacktrace", "--log-level", level));
    outcomes.add(verify("--online", "--stacktrace", "--log-level", level, "--json"));

    for (Outcome outcome : outcomes) {
      outcome.exits(ExitCode.FAILED);
      assertThat(outcome.out()).isNotEmpty().doesNotContain("mArK");
      assertThat(outcome.err()).doesNotContain("mArK");
    }
  }
}
