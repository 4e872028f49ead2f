package dev.pop.cli;

import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Setups that ask an upstream, which as esm.ubuntu.com opens all but {@code pool} to everybody. */
@Timeout(120)
class SetupOnlineTest {
  private static final String TOKEN = "MARKERright";
  private static final String SUITE = "jammy-infra-security";
  private static final String POOL = ".*/pool/.*";

  @TempDir Path directory;
  private MirrorFixture world;
  private Path pop;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.in(directory);
    world.archive().suite(SUITE).add("main", deb("hello", "1.0"));
    world.archive().write();
    world.upstream().requireBasicBelow("ubuntu/pool/", "bearer", TOKEN);
    pop = directory.resolve("pop");
    Path keys = Files.createDirectories(directory.resolve("keys"));
    Files.writeString(
        keys.resolve("ubuntu-pro-esm-infra.gpg"), MirrorFixture.KEY.armoredPublicKey());
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private Path secret(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private Outcome setup(String token, String... more) throws IOException {
    String contract =
        """
        {"contractInfo": {"resourceEntitlements": [{"type": "esm-infra", "entitled": true,
          "directives": {"aptURL": "BASE", "suites": ["jammy-infra-security"]}}]}}
        """
            .replace("BASE", world.url().replaceFirst("/ubuntu$", ""));
    List<String> words =
        new ArrayList<>(
            List.of(
                "setup",
                "--pop-dir",
                pop.toString(),
                "--release",
                "jammy",
                "--entitlements",
                "infra",
                "--keyrings",
                directory.resolve("keys").toString(),
                "--base-path",
                world.base().toString(),
                "--contract",
                secret("contract.json", contract).toString(),
                "--tokens",
                secret("tokens", "esm-infra: " + token).toString()));
    words.addAll(List.of(more));
    Outcome outcome = Outcome.of(words.toArray(String[]::new));
    assertThat(outcome.out() + outcome.err()).doesNotContain("MARKER");
    return outcome;
  }

  private static JsonObject step(JsonObject json, String name) {
    for (JsonElement step : json.getAsJsonArray("steps")) {
      if (step.getAsJsonObject().get("name").getAsString().equals(name)) {
        return step.getAsJsonObject();
      }
    }
    throw new AssertionError("no step " + name + " in " + json);
  }

  private static String status(JsonObject json, String name) {
    return step(json, name).get("status").getAsString();
  }

  @Test
  void goodToken_isProvenAndTheSizeKnown() throws Exception {
    JsonObject json = setup(TOKEN, "--json").exits(ExitCode.DONE).json();

    assertThat(json.get("status").getAsString()).isEqualTo("complete");
    assertThat(status(json, "verify")).isEqualTo("done");
    assertThat(status(json, "probe")).isEqualTo("done");
    assertThat(status(json, "estimate")).isEqualTo("done");
    assertThat(json.getAsJsonArray("probes")).hasSize(2);
    JsonObject estimate = json.getAsJsonObject("estimate");
    assertThat(estimate.get("packages").getAsInt()).isEqualTo(1);
    assertThat(estimate.get("bytes").getAsLong()).isPositive();
    assertThat(world.upstream().requests(POOL))
        .singleElement()
        .satisfies(request -> assertThat(request.method()).isEqualTo("HEAD"));
    assertThat(world.mirror()).doesNotExist();
  }

  @Test
  void badToken_exit3AndWhatWasWrittenStays() throws Exception {
    JsonObject json = setup("MARKERwrong", "--json").exits(ExitCode.PARTIAL).json();

    assertThat(json.get("status").getAsString()).isEqualTo("partial");
    assertThat(status(json, "probe")).isEqualTo("warning");
    assertThat(step(json, "probe").get("detail").getAsString())
        .startsWith("1 of 2 checks failed: " + pop.resolve("etc/mirror.list") + ": line ")
        .contains("401: the server refuses the credentials");
    JsonObject probe = json.getAsJsonArray("probes").get(1).getAsJsonObject();
    assertThat(probe.get("result").getAsString()).isEqualTo("bad_token");
    assertThat(status(json, "estimate")).isEqualTo("done");
    assertThat(pop.resolve("etc/mirror.list")).content().contains("MARKERwrong");
    assertThat(pop.resolve("pop.rc")).exists();
  }

  @Test
  void noProbe_onlyEstimates() throws Exception {
    JsonObject json = setup("MARKERwrong", "--no-probe", "--json").exits(ExitCode.DONE).json();

    assertThat(world.upstream().requests(POOL)).isEmpty();
    assertThat(json.has("estimate")).isTrue();
    assertThat(json.getAsJsonArray("probes")).isEmpty();
    assertThat(json.toString()).doesNotContain("\"name\":\"probe\"");
  }

  @Test
  void noEstimate_onlyProbes() throws Exception {
    JsonObject json = setup(TOKEN, "--no-estimate", "--json").exits(ExitCode.DONE).json();

    assertThat(world.upstream().requests(POOL)).hasSize(1);
    assertThat(json.has("estimate")).isFalse();
    assertThat(status(json, "probe")).isEqualTo("done");
  }

  @Test
  void neither_staysOffline() throws Exception {
    setup(TOKEN, "--no-probe", "--no-estimate").exits(ExitCode.DONE);

    assertThat(world.upstream().requests()).isEmpty();
  }

  @Test
  void again_changesNothing() throws Exception {
    setup(TOKEN).exits(ExitCode.DONE);
    Tree before = Tree.of(pop);

    JsonObject json = setup(TOKEN, "--json").exits(ExitCode.DONE).json();

    assertThat(Tree.of(pop)).isEqualTo(before);
    assertThat(status(json, "mirror_list")).isEqualTo("unchanged");
  }

  @Test
  void sync_bringsTheMirror() throws Exception {
    Outcome outcome = setup(TOKEN, "--sync", "--no-progress").exits(ExitCode.DONE);

    assertThat(outcome.out()).contains("next:");
    assertThat(world.root().resolve("dists/" + SUITE + "/InRelease")).exists();
    assertThat(world.root().resolve("pool")).isDirectoryRecursivelyContaining("glob:**.deb");
  }

  @Test
  void sync_badToken_endsAsTheSync() throws Exception {
    setup("MARKERwrong", "--sync", "--no-progress").exits(ExitCode.FAILED);

    assertThat(pop.resolve("pop.rc")).exists();
    assertThat(world.root().resolve("dists/" + SUITE + "/InRelease")).doesNotExist();
  }
}
