package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.pop.mirror.fixture.MirrorFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HealthCommandTest {
  private static final String HELLO = "pool/main/h/hello/hello_1.0_amd64.deb";

  @TempDir Path directory;
  private MirrorFixture world;
  private Path list;

  @BeforeEach
  void mirrorOnce() throws IOException {
    world = MirrorFixture.withJammy(directory);
    world.archive().validUntil(Outcome.NOW.plus(Duration.ofDays(9))).write();
    list = directory.resolve("mirror.list");
    writeList();
    contractEnds(300);
    pop("sync").exits(ExitCode.DONE);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void writeList(String... more) throws IOException {
    List<String> lines = new ArrayList<>(List.of("deb [arch=amd64,src] URL jammy main"));
    lines.addAll(Arrays.asList(more));
    Files.writeString(list, world.listText(lines.toArray(String[]::new)));
  }

  private void contractEnds(int days) throws IOException {
    Path contract = directory.resolve("pop.json");
    Files.writeString(
        contract,
        "{\"C1contractToken\": {\"contractInfo\": {\"effectiveTo\": \""
            + Outcome.NOW.plus(Duration.ofDays(days))
            + "\", \"resourceEntitlements\": []}}}");
    Files.setPosixFilePermissions(contract, PosixFilePermissions.fromString("rw-------"));
  }

  private Outcome pop(String command, String... options) {
    List<String> all = new ArrayList<>(List.of("--pop-dir", directory.toString()));
    all.addAll(List.of(options));
    return Outcome.ofList(list, command, all.toArray(String[]::new));
  }

  @Test
  void health_sound_exit0AndTheDocumentedKeys() throws Exception {
    JsonObject json = pop("health", "--json").exits(ExitCode.DONE).json();

    assertThat(json.keySet())
        .containsExactly(
            "status", "checked", "repositories", "expiries", "disk", "integrity", "retired");
    JsonObject suite = json.getAsJsonArray("repositories").get(0).getAsJsonObject();
    assertThat(suite.keySet())
        .containsExactly(
            "archive",
            "repository",
            "suite",
            "status",
            "last_update",
            "last_attempt",
            "last_success",
            "age_seconds",
            "release_date",
            "valid_until",
            "valid_seconds",
            "files",
            "bytes",
            "generation",
            "signature",
            "problems",
            "remedies");
    assertThat(suite.get("status").getAsString()).isEqualTo("healthy");
    assertThat(suite.get("last_success").getAsString()).isEqualTo(Outcome.NOW.toString());
    assertThat(json.getAsJsonArray("expiries").get(0).getAsJsonObject().get("thing").getAsString())
        .isEqualTo("contract");
  }

  @Test
  void health_faultyFile_exit1NamesFileAndRemedy() throws Exception {
    Files.delete(world.root().resolve(HELLO));

    Outcome outcome = pop("health").exits(ExitCode.FAILED);

    assertThat(outcome.out())
        .startsWith("the mirror is unhealthy\n")
        .contains("jammy: unhealthy", HELLO + " is missing", "pop verify --deep")
        .contains("contract " + directory + "/pop.json: healthy, ends in 300 days");
    assertThat(pop("health", "--json").exits(ExitCode.FAILED).json().get("status").getAsString())
        .isEqualTo("unhealthy");
  }

  @Test
  void health_contractEndsSoon_saidAndExit0() throws Exception {
    contractEnds(20);

    assertThat(pop("health").exits(ExitCode.DONE).out())
        .startsWith("the mirror is degraded\n")
        .contains("in 20 days; renew it");
  }

  @Test
  void health_contractThatIsNotThere_wrongUsage() {
    assertThat(pop("health", "--contract", directory + "/none").exits(ExitCode.USAGE).err())
        .contains("there is no such file");
  }

  @Test
  void health_contractThatOthersCanRead_refused() throws Exception {
    Path contract = directory.resolve("pop.json");
    Files.setPosixFilePermissions(contract, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(pop("health").exits(ExitCode.USAGE).err()).contains("chmod 600 " + contract);
  }

  @Test
  void sync_listSaysLogFileAndFormat_everyLineOfTheRun() throws Exception {
    Path log = directory.resolve("pop.log");
    writeList("set log_file " + log, "set log_format json");

    Outcome outcome = pop("sync", "--json").exits(ExitCode.DONE);

    String run = outcome.json().get("run").getAsString();
    assertThat(Files.readAllLines(log))
        .isNotEmpty()
        .allMatch(line -> line.contains("\"run\":\"" + run + "\""));
    assertThat(outcome.err().lines().toList()).isEqualTo(Files.readAllLines(log));
  }

  @Test
  void sync_nothingChanged_everyLineOfTheLogIsOfTheRun() throws Exception {
    Path log = directory.resolve("pop.log");
    writeList("set log_file " + log);

    String run = pop("sync", "--json").exits(ExitCode.DONE).json().get("run").getAsString();

    assertThat(Files.readAllLines(log)).isNotEmpty().allMatch(line -> line.contains(run));
  }

  @Test
  void sync_listNamesALogFileThatCannotBe_wrongUsage() throws Exception {
    writeList("set log_file " + directory + "/none/pop.log");

    assertThat(pop("sync").exits(ExitCode.USAGE).err())
        .isEqualTo(
            "pop: 'set log_file' cannot be written: "
                + directory
                + "/none/pop.log: there is not a directory "
                + directory
                + "/none\n");
  }

  @Test
  void wrongUsage_isInTheLogFileToo() throws Exception {
    Path log = directory.resolve("pop.log");

    pop("sync", "--only", "none", "--log-file", log.toString()).exits(ExitCode.USAGE);

    assertThat(Files.readString(log)).contains("pop: --only none matches no suite of ");
  }
}
