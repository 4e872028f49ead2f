package dev.pop.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.pop.mirror.repository.MirrorList;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code create-mirror-list}. */
@Timeout(60)
class CreateMirrorListCommandTest extends ListCommandsFixture {
  @Test
  void create_writesTheListAndSaysWhatIsInIt() throws Exception {
    Outcome outcome = pop("create-mirror-list", infra("--arch", "amd64,source")).exits(0);

    assertThat(outcome.out())
        .isEqualTo(
            "%s names\n  deb [arch=amd64] %s jammy main\n  deb-src %2$s jammy main\n"
                .formatted(list, world.url()));
    assertThat(outcome.err()).contains("if the Perl apt-mirror is to run this list");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(list)))
        .isEqualTo("rw-------");
    assertThat(MirrorList.read(list).warnings()).isEmpty();
    assertThat(Files.readString(list))
        .contains(
            "deb [arch=amd64 signed-by=" + keyring + "] http://bearer:" + MARKER + "@",
            "deb-src [signed-by=" + keyring + "] http://bearer:" + MARKER + "@",
            "\nclean " + world.url());
  }

  @Test
  void create_json_oneDocument() throws Exception {
    JsonObject json = pop("create-mirror-list", infra("--json")).exits(0).json();

    assertThat(json.keySet()).containsExactlyInAnyOrder("mirror_list", "included_repos");
    assertThat(json.get("mirror_list").getAsString()).isEqualTo(list.toString());
    assertThat(json.getAsJsonArray("included_repos").get(0).getAsString())
        .isEqualTo("deb [arch=amd64] " + world.url() + " jammy main");
  }

  @Test
  void create_toStdout_isTheListAlone() throws Exception {
    Outcome outcome = popWithSecrets("create-mirror-list", infra("--output", "-")).exits(0);

    assertThat(outcome.out())
        .startsWith("############# config ##################\n#\n# Created by PoP")
        .contains("# 2026-11-22T10:11:12.000000\n", "bearer:" + MARKER + "@");
    assertThat(MirrorList.parse(outcome.out(), "-").suites()).hasSize(1);
    assertThat(outcome.err()).doesNotContain("MARKER");
    assertThat(list).doesNotExist();
    pop("create-mirror-list", infra("--output", "-", "--json")).exits(2);
  }

  @Test
  void create_toAnotherFile() {
    Path other = directory.resolve("other.list");

    pop("create-mirror-list", infra("--output", other.toString())).exits(0);

    assertThat(other).isRegularFile();
    assertThat(list).doesNotExist();
  }

  @Test
  void create_standardReposAlone_needsNoToken() throws Exception {
    Files.delete(tokens);

    Outcome outcome =
        pop(
                "create-mirror-list",
                "--release",
                "noble",
                "--standard-repos",
                "--components",
                "main",
                "--pockets",
                "release,backports")
            .exits(0);

    assertThat(outcome.out())
        .endsWith(
            """
             names
              deb [arch=amd64] http://archive.ubuntu.com/ubuntu noble main
              deb [arch=amd64] http://archive.ubuntu.com/ubuntu noble-backports main
            """);
    String keyring = "/usr/share/keyrings/ubuntu-archive-keyring.gpg";
    assertThat(Files.readString(list)).contains("deb [arch=amd64 signed-by=" + keyring + "] http");
    assertThat(outcome.err().contains(keyring + "; install the package ubuntu-keyring"))
        .isNotEqualTo(Files.isReadable(Path.of(keyring)));
  }

  @Test
  void create_keyringIsMissing_isWarnedOf() throws Exception {
    Files.delete(keyring);

    Outcome outcome = pop("create-mirror-list", infra()).exits(0);

    String expected = "/usr/share/keyrings/" + keyring.getFileName();
    assertThat(Files.readString(list)).contains("signed-by=" + expected);
    assertThat(outcome.err().contains("the keyring of infra is not there: " + expected))
        .isNotEqualTo(Files.isReadable(Path.of(expected)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          --release jammy --entitlements nonesuch | unknown service 'nonesuch'
          --release jammy --entitlements fips | contract: it does not entitle to fips
          --release jammy --entitlements infra --arch sparc | 'sparc' is not one of amd64
          --release jammy --entitlements infra --arch , | --arch: none is named
          --release jammy --entitlements infra --mirror-host h --mirror-port 65536 | --mirror-port: 65536 is out of range
          --release jammy --entitlements infra --mirror-port many | --mirror-port
          --release jammy --entitlements infra --mirror-host h/path | --mirror-host:
          --release jammy --standard-repos --components contrib | 'contrib' is not one of main
          --release jammy --standard-repos --pockets sid | 'sid' is not one of release
          --release jammy | --entitlements: none is named
          --entitlements infra | --release is missing
          """)
  void badOptions_exit2AndLeaveTheList(String options, String message) throws Exception {
    Files.createDirectories(popDir.resolve("etc"));
    Files.writeString(list, "old");

    for (String command : new String[] {"create-mirror-list", "estimate"}) {
      assertThat(pop(command, options.split(" ")).exits(2).err()).contains(message);
      assertThat(pop(command, (options + " --json").split(" ")).exits(2).json().get("status"))
          .hasToString("\"failed\"");
    }
    assertThat(Files.readString(list)).isEqualTo("old");
  }

  /** What may be wrong with a file of tokens. */
  enum TokenFault {
    MISSING("does not exist") {
      @Override
      void apply(Path file) throws IOException {
        Files.delete(file);
      }
    },
    OPEN("others can read it (mode 0640); run: chmod 600 ") {
      @Override
      void apply(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
      }
    },
    EMPTY("is empty") {
      @Override
      void apply(Path file) throws IOException {
        Files.writeString(file, "");
      }
    },
    DIRECTORY("is a directory, not a file") {
      @Override
      void apply(Path file) throws IOException {
        Files.delete(file);
        Files.createDirectory(file);
      }
    },
    TRUNCATED("line 1") {
      @Override
      void apply(Path file) throws IOException {
        Files.writeString(file, "{\"esm-infra\": \"" + MARKER);
      }
    },
    MALFORMED_TOKEN("esm-infra") {
      @Override
      void apply(Path file) throws IOException {
        Files.writeString(file, "{\"esm-infra\": \"" + MARKER + " @\"}");
      }
    },
    OF_ANOTHER_SERVICE("--tokens: there is no token for esm-infra") {
      @Override
      void apply(Path file) throws IOException {
        Files.writeString(file, "{\"esm-apps\": \"" + MARKER + "\"}");
      }
    };

    private final String message;

    TokenFault(String message) {
      this.message = message;
    }

    abstract void apply(Path file) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void faultyTokens_exit2Named(TokenFault fault) throws Exception {
    fault.apply(tokens);

    for (String command : new String[] {"create-mirror-list", "estimate"}) {
      Outcome outcome = pop(command, infra("--json", "--stacktrace")).exits(2);
      assertThat(outcome.err()).contains(fault.message);
      assertThat(outcome.json().get("error").getAsString()).contains(fault.message);
      if (fault != TokenFault.OF_ANOTHER_SERVICE) {
        assertThat(outcome.err()).contains("--tokens " + tokens);
      }
    }
    assertThat(list).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"CMARKERtoken123\": {\"contractInfo\": {", "<html>"})
  void faultyContract_exit2Named(String text) throws Exception {
    Path contract = secret("pop.json", text);

    assertThat(pop("create-mirror-list", infra()).exits(2).err())
        .contains("--contract " + contract);
    assertThat(list).doesNotExist();
  }

  @Test
  void contractNamedButMissing_exit2() {
    assertThat(pop("create-mirror-list", infra("--contract", "/nonexistent")).exits(2).err())
        .contains("--contract /nonexistent: does not exist");
  }

  @Test
  void create_unknownGroup_exit2AndTheOldListStays() throws Exception {
    Files.createDirectories(list.getParent());
    Files.writeString(list, "as it was");

    Outcome outcome =
        pop(
                "create-mirror-list",
                "--release",
                "jammy",
                "--entitlements",
                "infra",
                "--group",
                "no-such-group")
            .exits(ExitCode.USAGE);

    assertThat(outcome.err()).contains("--group: there is no group 'no-such-group'");
    assertThat(list).hasContent("as it was");
    assertThat(
            pop(
                    "create-mirror-list",
                    "--release",
                    "jammy",
                    "--standard-repos",
                    "--output",
                    "-",
                    "--group",
                    "root")
                .exits(ExitCode.USAGE)
                .err())
        .contains("--output - and --group exclude each other");
  }

  @Test
  void create_releaseMistyped_exit2WithTheNearest() {
    Outcome outcome =
        pop("create-mirror-list", "--release", "jamy", "--standard-repos").exits(ExitCode.USAGE);

    assertThat(outcome.err())
        .isEqualTo("pop: --release: 'jamy' is not a known series of Ubuntu; did you mean jammy?\n");
    assertThat(list).doesNotExist();
  }

  @Test
  void create_contractWithTrouble_warnsAndWrites() throws Exception {
    Path contract = popDir.resolve("pop.json");
    secret(
        "pop.json", Files.readString(contract).replaceFirst("(\"aptURL\": \"[^\"]*)", "$1/ubuntu"));

    Outcome outcome =
        pop("create-mirror-list", "--release", "jammy", "--entitlements", "infra")
            .exits(ExitCode.DONE);

    assertThat(outcome.err()).contains("contract: the aptURL of esm-infra ends in /ubuntu already");
    assertThat(list).content().doesNotContain("/ubuntu/ubuntu");
  }

  @Test
  void create_overAPipe_refusedAndThePipeIsLeft() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    Outcome outcome =
        pop("create-mirror-list", infra("--output", pipe.toString())).exits(ExitCode.USAGE);

    assertThat(outcome.err()).contains(pipe + ": is not a regular file");
    assertThat(Files.isRegularFile(pipe)).isFalse();
  }

  @Test
  void create_directoryIsAFile_saidInWords() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "x");

    Outcome outcome =
        pop("create-mirror-list", infra("--output", file.resolve("list").toString()))
            .exits(ExitCode.FAILED);

    assertThat(outcome.err()).contains("pop: " + file + ": exists already");
  }

  @Test
  void create_tokensFromStandardInput() throws Exception {
    Files.delete(tokens);
    CliEnvironment surroundings =
        new CliEnvironment(
            new ByteArrayInputStream(("esm-infra: " + MARKER).getBytes(UTF_8)),
            Map.of(),
            Optional.empty());
    List<String> args =
        new ArrayList<>(List.of("create-mirror-list", "--pop-dir", popDir.toString()));
    args.addAll(List.of(infra("--tokens", "-")));

    Outcome.of(surroundings, args.toArray(String[]::new)).exits(ExitCode.DONE);

    assertThat(Files.readString(list)).contains("http://bearer:" + MARKER + "@");
  }

  @Test
  void create_contractWithTokens_needsNoOtherFile() throws Exception {
    Files.delete(tokens);
    Path answer =
        secret(
            "answer.json",
            "{\"machineTokenInfo\": {\"contractInfo\": {\"resourceEntitlements\": [{\"type\":"
                + " \"esm-infra\", \"entitled\": true}]}}, \"resourceTokens\": [{\"type\":"
                + " \"esm-infra\", \"token\": \""
                + MARKER
                + "\"}]}");

    pop("create-mirror-list", infra("--contract", answer.toString())).exits(ExitCode.DONE);

    assertThat(Files.readString(list)).contains("https://bearer:" + MARKER + "@esm.ubuntu.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--components", "--pockets"})
  void create_partsOfAnArchiveThatIsNotWanted_refused(String option) {
    Outcome outcome = pop("create-mirror-list", infra(option, "main")).exits(ExitCode.USAGE);

    assertThat(outcome.err()).contains(option + " needs --standard-repos");
  }
}
