package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pop.core.PopException;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteId;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.VerifyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the caller's program hears once something was published. */
@Timeout(60)
class PublicationHookTest {
  @TempDir Path directory;
  private MirrorFixture world;
  private final List<SyncReport> told = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void afterPublication_runsWithoutTheLock() throws Exception {
    List<VerifyReport.Status> seen = new ArrayList<>();

    SyncReport report =
        MirrorSync.of(world.jammy())
            .afterPublication(
                done -> {
                  told.add(done);
                  seen.add(verified());
                })
            .call();

    assertThat(told).containsExactly(report);
    assertThat(seen).containsExactly(VerifyReport.Status.AVAILABLE);
    assertThat(report.warnings()).isEmpty();
  }

  /** Another operation, which needs the lock. */
  private VerifyReport.Status verified() {
    try {
      return MirrorVerifier.of(world.jammy()).call().status();
    } catch (PopException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void afterPublication_nothingPublished_isNotCalled() throws Exception {
    MirrorSync.of(world.jammy()).kind(SyncReport.Kind.DRY_RUN).afterPublication(told::add).call();
    assertThat(told).isEmpty();
    world.completes(world.jammy());

    MirrorSync.of(world.jammy()).afterPublication(told::add).call();

    assertThat(told).isEmpty();
  }

  @Test
  void afterPublication_throws_isAWarningOfTheResult() throws Exception {
    SyncReport report =
        MirrorSync.of(world.jammy())
            .afterPublication(
                done -> {
                  throw new IllegalStateException("no cache to purge");
                })
            .call();

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(report.warnings())
        .singleElement()
        .asString()
        .startsWith("the publication hook failed: ")
        .endsWith("no cache to purge");
  }

  @Test
  void afterPublication_runBreaksOffAfterwards_isCalled() throws Exception {
    MirrorSync sync = MirrorSync.of(world.jammy()).afterPublication(told::add);
    MirrorEvents cancelling =
        new MirrorEvents() {
          @Override
          public void fileDone(Stage stage, SuiteId suite, String path, long size, long resumed) {
            if (stage == Stage.PUBLISH) {
              sync.cancel();
            }
          }
        };

    assertThatThrownBy(sync.events(cancelling)::call).isNotNull();

    assertThat(told).hasSize(1);
    assertThat(told.get(0).status()).isEqualTo(SyncReport.Status.INTERRUPTED);
    assertThat(told.get(0).repositories())
        .extracting(SuiteReport::status)
        .containsExactly(SuiteReport.Status.PUBLISHED);
  }
}
