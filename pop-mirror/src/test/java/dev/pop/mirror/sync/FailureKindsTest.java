package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.FailureKind;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.RunReports;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why files and suites fail, as programs hear it. */
class FailureKindsTest {
  @TempDir Path directory;

  private MirrorFixture world;

  @BeforeEach
  void start() throws Exception {
    world = MirrorFixture.withJammy(directory);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** Syncs; the first failure and the only suite must be of one kind, also when read again. */
  private FailureKind kindOf(MirrorList list) throws Exception {
    SyncReport report = MirrorSync.of(list).call();

    assertThat(report.failures()).isNotEmpty();
    SuiteReport suite = report.repositories().get(0);
    assertThat(suite.kind()).contains(report.failures().get(0).kind());
    assertThat(RunReports.in(world.var().resolve("reports")).last(2).entries()).contains(report);
    return report.failures().get(0).kind();
  }

  @Test
  void tokenRefused_isABadToken() throws Exception {
    world.upstream().fault(Fault.status(401).on(".*/dists/.*"));

    assertThat(kindOf(world.jammy())).isEqualTo(FailureKind.BAD_TOKEN);
  }

  @Test
  void forbidden_withCredentialsABadToken_withoutARefusal() throws Exception {
    world.upstream().fault(Fault.status(403).on(".*"));

    String line = "deb [arch=amd64] " + world.url("bearer", "token") + " jammy main";
    assertThat(kindOf(world.list(line))).isEqualTo(FailureKind.BAD_TOKEN);
    assertThat(kindOf(world.list("deb [arch=amd64] URL jammy main")))
        .isEqualTo(FailureKind.REFUSED);
  }

  @Test
  void suiteUnknownUpstream_isAWrongSuite() throws Exception {
    assertThat(kindOf(world.list("deb [arch=amd64] URL nowhere main")))
        .isEqualTo(FailureKind.WRONG_SUITE);
  }

  @Test
  void componentUnknownUpstream_isAWrongSuite() throws Exception {
    assertThat(kindOf(world.list("deb [arch=amd64] URL jammy main mian")))
        .isEqualTo(FailureKind.WRONG_SUITE);
  }

  @Test
  void serverFails_isUnreachable() throws Exception {
    world.upstream().fault(Fault.status(500).on(".*/dists/.*"));

    assertThat(kindOf(world.jammy())).isEqualTo(FailureKind.UNREACHABLE);
  }

  @Test
  void poolFileGone_isMissing() throws Exception {
    world.upstream().fault(Fault.status(404).on(".*/hello_.*"));

    assertThat(kindOf(world.jammy())).isEqualTo(FailureKind.MISSING);
  }

  @Test
  void indexCorrupted_isDamaged() throws Exception {
    world.upstream().fault(Fault.corrupted(1).on(".*/binary-amd64/.*|.*/by-hash/.*"));

    SyncReport report = MirrorSync.of(world.jammy()).call();

    assertThat(report.failures()).extracting(Failure::kind).contains(FailureKind.DAMAGED);
    assertThat(report.repositories().get(0).kind()).contains(FailureKind.DAMAGED);
  }

  @Test
  void soundSuite_hasNone() throws Exception {
    SyncReport report = world.completes(world.jammy());

    assertThat(report.repositories().get(0).kind()).isEmpty();
  }
}
