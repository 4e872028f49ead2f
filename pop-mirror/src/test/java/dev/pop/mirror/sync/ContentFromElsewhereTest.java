package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.HandmadeArchive;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.report.HealthReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What lies on this disk under another name is used only after it was hashed. */
@Timeout(60)
class ContentFromElsewhereTest {
  private static final String GOOD = "good bytes";
  private static final String EVIL = "evil bytes";

  @TempDir Path directory;
  private MirrorFixture world;
  private HandmadeArchive one;
  private HandmadeArchive other;
  private MirrorList list;

  @BeforeEach
  void start() throws Exception {
    world = MirrorFixture.in(directory);
    one = HandmadeArchive.at(world.archive().root().resolveSibling("one"));
    other = HandmadeArchive.at(world.archive().root().resolveSibling("other"));
    String url = world.upstream().url("one");
    list =
        world.list(
            "deb " + url + " suite main", "deb " + world.upstream().url("other") + " suite main");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private Path mirrored(String archive, String path) {
    return world.root().resolveSibling(archive).resolve(path);
  }

  private void mirrorOneThenWantItInTheOther() throws IOException, Exception {
    one.deb("pool/a.deb", GOOD).suite("suite");
    other.suite("suite");
    world.completes(list);
    other.deb("pool/b.deb", GOOD).suite("suite");
    world.upstream().clear();
  }

  @Test
  void sync_soundFileOfAnotherArchive_isLinked() throws Exception {
    mirrorOneThenWantItInTheOther();

    world.completes(list);

    assertThat(world.upstream().count("other/pool/.*")).isZero();
    assertThat(mirrored("other", "pool/b.deb")).hasContent(GOOD);
  }

  @Test
  void sync_damagedFileOfAnotherArchive_isNotTakenAndIsMendedByTheNextRun() throws Exception {
    mirrorOneThenWantItInTheOther();
    Path damaged = mirrored("one", "pool/a.deb");
    Files.delete(damaged);
    Files.writeString(damaged, EVIL);

    SyncReport report = world.sync(list);

    assertThat(mirrored("other", "pool/b.deb")).hasContent(GOOD);
    assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
    assertThat(report.failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.url()).endsWith("/one/pool/a.deb"))
        .satisfies(failure -> assertThat(failure.reason()).contains("other content"));
    world.completes(list);
    assertThat(damaged).hasContent(GOOD);
    assertThat(world.verify(list).corrupt()).isEmpty();
  }

  @Test
  void sync_fileThatTwoSuitesNeedWithOtherContent_theOlderOneIsNotWholeAnyMore() throws Exception {
    String url = world.upstream().url("one");
    MirrorList suites = world.list("deb " + url + " stale main", "deb " + url + " fresh main");
    one.deb("pool/a.deb", GOOD).suite("stale");
    one.suite("fresh");
    world.completes(suites);
    one.deb("pool/a.deb", EVIL).suite("fresh");

    world.sync(suites);

    assertThat(mirrored("one", "pool/a.deb")).hasContent(EVIL);
    assertThat(MirrorHealth.of(suites).call().status()).isEqualTo(HealthReport.Status.UNHEALTHY);
  }
}
