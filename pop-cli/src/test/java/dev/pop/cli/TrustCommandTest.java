package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.pop.core.openpgp.SigningKey;
import dev.pop.mirror.fixture.HandmadeArchive;
import dev.pop.mirror.fixture.MirrorFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TrustCommandTest {
  @TempDir Path directory;

  @Test
  void trust_refusedSuite_isPublishedByTheNextSync() throws Exception {
    try (MirrorFixture world = MirrorFixture.in(directory)) {
      HandmadeArchive archive = HandmadeArchive.at(world.archive().root());
      Path list = directory.resolve("mirror.list");
      Files.writeString(list, world.listText("deb URL jammy main"));
      String[] sync = {"sync", "--no-progress", "--mirror-list", list.toString()};
      archive.suite("jammy");
      Outcome.of(sync).exits(ExitCode.DONE);
      archive.fields("Origin: new").suite("jammy");
      Outcome refused = Outcome.of(sync).exits(ExitCode.FAILED);
      assertThat(refused.err())
          .contains("run: pop trust " + world.url() + " jammy --accept-release-info");
      assertThat(Outcome.of("report", "--mirror-list", list.toString()).out())
          .contains("run: pop trust " + world.url() + " jammy --accept-release-info");

      Outcome.of(
              "trust",
              world.url() + "/",
              "jammy",
              "--accept-release-info",
              "--mirror-list",
              list.toString())
          .exits(ExitCode.DONE);

      Outcome.of(sync).exits(ExitCode.DONE);
      assertThat(
              Outcome.of(
                      "trust",
                      world.url(),
                      "noble",
                      "--accept-release-info",
                      "--mirror-list",
                      list.toString())
                  .exits(ExitCode.USAGE)
                  .err())
          .contains("has no suite noble");
    }
  }

  @Test
  void acceptKey_letsTheSuiteChangeHands() throws Exception {
    SigningKey other =
        SigningKey.generate("Other <o@example.org>", Instant.parse("2024-01-01T00:00:00Z"));
    try (MirrorFixture world = MirrorFixture.withJammy(directory)) {
      Path parts = Files.createDirectories(directory.resolve("parts"));
      Path list = directory.resolve("mirror.list");
      Files.writeString(
          list,
          world.listText("set etc_trusted_parts " + parts, "deb [arch=amd64] URL jammy main"));
      String[] sync = {"sync", "--no-progress", "--mirror-list", list.toString()};
      String[] trust = {
        "trust", world.url(), "jammy", "--accept-key", other.fingerprint().toLowerCase(Locale.ROOT)
      };
      String[] options = {"--mirror-list", list.toString(), "--json"};
      Outcome.of(sync).exits(ExitCode.DONE);
      world.archive().signedBy(other).date(MirrorFixture.NEXT_DAY).write();
      Outcome.of(sync).exits(ExitCode.FAILED);
      assertThat(Outcome.of(concat(trust, options)).exits(ExitCode.USAGE).err())
          .contains("no keyring of this system has the key " + other.fingerprint());

      Files.write(parts.resolve("other.gpg"), other.publicKeyring());
      assertThat(Outcome.of(sync).exits(ExitCode.FAILED).err())
          .contains("run: pop trust " + world.url() + " jammy --accept-key " + other.fingerprint());
      JsonObject answer = Outcome.of(concat(trust, options)).exits(ExitCode.DONE).json();

      assertThat(answer.get("accepted").getAsString()).isEqualTo("key");
      assertThat(answer.get("key").getAsString()).isEqualTo(other.fingerprint());
      Outcome.of(sync).exits(ExitCode.DONE);
      assertThat(
              Outcome.of(concat(new String[] {"health", "--no-progress"}, options))
                  .exits(ExitCode.DONE)
                  .out())
          .contains("\"verified\": true", other.fingerprint());
      Outcome.of("trust", world.url(), "jammy", "--accept-key", "12345678").exits(ExitCode.USAGE);
    }
  }

  private static String[] concat(String[] some, String[] more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
  }
}
