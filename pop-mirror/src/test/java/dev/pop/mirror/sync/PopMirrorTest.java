package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.FailureKind;
import dev.pop.core.PopException;
import dev.pop.core.PopPaths;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.SyncReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PopMirrorTest {
  @TempDir Path directory;

  @Test
  void runAptMirror_interrupted_isNoWithTheReport_andTheThreadStaysInterrupted() throws Exception {
    try (MirrorFixture world = MirrorFixture.withJammy(directory)) {
      PopPaths paths = new PopPaths(directory.resolve("pop"));
      Files.createDirectories(paths.mirrorList().resolveSibling("."));
      Files.writeString(paths.mirrorList(), world.listText("deb URL jammy main"));
      MirrorEvents interrupting =
          new MirrorEvents() {
            @Override
            public void runStarted(String run, Instant started) {
              Thread.currentThread().interrupt();
            }
          };

      Outcome<SyncReport> outcome = PopMirror.of(paths).events(interrupting).runAptMirror();

      assertThat(Thread.interrupted()).isTrue();
      assertThat(outcome.ok()).isFalse();
      PopException failure = outcome.failure().orElseThrow();
      assertThat(failure.kind()).isEqualTo(FailureKind.CANCELLED);
      assertThat(failure.report(SyncReport.class))
          .map(SyncReport::status)
          .contains(SyncReport.Status.INTERRUPTED);
    }
  }
}
