package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static dev.pop.mirror.fixture.MirrorFixture.NEXT_DAY;
import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Upstream changes while it is being read. */
@Timeout(60)
class MirrorSyncRoundsTest {
  @TempDir Path directory;
  private MirrorFixture world;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** Lets upstream have other versions of a package, one after the other, and no older ones. */
  private final class Upstream extends RecordedEvents {
    private final int most;
    private int version = 1;

    Upstream(int most) {
      this.most = most;
    }

    @Override
    public void stageStarted(Stage stage, long files, long bytes) {
      super.stageStarted(stage, files, bytes);
      if (stage == Stage.ARCHIVE && version <= most) {
        try {
          world.archive().suite("jammy").remove("main", "hello");
          Files.delete(world.archive().root().resolve(pool(version)));
          version++;
          world.archive().suite("jammy").add("main", deb("hello", version + ".0"));
          world.archive().date(NEXT_DAY.plusSeconds(version)).write();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static String pool(int version) {
    return "pool/main/h/hello/hello_" + version + ".0_amd64.deb";
  }

  private SyncReport sync(MirrorList list, RecordedEvents events) throws Exception {
    return MirrorSync.of(list).events(events).call();
  }

  @Test
  void sync_upstreamMovesOnDuringTheRun_isFollowed() throws Exception {
    SyncReport report = sync(world.jammy(), new Upstream(2));

    assertThat(report.failures()).isEmpty();
    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThatMirror(world).has(pool(3)).lacks(pool(1), pool(2)).isSound(world.jammy());
    assertThat(world.upstream().count(".*world_1.0.*deb")).as("kept from the first try").isOne();
    assertThat(report.repositories()).hasSize(1);
  }

  @Test
  void sync_upstreamDoesNotComeToRest_failsAndTheOldGenerationStays() throws Exception {
    world.completes(world.jammy());
    world.replaceHello();
    Files.delete(world.archive().root().resolve("pool/main/h/hello/hello_2.0_amd64.deb"));

    SyncReport report = sync(world.jammy(), new RecordedEvents());

    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.url()).endsWith("hello_2.0_amd64.deb"));
    assertThat(world.upstream().count(".*hello_2.0.*"))
        .as("upstream has no newer generation, so nothing is tried again")
        .isOne();
    assertThatMirror(world).has(pool(1)).isSound(world.jammy());
  }

  @Test
  void sync_upstreamNeverRests_isGivenUpAfterSomeRounds() throws Exception {
    SyncReport report = sync(world.jammy(), new Upstream(50));

    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.failures())
        .as("of the last generation that was tried alone")
        .singleElement()
        .satisfies(failure -> assertThat(failure.url()).endsWith(pool(5)));
    assertThat(report.repositories().get(0).status()).isEqualTo(SuiteReport.Status.FAILED);
  }
}
