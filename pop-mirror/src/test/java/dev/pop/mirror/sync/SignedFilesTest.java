package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static dev.pop.mirror.fixture.MirrorFixture.NEXT_DAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.SyncReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** InRelease, Release and Release.gpg that do not come together. */
@Timeout(60)
class SignedFilesTest {
  @TempDir Path directory;
  private MirrorFixture world;
  private Path dists;

  @BeforeEach
  void mirrorOnce() throws Exception {
    world = MirrorFixture.withJammy(directory);
    world.completes(world.jammy());
    dists = world.archive().root().resolve("dists/jammy");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void nextDay() throws Exception {
    world.archive().date(NEXT_DAY).write();
  }

  /** The files of these names stay those of the day before. */
  private void nextDayButFor(String... names) throws Exception {
    for (String name : names) {
      Files.copy(dists.resolve(name), directory.resolve(name));
    }
    nextDay();
    for (String name : names) {
      Files.copy(directory.resolve(name), dists.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void inReleaseIsNoneOnce_isAskedForAgain() throws Exception {
    nextDay();
    world.upstream().fault(Fault.captivePortal().on(".*/InRelease").times(1));

    world.completes(world.jammy());

    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void inReleaseStaysAPage_saysSo() throws Exception {
    Tree before = Tree.of(world.mirror());
    nextDay();
    world.upstream().fault(Fault.captivePortal().on(".*/InRelease"));

    SyncReport report = world.sync(world.jammy());

    assertThat(report.failures())
        .extracting(Failure::reason)
        .singleElement()
        .asString()
        .contains("a web page, perhaps of a proxy or a login");
    assertThatMirror(world).publishesAsBefore(before);
  }

  @Test
  void releaseIsOfAnotherDay_thoughTheFilesAreTheSame_isRefused() throws Exception {
    Tree before = Tree.of(world.mirror());
    nextDayButFor("Release", "Release.gpg");

    SyncReport report = world.sync(world.jammy());

    assertThat(report.failures())
        .extracting(Failure::reason)
        .singleElement()
        .asString()
        .startsWith("InRelease and Release say different things");
    assertThatMirror(world).publishesAsBefore(before);
    nextDay();
    world.completes(world.jammy());
    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void signatureIsNotThereOnce_isBackAfterTheNextRun() throws Exception {
    nextDay();
    world.upstream().fault(Fault.status(404).on(".*/Release.gpg").times(1));
    world.completes(world.jammy());
    assertThatMirror(world).lacks("dists/jammy/Release.gpg");

    world.completes(world.jammy());

    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void signatureIsDroppedForGood_isAskedForOnceMore() throws Exception {
    nextDay();
    Files.delete(dists.resolve("Release.gpg"));
    world.completes(world.jammy());
    world.completes(world.jammy());
    world.upstream().clear();

    world.completes(world.jammy());

    assertThat(world.upstream().requests()).hasSize(1);
    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void signatureIsOfTheDayBefore_isRefused() throws Exception {
    Tree before = Tree.of(world.mirror());
    nextDayButFor("Release.gpg");

    SyncReport report = world.sync(world.jammy());

    assertThat(report.failures())
        .extracting(Failure::reason)
        .singleElement()
        .asString()
        .contains("Release.gpg is not the signature of Release", "another text");
    assertThatMirror(world).publishesAsBefore(before);
  }

  @Test
  void signatureIsAPageOnce_isAskedForAgain() throws Exception {
    nextDay();
    world.upstream().fault(Fault.captivePortal().on(".*/Release.gpg").times(1));

    world.completes(world.jammy());

    assertThatMirror(world).equalsUpstream();
  }
}
