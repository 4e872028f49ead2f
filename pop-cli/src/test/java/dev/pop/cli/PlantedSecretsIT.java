package dev.pop.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The packaged program, and what it starts, as the list of processes shows them while they work
 * with a secret; and what they leave on disk.
 */
@Timeout(120)
class PlantedSecretsIT {
  private static final Path POP = Path.of("target/pop/bin/pop").toAbsolutePath();
  private static final String TOKEN = "POP_CONTRACT_TOKEN";

  @TempDir Path directory;
  private MirrorFixture world;

  /** How a token gets in. */
  enum Way {
    STANDARD_INPUT,
    FILE,
    ENVIRONMENT,
    CREDENTIAL_OF_SYSTEMD
  }

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
    Files.createDirectories(directory.resolve("tmp"));
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** The program, whose output goes to a file that is looked into as all others are. */
  private Process pop(Map<String, String> environment, Object... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(POP.toString()));
    for (Object word : words) {
      command.add(word.toString());
    }
    command.addAll(List.of("--log-level", "debug", "--log-file", directory + "/pop.log"));
    command.add("--stacktrace");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile());
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("POP_JAVA_OPTS", "-Djava.io.tmpdir=" + directory.resolve("tmp"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private void endsWell(Process process) throws Exception {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue())
        .as("%s", Files.readString(directory.resolve("output")))
        .isZero();
  }

  /** A directory with the keyring of the one service, as the client's package brings it. */
  private Path keyrings() throws IOException {
    Path keyrings = Files.createDirectories(directory.resolve("keyrings"));
    Files.writeString(
        keyrings.resolve("ubuntu-pro-esm-infra.gpg"), MirrorFixture.KEY.armoredPublicKey());
    return keyrings;
  }

  /** A contract token in both of its places, though the command has no use for it. */
  private Map<String, String> tokens() throws IOException {
    Path credentials = directory.resolve("credentials");
    Mark.plant(credentials.resolve(TOKEN), "SECRET\n");
    return Map.of(TOKEN, Mark.SECRET, "CREDENTIALS_DIRECTORY", credentials.toString());
  }

  /** No secret but the one that the caller itself gave to the program. */
  private static void assertSilent(ProcessTree tree) {
    assertThat(tree.command()).flatMap(words -> words).isNotEmpty().noneMatch(Mark::isIn);
    assertThat(tree.environment().get(0))
        .filteredOn(Mark::isIn)
        .allMatch(variable -> variable.startsWith(TOKEN + "="));
    assertThat(tree.inherited())
        .noneMatch(Mark::isIn)
        .noneMatch(variable -> variable.matches("(?s)(POP_CONTRACT_TOKEN|CREDENTIALS_DIR.*)=.*"));
  }

  @Test
  void sync_itsPostMirrorScript() throws Exception {
    world.upstream().requireBasic(Mark.USER, Mark.SECRET);
    Path gate = directory.resolve("gate");
    Path script =
        Files.writeString(
            directory.resolve("script"),
            "touch " + gate + "; while [ -e " + gate + " ]; do sleep 0.05; done; env\n");
    Path list =
        Mark.plant(
            directory.resolve("mirror.list"),
            world.listText(
                "set postmirror_script " + script,
                "deb [arch=amd64] " + world.url(Mark.USER, "SECRET") + " jammy main",
                "clean URL"));
    Process process = pop(tokens(), "sync", "--mirror-list", list);
    try {
      while (process.isAlive() && !Files.exists(gate)) {
        Thread.onSpinWait();
      }
      ProcessTree tree = ProcessTree.of(process.toHandle());

      assertSilent(tree);
      assertThat(tree.environment().get(0)).contains(TOKEN + "=" + Mark.SECRET);
      assertThat(tree.command()).contains(List.of("/bin/sh", script.toString()));
      assertThat(tree.inherited()).anyMatch(variable -> variable.startsWith("APT_MIRROR_"));
    } finally {
      Files.deleteIfExists(gate);
      endsWell(process);
    }
    assertThat(Files.readString(directory.resolve("output"))).contains("APT_MIRROR_BASE_PATH");
    assertThat(Mark.holders(directory)).containsExactly("credentials/" + TOKEN, "mirror.list");
  }

  /** What wget is told and what it logs stands in files of that program, which are closed. */
  @Test
  void sync_thePerlProgramAndItsWget() throws Exception {
    world.upstream().fault(Fault.stalledAfter(10).on(".*/InRelease"));
    Path list =
        Mark.plant(
            directory.resolve("mirror.list"),
            world.listText("deb [arch=amd64] " + world.url(Mark.USER, "SECRET") + " jammy main"));
    Process process = pop(tokens(), "sync", "--engine", "apt-mirror", "--mirror-list", list);
    try {
      world.upstream().awaitRequest(".*/InRelease");
      ProcessTree tree = ProcessTree.of(process.toHandle());

      assertSilent(tree);
      assertThat(tree.command()).flatMap(words -> words).contains("wget", list.toString());
    } finally {
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(Mark.holders(directory))
        .contains("mirror.list")
        .allMatch(name -> name.matches("credentials/.*|mirror.list|spool/var/.*(urls|log).*"))
        .allSatisfy(
            name ->
                assertThat(Files.getPosixFilePermissions(directory.resolve(name)))
                    .as(name)
                    .isEqualTo(PosixFilePermissions.fromString("rw-------")));
  }

  @ParameterizedTest
  @EnumSource
  void setup_whicheverWayTheTokenGetsIn(Way way) throws Exception {
    CompletableFuture<ProcessTree> seen = new CompletableFuture<>();
    CompletableFuture<Process> started = new CompletableFuture<>();
    try (MockWebServer api = new MockWebServer()) {
      api.setDispatcher(new Api(started, seen));
      api.start();
      Path pop = directory.resolve("pop");
      List<Object> words = new ArrayList<>(List.of("setup", "--pop-dir", pop));
      words.addAll(List.of("--release", "jammy", "--entitlements", "infra"));
      words.addAll(List.of("--no-probe", "--no-estimate", "--keyrings", keyrings()));
      words.addAll(List.of("--base-path", directory.resolve("spool")));
      Map<String, String> environment = Map.of();
      switch (way) {
        case STANDARD_INPUT -> words.addAll(List.of("--tokens", "-"));
        case FILE ->
            words.addAll(
                List.of(
                    "--tokens", Mark.plant(directory.resolve("tokens"), "esm-infra: SECRET\n")));
        case ENVIRONMENT -> {
          words.addAll(List.of("--contract-url", api.url("/")));
          environment = Map.of(TOKEN, Mark.SECRET);
        }
        case CREDENTIAL_OF_SYSTEMD -> {
          words.addAll(List.of("--contract-url", api.url("/")));
          Path credentials = directory.resolve("credentials");
          Mark.plant(credentials.resolve(TOKEN), "SECRET\n");
          environment = Map.of("CREDENTIALS_DIRECTORY", credentials.toString());
        }
      }

      Process process = pop(environment, words.toArray());
      started.complete(process);
      try (OutputStream in = process.getOutputStream()) {
        if (way == Way.STANDARD_INPUT) {
          in.write(("esm-infra: " + Mark.SECRET + "\n").getBytes(UTF_8));
          in.flush();
          seen.complete(ProcessTree.of(process.toHandle()));
        }
      }
      endsWell(process);
    }

    if (way != Way.FILE) {
      assertSilent(seen.get());
    }
    assertThat(Mark.holders(directory))
        .contains(
            "pop/etc/apt/auth.conf.d/91ubuntu-pro", "pop/etc/mirror.list", "pop/pop_resources.json")
        .allMatch(name -> name.matches("pop/.*|tokens|credentials/" + TOKEN))
        .filteredOn(name -> name.startsWith("pop/"))
        .hasSize(way == Way.ENVIRONMENT || way == Way.CREDENTIAL_OF_SYSTEMD ? 4 : 3);
  }

  /** The contract API, which looks at the program while that waits for its answer. */
  private static final class Api extends Dispatcher {
    private final CompletableFuture<Process> started;
    private final CompletableFuture<ProcessTree> seen;

    Api(CompletableFuture<Process> started, CompletableFuture<ProcessTree> seen) {
      this.started = started;
      this.seen = seen;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      try {
        seen.complete(ProcessTree.of(started.join().toHandle()));
      } catch (IOException e) {
        seen.completeExceptionally(e);
      }
      String body =
          request.getTarget().contains("/resources/")
              ? "{\"resourceToken\": \"" + Mark.SECRET + "OfInfra\"}"
              : """
                {"machineToken": "mT", "machineTokenInfo": {"contractInfo": {"id": "cA",
                  "resourceEntitlements": [{"type": "esm-infra", "entitled": true,
                    "directives": {"aptURL": "https://127.0.0.1:1/infra",
                                   "suites": ["jammy-infra-security"]}}]}}}
                """;
      return new MockResponse.Builder()
          .setHeader("Content-Type", "application/json")
          .body(body)
          .build();
    }
  }
}
