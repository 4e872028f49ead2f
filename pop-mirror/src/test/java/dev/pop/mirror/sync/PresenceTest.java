package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.PopException;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.store.MirrorLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Published files, and whole mirrors, that vanished while upstream stayed the same. */
@Timeout(60)
class PresenceTest {
  private static final String HELLO = "pool/main/h/hello/hello_1.0_amd64.deb";
  private static final Instant START = Instant.parse("2024-05-01T00:00:00Z");

  @TempDir Path directory;
  private MirrorFixture world;
  private Path known;
  private final RecordedEvents events = new RecordedEvents();

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
    known = Files.createDirectories(directory.resolve("upstream/pop")).resolve("known-mirrors");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private SyncReport sync(MirrorList list, Duration after) throws Exception {
    return MirrorSync.of(list)
        .events(events)
        .knownMirrors(known)
        .clock(Clock.fixed(START.plus(after), ZoneOffset.UTC))
        .call();
  }

  private SyncReport sync(Duration after) throws Exception {
    return sync(world.jammy(), after);
  }

  @Test
  void fileVanished_isMendedByTheFirstRunAfterADay() throws Exception {
    sync(Duration.ZERO);
    Files.delete(world.root().resolve(HELLO));

    SyncReport early = sync(Duration.ofHours(23));
    assertThat(early.downloadedFiles()).isZero();
    assertThatMirror(world).lacks(HELLO);

    SyncReport due = sync(Duration.ofHours(24));
    assertThat(due.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThatMirror(world).equalsUpstream();
    assertThat(events.lines("warning"))
        .singleElement()
        .asString()
        .endsWith(
            "jammy: 1 published file is missing or of another size, such as "
                + HELLO
                + "; this run fetches what is missing");
    assertThat(world.upstream().requests(".*/pool/.*")).hasSizeLessThan(10);
  }

  @Test
  void fileOfAnotherSize_isMended() throws Exception {
    sync(Duration.ZERO);
    Path file = world.root().resolve(HELLO);
    Files.delete(file);
    Files.writeString(file, "cut");

    sync(Duration.ofHours(25));

    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void index_underItsDigest_isMended() throws Exception {
    sync(Duration.ZERO);
    FileUtils.deleteDirectory(
        world.root().resolve("dists/jammy/main/binary-amd64/by-hash").toFile());

    sync(Duration.ofHours(25));

    assertThatMirror(world).equalsUpstream().isSound(world.jammy());
  }

  @Test
  void look_isCountedFromTheLastOne() throws Exception {
    sync(Duration.ZERO);
    sync(Duration.ofHours(30));
    Files.delete(world.root().resolve(HELLO));

    sync(Duration.ofHours(53));
    assertThatMirror(world).lacks(HELLO);
    sync(Duration.ofHours(54));
    assertThatMirror(world).has(HELLO);
  }

  @Test
  void presenceHours_isTheList() throws Exception {
    MirrorList list = world.list("set presence_hours 0", "deb [arch=amd64,src] URL jammy main");
    sync(list, Duration.ZERO);
    Files.delete(world.root().resolve(HELLO));

    sync(list, Duration.ofSeconds(1));

    assertThatMirror(world).has(HELLO);
  }

  @Test
  void mirrorVanished_isRefusedUntilItIsMeant() throws Exception {
    sync(Duration.ZERO);
    FileUtils.deleteDirectory(world.mirror().toFile());
    world.upstream().clear();

    assertThatExceptionOfType(PopException.class)
        .isThrownBy(() -> sync(Duration.ofHours(1)))
        .withMessageStartingWith(world.mirror() + " is empty, but held a mirror before")
        .withMessageEndingWith("is its file system mounted?");

    assertThat(world.upstream().requests()).isEmpty();
    assertThat(world.mirror()).doesNotExist();
    MirrorSync.of(world.jammy()).rebuild(true).call();
    assertThatMirror(world).equalsUpstream();
  }

  /** As where a disk is not mounted: what the mirror remembers is gone, too. */
  @Test
  void mirrorAndItsMemoryVanished_isRefusedUntilTheListMeansIt() throws Exception {
    sync(Duration.ZERO);
    FileUtils.cleanDirectory(world.base().toFile());
    Files.createDirectories(world.mirror().resolve(".pop"));

    assertThatExceptionOfType(PopException.class)
        .isThrownBy(() -> sync(Duration.ofHours(1)))
        .withMessageContaining("held a mirror before");
    assertThat(MirrorLayout.of(world.jammy().settings()).varPath()).doesNotExist();

    sync(
        world.list("set rebuild 1", "deb [arch=amd64,src] URL jammy main", "clean URL"),
        Duration.ofHours(1));
    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void popDirectoryIsMissing_nothingIsMade() throws Exception {
    Path pop = directory.resolve("upstream/pop");
    FileUtils.deleteDirectory(pop.toFile());

    assertThat(sync(Duration.ZERO).status()).isEqualTo(SyncReport.Status.COMPLETE);

    assertThat(pop).doesNotExist();
  }
}
