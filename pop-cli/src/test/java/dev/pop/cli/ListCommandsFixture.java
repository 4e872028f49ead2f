package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.io.TempDir;

/**
 * A pop directory with a contract and a token for one service, whose archive asks for that token;
 * what is printed never shows it.
 */
abstract class ListCommandsFixture {
  static final String MARKER = "MARKERtoken123";
  @TempDir Path directory;
  MirrorFixture world;
  Path popDir;
  Path list;
  Path tokens;
  Path keyring;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
    world.upstream().requireBasic("bearer", MARKER);
    popDir = Files.createDirectory(directory.resolve("pop"));
    list = popDir.resolve("etc/mirror.list");
    keyring = popDir.resolve("etc/apt/trusted.gpg.d/ubuntu-pro-esm-infra.gpg");
    Files.createDirectories(keyring.resolveSibling(""));
    Files.write(keyring, MirrorFixture.KEY.publicKeyring());
    tokens = secret("pop_resources.json", "{\"esm-infra\": \"" + MARKER + "\"}");
    secret(
        "pop.json",
        "{\"C1"
            + MARKER
            + "\": {\"contractInfo\": {\"resourceEntitlements\": [{\"type\": \"esm-infra\","
            + " \"entitled\": true, \"directives\": {\"aptURL\": \""
            + world.url().replaceFirst("/ubuntu$", "")
            + "\", \"suites\": [\"jammy\"]}}]}}}");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  Path secret(String name, String text) throws IOException {
    Path file = Files.writeString(popDir.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  /** Runs a command in the pop directory; whatever comes of it, no token is shown. */
  Outcome pop(String command, String... options) {
    Outcome outcome = popWithSecrets(command, options);
    assertThat(outcome.out() + outcome.err()).doesNotContain("MARKER");
    return outcome;
  }

  Outcome popWithSecrets(String command, String... options) {
    List<String> args =
        new ArrayList<>(List.of(command, "--pop-dir", popDir.toString(), "--log-level", "debug"));
    args.addAll(Arrays.asList(options));
    return Outcome.of(args.toArray(String[]::new));
  }

  String[] infra(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--release",
                "jammy",
                "--entitlements",
                "infra",
                "--base-path",
                world.base().toString()));
    args.addAll(Arrays.asList(more));
    return args.toArray(String[]::new);
  }
}
