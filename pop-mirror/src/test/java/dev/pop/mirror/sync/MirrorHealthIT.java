package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tool;
import dev.pop.mirror.report.HealthReport;
import dev.pop.mirror.report.HealthReport.Expiry;
import dev.pop.mirror.report.HealthReport.Status;
import dev.pop.mirror.report.HealthReport.Thing;
import dev.pop.mirror.repository.MirrorList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a key that gpg made, which ends; and promtool as the reader of the metrics. */
@Timeout(120)
class MirrorHealthIT {
  @TempDir Path directory;

  @Test
  void signingKeyEndsSoon_namedAndInTheMetrics_promtoolFindsNothing() throws Exception {
    try (MirrorFixture world = MirrorFixture.withJammy(directory)) {
      Path home = Files.createDirectory(directory.resolve("gnupg"));
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
      Tool tool = new Tool(directory, Map.of("GNUPGHOME", home.toString()));
      tool.succeeds(
          "gpg",
          "--batch",
          "--passphrase",
          "",
          "--quick-gen-key",
          "Ends <e@example.invalid>",
          "ed25519",
          "sign",
          "20d");
      world.archive().unsigned().write();
      Path release = world.archive().root().resolve("dists/jammy/Release");
      tool.succeeds(
          "gpg",
          "--batch",
          "--clearsign",
          "-o",
          release.resolveSibling("InRelease").toString(),
          release.toString());
      Path keyring = directory.resolve("ends.gpg");
      tool.succeeds("gpg", "--batch", "--export", "-o", keyring.toString());
      Path metrics = directory.resolve("pop.prom");
      MirrorList list =
          world.list(
              "deb [arch=amd64,src signed-by=" + keyring + "] URL jammy main",
              "set metrics_file " + metrics);
      world.completes(list);

      HealthReport report = MirrorHealth.of(list).call();

      Expiry key =
          report.expiries().stream()
              .filter(expiry -> expiry.thing() == Thing.SIGNING_KEY)
              .findFirst()
              .orElseThrow();
      assertThat(key.status()).isEqualTo(Status.DEGRADED);
      assertThat(key.problems()).singleElement().asString().contains("Ends <e@example.invalid>");
      assertThat(Files.readString(metrics))
          .contains("pop_expiry_timestamp_seconds{thing=\"signing_key\"} ");
      Tool.Result checked = tool.run(List.of("sh", "-c", "promtool check metrics <" + metrics));
      assertThat(checked.output()).isEmpty();
      assertThat(checked.exitCode()).isZero();

      HealthReport later =
          MirrorHealth.of(list).clock(Clock.offset(Clock.systemUTC(), Duration.ofDays(21))).call();

      assertThat(later.repositories().get(0).problems())
          .anySatisfy(it -> assertThat(it).asString().contains("the key expired on", "keyring"));
    }
  }
}
