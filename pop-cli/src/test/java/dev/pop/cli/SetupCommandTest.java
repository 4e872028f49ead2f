package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.pop.core.Secret;
import dev.pop.mirror.fixture.MirrorFixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SetupCommandTest {
  private static final String MARKER = "MARKERtokenOfInfra";
  private static final String INFO =
      """
      {"effectiveTo": "2031-01-01T00:00:00Z", "id": "cA", "resourceEntitlements": [
        {"type": "esm-infra", "entitled": true, "directives": {"aptURL": "https://127.0.0.1:1/infra",
         "suites": ["jammy-infra-security", "jammy-infra-updates"]}}]}
      """;
  private static final String CONTRACT = "{\"MARKERcontract\": {\"contractInfo\": " + INFO + "}}";

  @TempDir Path directory;
  private Path pop;
  private Path contract;
  private Path tokens;

  @BeforeEach
  void files() throws IOException {
    pop = directory.resolve("pop");
    contract = secret("contract.json", CONTRACT);
    tokens = secret("tokens.json", "{\"esm-infra\": \"" + MARKER + "\"}");
    Path keys = Files.createDirectories(directory.resolve("keys"));
    Files.writeString(
        keys.resolve("ubuntu-pro-esm-infra.gpg"), MirrorFixture.KEY.armoredPublicKey());
  }

  private Path secret(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private String[] command(String... more) {
    return with(
        more,
        "setup",
        "--pop-dir",
        pop.toString(),
        "--keyrings",
        directory.resolve("keys").toString());
  }

  /** Asks no server about what was written. */
  private String[] offline(String... more) {
    return command(with(more, "--no-probe", "--no-estimate"));
  }

  /** The words before {@code more}. */
  private static String[] with(String[] more, String... words) {
    return Stream.of(words, more).flatMap(Stream::of).toArray(String[]::new);
  }

  /** With answers to the questions that have no default. */
  private static String[] infra(String... more) {
    return with(more, "--release", "jammy", "--entitlements", "infra");
  }

  private String[] documents(String... more) {
    return with(more, "--contract", contract.toString(), "--tokens", tokens.toString());
  }

  private Outcome first(String... more) {
    return Outcome.of(offline(infra(documents(more))));
  }

  private Map<String, String> state() throws IOException {
    Map<String, String> state = new TreeMap<>();
    if (Files.exists(pop)) {
      try (Stream<Path> files = Files.walk(pop)) {
        for (Path file : files.toList()) {
          String content =
              Files.isRegularFile(file)
                  ? Files.getLastModifiedTime(file)
                      + Files.getPosixFilePermissions(file).toString()
                      + Files.readString(file)
                  : "";
          state.put(file.toString(), content);
        }
      }
    }
    return state;
  }

  private static List<String> statuses(JsonObject json) {
    List<String> statuses = new ArrayList<>();
    for (JsonElement step : json.getAsJsonArray("steps")) {
      statuses.add(step.getAsJsonObject().get("status").getAsString());
    }
    return statuses;
  }

  @Test
  void setup_fresh_writesEverything() throws Exception {
    Outcome outcome = first().exits(ExitCode.DONE);

    assertThat(outcome.out()).contains("next:", " sync --pop-dir " + pop, "systemctl enable --now");
    assertThat(pop.resolve("pop.json")).hasContent(CONTRACT);
    assertThat(pop.resolve("etc/mirror.list"))
        .content()
        .contains("bearer:" + MARKER + "@127.0.0.1:1/infra/ubuntu/ jammy-infra-security main");
    assertThat(pop.resolve("etc/apt/auth.conf.d/91ubuntu-pro"))
        .hasContent("machine 127.0.0.1:1/infra/ubuntu/ login bearer password " + MARKER);
    assertThat(pop.resolve("etc/apt/trusted.gpg.d/ubuntu-pro-esm-infra.gpg")).exists();
    assertThat(pop.resolve("pop.rc"))
        .content()
        .contains("POP_RELEASE=jammy\n", "POP_ENTITLEMENTS=infra\n", "POP_DIR=" + pop + "\n");
    assertThat(pop.resolve("etc/systemd/pop-sync.service"))
        .content()
        .contains(" sync --pop-dir " + pop);
    assertThat(pop.resolve("etc/systemd/pop-sync.timer")).exists();
    for (String name : List.of("pop.json", "pop_resources.json", "etc/mirror.list", "pop.rc")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pop.resolve(name))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void setup_again_touchesNothing() throws Exception {
    first().exits(ExitCode.DONE);
    try (Stream<Path> files = Files.walk(pop)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
      }
    }
    Map<String, String> before = state();

    JsonObject json = Outcome.of(offline("--json")).exits(ExitCode.DONE).json();

    assertThat(state()).isEqualTo(before);
    assertThat(statuses(json)).containsOnly("unchanged", "done");
    assertThat(json.get("status").getAsString()).isEqualTo("complete");
  }

  @Test
  void setup_changedAnswerAndToken_keepsWhatOthersWrote() throws Exception {
    first().exits(ExitCode.DONE);
    Path list = pop.resolve("etc/mirror.list");
    Path auth = pop.resolve("etc/apt/auth.conf.d/91ubuntu-pro");
    Files.writeString(list, Files.readString(list) + "set limit_rate 100k\n");
    Files.writeString(auth, Files.readString(auth) + "machine other/ login a password b\n");
    secret("tokens.json", "{\"infra\": \"renewedToken\"}");

    Outcome.of(offline("--arch", "arm64", "--tokens", tokens.toString())).exits(ExitCode.DONE);

    assertThat(list)
        .content()
        .contains("] https://bearer:renewedToken@", "set limit_rate 100k\n")
        .contains("deb [arch=arm64 signed-by=" + pop.resolve("etc/apt/trusted.gpg.d/"))
        .doesNotContain("amd64", MARKER);
    assertThat(auth)
        .content()
        .contains("password renewedToken\n", "machine other/ login a password b\n")
        .doesNotContain(MARKER);
    assertThat(pop.resolve("pop_resources.json")).content().doesNotContain(MARKER);
  }

  @Test
  void setup_keyringMissing_warnsAndNamesIt() throws Exception {
    Files.delete(directory.resolve("keys/ubuntu-pro-esm-infra.gpg"));

    Outcome outcome = first().exits(ExitCode.PARTIAL);

    assertThat(outcome.out()).contains("warning    keyrings     keyring ubuntu-pro-esm-infra.gpg");
  }

  @Test
  void setup_stepFails_everythingAsBefore() throws Exception {
    first().exits(ExitCode.DONE);
    Files.delete(pop.resolve("pop.rc"));
    Files.createDirectories(pop.resolve("pop.rc/in-the-way"));
    Map<String, String> before = state();

    Outcome outcome = first("--arch", "arm64");

    assertThat(outcome.code()).isNotEqualTo(ExitCode.DONE);
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void setup_unitDirectoryIsAFile_exit1AndNothingLeft() throws Exception {
    Path units = Files.writeString(directory.resolve("units"), "");

    JsonObject json =
        first("--systemd", units.resolve("x").toString(), "--json").exits(ExitCode.FAILED).json();

    assertThat(statuses(json)).endsWith("failed");
    assertThat(pop).doesNotExist();
  }

  @Test
  void setup_serviceUnitIsADirectory_undoesTheStepsBefore() throws Exception {
    Path units = directory.resolve("units");
    Files.createDirectories(units.resolve("pop-sync.timer"));
    Files.createDirectories(units.resolve("pop-sync.service"));

    JsonObject json = first("--systemd", units.toString(), "--json").exits(ExitCode.FAILED).json();

    assertThat(statuses(json)).contains("undone").endsWith("failed").doesNotContain("done");
    assertThat(pop).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"x\": 1}", "machine"})
  void setup_badContract_exit2AndNothingWritten(String text) throws Exception {
    secret("contract.json", text);

    Outcome outcome = first().exits(ExitCode.USAGE);

    assertThat(outcome.err()).contains("--contract " + contract);
    assertThat(pop).doesNotExist();
  }

  @Test
  void setup_missingAnswers_exit2NamesTheOption() throws Exception {
    assertThat(Outcome.of(command()).exits(ExitCode.USAGE).err()).contains("--release is missing");
    assertThat(Outcome.of(command("--release", "jammy")).exits(ExitCode.USAGE).err())
        .contains("--entitlements is missing");
    assertThat(Outcome.of(command(infra())).exits(ExitCode.USAGE).err())
        .contains("--tokens is missing");
  }

  @Test
  void setup_answersFileAndStandardInput() throws Exception {
    Path answers =
        Files.writeString(
            directory.resolve("answers"),
            "POP_RELEASE=focal\nexport POP_ENTITLEMENTS='infra'\nPOP_MIRROR_PORT=70000\n");
    InputStream in =
        new ByteArrayInputStream(("esm-infra: " + MARKER).getBytes(StandardCharsets.UTF_8));
    CliEnvironment surroundings = new CliEnvironment(in, Map.of(), Optional.empty());

    Outcome bad =
        Outcome.of(surroundings, command("--answers", answers.toString(), "--tokens", "-"));
    assertThat(bad.exits(ExitCode.USAGE).err()).contains("POP_MIRROR_PORT must be a port");
    in.reset();
    Outcome.of(
            surroundings,
            offline(
                "--answers",
                answers.toString(),
                "--tokens",
                "-",
                "--mirror-host",
                "localhost",
                "--mirror-port",
                "8000",
                "--release",
                "jammy"))
        .exits(ExitCode.DONE);

    assertThat(pop.resolve("etc/mirror.list"))
        .content()
        .contains("http://bearer:" + MARKER + "@localhost:8000/infra/ubuntu/ jammy-infra-");
  }

  @Test
  void setup_terminal_asks() throws Exception {
    List<String> asked = new ArrayList<>();
    CliEnvironment.Terminal terminal =
        new CliEnvironment.Terminal() {
          @Override
          public String ask(String question, String byDefault) {
            asked.add(question);
            return question.startsWith("Pro") ? "infra" : byDefault;
          }

          @Override
          public Secret askSecret(String question) {
            asked.add(question);
            return Secret.of("");
          }
        };
    CliEnvironment surroundings =
        new CliEnvironment(InputStream.nullInputStream(), Map.of(), Optional.of(terminal));

    Outcome.of(surroundings, offline("--tokens", tokens.toString())).exits(ExitCode.DONE);

    assertThat(asked)
        .containsExactly(
            "series of Ubuntu",
            "architectures",
            "standard Ubuntu archive",
            "Pro services",
            "host that serves the Pro services (none: the official one)",
            "directory of the mirror");
    assertThat(pop.resolve("pop.rc")).content().contains("POP_RELEASE=noble\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void setup_contractToken_asksTheApi(boolean systemd) throws Exception {
    Path credentials = Files.createDirectories(directory.resolve("credentials"));
    Files.writeString(credentials.resolve("POP_CONTRACT_TOKEN"), "MARKERcontract\n");
    try (MockWebServer api = new MockWebServer()) {
      api.start();
      attaches(api);
      api.enqueue(new MockResponse.Builder().code(401).body("{}").build());
      CliEnvironment surroundings =
          new CliEnvironment(
              InputStream.nullInputStream(),
              systemd
                  ? Map.of("CREDENTIALS_DIRECTORY", credentials.toString())
                  : Map.of("POP_CONTRACT_TOKEN", "MARKERcontract"),
              Optional.empty());
      String[] command = offline(infra("--contract-url", api.url("/").toString()));

      Outcome.of(surroundings, command).exits(ExitCode.DONE);
      Map<String, String> before = state();
      Outcome refused = Outcome.of(surroundings, command).exits(ExitCode.FAILED);

      assertThat(refused.out()).contains("failed     contract").doesNotContain("MARKER");
      assertThat(state()).isEqualTo(before);
      assertThat(api.takeRequest().getHeaders().get("Authorization"))
          .isEqualTo("Bearer MARKERcontract");
      assertThat(pop.resolve("pop.json")).content().contains("\"MARKERcontract\"", "cA");
      assertThat(pop.resolve("pop_resources.json")).content().contains(MARKER);
    }
  }

  /** Answers with a contract and the one token of it. */
  private static void attaches(MockWebServer api) {
    api.enqueue(
        json("{\"machineToken\": \"mT\", \"machineTokenInfo\": {\"contractInfo\": " + INFO + "}}"));
    api.enqueue(json("{\"resourceToken\": \"" + MARKER + "\"}"));
  }

  private static MockResponse json(String body) {
    return new MockResponse.Builder()
        .setHeader("Content-Type", "application/json")
        .body(body)
        .build();
  }

  @Test
  void setup_estimateIncomplete_exit3() throws Exception {
    Outcome outcome =
        Outcome.of(command(infra(documents("--base-path", directory.resolve("base").toString()))));

    assertThat(outcome.exits(ExitCode.PARTIAL).out()).contains("warning    estimate");
    assertThat(pop.resolve("pop.rc")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "warn", "info", "debug"})
  void setup_markerTokens_onlyInTheirFourFiles(String level) throws Exception {
    Path log = directory.resolve("log");
    String[] logging = {"--log-level", level, "--log-file", log.toString(), "--stacktrace"};
    List<Outcome> outcomes = new ArrayList<>(List.of(first(logging), first(logging)));
    outcomes.add(
        Outcome.of(
            command(
                "--json",
                "--base-path",
                directory.resolve("b").toString(),
                "--log-level",
                level,
                "--stacktrace")));
    secret("tokens.json", "{\"esm-infra\": \"MARKER bad\"}");
    outcomes.add(first(logging).exits(ExitCode.USAGE));

    for (Outcome outcome : outcomes) {
      assertThat(outcome.out() + outcome.err()).doesNotContain("MARKER");
    }
    assertThat(log).content().doesNotContain("MARKER");
    List<String> holders = new ArrayList<>();
    try (Stream<Path> files = Files.walk(pop)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file).contains("MARKER")) {
          holders.add(pop.relativize(file).toString());
        }
      }
    }
    assertThat(holders)
        .containsExactlyInAnyOrder(
            "pop.json",
            "pop_resources.json",
            "etc/mirror.list",
            "etc/apt/auth.conf.d/91ubuntu-pro");
  }

  @Test
  void program_belowADirectoryWithABlank_isFound() throws Exception {
    Path home = directory.resolve("my 100% pop");
    Path jar = Files.createDirectories(home.resolve("lib")).resolve("pop-cli.jar");
    Path program = Files.createDirectories(home.resolve("bin")).resolve("pop");
    Files.createFile(
        program,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

    assertThat(SetupCommand.program(jar.toUri().toURL())).contains(program);
    Files.delete(program);
    assertThat(SetupCommand.program(jar.toUri().toURL())).isEmpty();
  }

  @Test
  void setup_thereAndBack_leavesNoCredentialsOfItsOwn() throws Exception {
    first().exits(ExitCode.DONE);
    Path auth = pop.resolve("etc/apt/auth.conf.d/91ubuntu-pro");
    Files.writeString(auth, Files.readString(auth) + "machine others/ login me password x\n");
    String before = Files.readString(auth);

    first("--mirror-host", "localhost", "--mirror-port", "8000").exits(ExitCode.DONE);
    assertThat(auth)
        .content()
        .contains("machine http://localhost:8000/infra/ubuntu/", "machine others/")
        .doesNotContain("127.0.0.1");

    first("--mirror-host", "127.0.0.2", "--mirror-port", "1").exits(ExitCode.DONE);
    assertThat(auth).content().doesNotContain("localhost").contains("machine others/");
    assertThat(before).contains("127.0.0.1:1/infra/ubuntu/");
  }

  @Test
  void setup_terminal_asksAgainAtOnceAndForTokens() throws Exception {
    Path trusted = Files.createDirectories(pop.resolve("etc/apt/trusted.gpg.d"));
    Files.writeString(
        trusted.resolve("ubuntu-archive-keyring.gpg"), MirrorFixture.KEY.armoredPublicKey());
    List<String> asked = new ArrayList<>();
    Deque<String> given =
        new ArrayDeque<>(
            List.of(
                "jamy",
                "jammy",
                "vax",
                "amd64",
                "perhaps",
                "yes",
                "main,contrib",
                "main",
                "sid",
                "release,security",
                "infra,nonsense",
                "infra",
                "http://host/path",
                "127.0.0.1:1",
                "spool",
                directory.resolve("spool").toString(),
                directory.resolve("nowhere").toString(),
                tokens.toString()));
    CliEnvironment.Terminal terminal =
        new CliEnvironment.Terminal() {
          @Override
          public String ask(String question, String byDefault) {
            asked.add(question);
            return given.remove();
          }

          @Override
          public Secret askSecret(String question) {
            throw new AssertionError(question);
          }
        };
    CliEnvironment surroundings =
        new CliEnvironment(InputStream.nullInputStream(), Map.of(), Optional.of(terminal));

    Outcome.of(surroundings, offline()).exits(ExitCode.DONE);

    assertThat(given).isEmpty();
    assertThat(asked.get(1)).contains("'jamy' is not a known series", "series of Ubuntu");
    assertThat(asked.get(3)).contains("'vax'");
    assertThat(asked.get(5)).contains("'perhaps' must be yes or no");
    assertThat(asked.get(7)).contains("'contrib' is not one of main, restricted");
    assertThat(asked.get(9)).contains("'sid' is not one of release, updates");
    assertThat(asked.get(11)).contains("unknown service 'nonsense'");
    assertThat(asked.get(13)).contains("give the name of a host alone");
    assertThat(asked.get(15)).contains("must be absolute");
    assertThat(asked.get(17)).contains("does not exist");
    assertThat(pop.resolve("etc/mirror.list"))
        .content()
        .contains("set base_path    " + directory.resolve("spool") + "\n")
        .contains(" jammy main\n", " jammy-security main\n", "@127.0.0.1:1/infra/ubuntu/")
        .doesNotContain("jammy-updates main");
    assertThat(pop.resolve("etc/mirror.list")).content().contains("bearer:" + MARKER + "@");
  }

  @Test
  void setup_directoryWithABlank_nextCommandsCanBeCopied() throws Exception {
    pop = directory.resolve("my pop");

    assertThat(first().exits(ExitCode.DONE).out()).contains(" sync --pop-dir '" + pop + "' ");
  }

  /** Gives these answers, the secret ones to secret questions. */
  private static CliEnvironment typing(List<String> asked, String... answers) {
    Deque<String> given = new ArrayDeque<>(List.of(answers));
    return new CliEnvironment(
        InputStream.nullInputStream(),
        Map.of(),
        Optional.of(
            new CliEnvironment.Terminal() {
              @Override
              public String ask(String question, String byDefault) {
                return byDefault;
              }

              @Override
              public Secret askSecret(String question) {
                asked.add(question);
                return Secret.of(given.remove());
              }
            }));
  }

  @Test
  void setup_terminal_wrongContractToken_asksAgain() throws Exception {
    try (MockWebServer api = new MockWebServer()) {
      api.start();
      api.enqueue(new MockResponse.Builder().code(401).body("{}").build());
      attaches(api);
      List<String> asked = new ArrayList<>();
      String[] command = offline(infra("--contract-url", api.url("/").toString()));

      Outcome.of(typing(asked, "no token", "wrong", "right"), command).exits(ExitCode.DONE);

      assertThat(asked).hasSize(3);
      assertThat(asked.get(0)).isEqualTo("contract token (not shown)");
      assertThat(asked.get(1)).contains("malformed").endsWith("contract token (not shown)");
      assertThat(asked.get(2)).contains("not valid").endsWith("contract token (not shown)");
      assertThat(asked.toString()).doesNotContain("wrong");
      api.takeRequest();
      assertThat(api.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer right");
    }
  }

  @Test
  void setup_terminal_wrongContractTokenAndNoOther_nothingIsWritten() throws Exception {
    try (MockWebServer api = new MockWebServer()) {
      api.start();
      api.enqueue(new MockResponse.Builder().code(401).body("{}").build());
      String[] command = command(infra("--contract-url", api.url("/").toString()));

      Outcome outcome = Outcome.of(typing(new ArrayList<>(), "wrong", ""), command);

      assertThat(outcome.exits(ExitCode.FAILED).out()).contains("failed     contract");
      assertThat(state()).isEmpty();
    }
  }

  @Test
  void setup_contract_saysWhoseItIsAndWhatMoreItOpens() throws Exception {
    String document =
        "{\"accountInfo\": {\"name\": \"Example Ltd\"}, \"contractInfo\": "
            + INFO.replace(
                "\"resourceEntitlements\": [",
                "\"resourceEntitlements\": ["
                    + "{\"type\": \"esm-apps\", \"entitled\": true, \"directives\": {}},"
                    + "{\"type\": \"livepatch\", \"entitled\": true, \"directives\": {}},"
                    + "{\"type\": \"fips\", \"entitled\": false, \"directives\": {}},")
            + "}";
    contract = secret("contract.json", document);

    assertThat(first().exits(ExitCode.DONE).out())
        .contains(
            "done       contract     "
                + pop.resolve("pop.json")
                + ", account Example Ltd, ends 2031-01-01; also entitled, not chosen: esm-apps\n");
  }
}
