package org.example.consumer;

import static org.example.consumer.Main.check;

import dev.pop.core.FailureKind;
import dev.pop.core.Secret;
import dev.pop.core.pro.ProTokens;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListSpec;
import dev.pop.mirror.sync.MirrorSync;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Mirrors a service of Ubuntu Pro with a token that no file has. */
final class TokensInMemory {
  private TokensInMemory() {}

  static void run(World world) throws Exception {
    TwoMirrors.complete(MirrorSync.of(list(world, world.token())).call());
    SyncReport refused = MirrorSync.of(list(world, "C1othertoken")).call();
    Kinds.reported(FailureKind.BAD_TOKEN, refused);
    check(!refused.toString().contains("C1othertoken"), "a token is shown");
  }

  private static MirrorList list(World world, String token) throws Exception {
    URI server = URI.create(world.plain());
    MirrorListSpec spec =
        MirrorListSpec.forRelease("jammy")
            .architectures(List.of("amd64"))
            .entitlements(List.of("infra"))
            .tokens(ProTokens.of(Map.of("infra", Secret.of(token))))
            .mirrorHost(server.getHost())
            .mirrorPort(server.getPort())
            .keyrings(List.of(world.keyring().resolveSibling("keyrings")))
            .basePath(world.directory().resolve(token))
            .build();
    return MirrorList.of(spec, Clock.systemUTC());
  }
}
