package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.repository.MirrorList;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real apt, through the real nginx, while the mirror changes: it never fails. Without by-hash
 * an update may straddle a switch, which no mirror of plain files can help; see docs/guarantees.md.
 */
@Timeout(180)
class ClientLoopIT {
  @TempDir Path directory;

  @Test
  void twentyGenerations_noClientCallFails() throws Exception {
    try (MirrorFixture world = MirrorFixture.withJammy(directory)) {
      MirrorList list =
          world.list(
              "set keep_generations 3",
              "set _autoclean 1",
              "deb [arch=amd64,src] URL jammy main",
              "clean URL");
      ClientLoop loop = new ClientLoop(world, world.root(), 20, 100);

      Map<String, ClientLoop.Tally> clients = loop.run(() -> world.completes(list), "force", "no");

      assertThat(clients).containsOnlyKeys("force", "no");
      assertThat(clients)
          .allSatisfy(
              (byHash, client) -> {
                assertThat(client.straddled()).isBetween(0, byHash.equals("no") ? 20 : 0);
                assertThat(client.calls()).isGreaterThanOrEqualTo(100);
                assertThat(client.failures()).isEmpty();
              });
    }
  }
}
