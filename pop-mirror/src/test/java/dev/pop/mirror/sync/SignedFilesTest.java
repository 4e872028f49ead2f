package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static dev.pop.mirror.fixture.MirrorFixture.NEXT_DAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.openpgp.SigningKey;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** InRelease, Release and Release.gpg that do not come together. */
@Timeout(60)
class SignedFilesTest {
  @TempDir Path directory;
  private MirrorFixture world;
  private Path dists;
  private final RecordedEvents events = new RecordedEvents();

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

  /** Nothing but InRelease and what it lists is new in the mirror. */
  private void publishesInReleaseAlone(String... why) throws Exception {
    SyncReport report = MirrorSync.of(world.jammy()).events(events).call();

    assertThat(report.failures()).isEmpty();
    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(world.root().resolve("dists/jammy/InRelease"))
        .hasSameBinaryContentAs(dists.resolve("InRelease"));
    assertThatMirror(world).lacks("dists/jammy/Release", "dists/jammy/Release.gpg");
    assertThat(events.lines("warning"))
        .singleElement()
        .asString()
        .contains("jammy", "InRelease is published without Release and Release.gpg")
        .contains(why);
  }

  @Test
  void releaseIsOfAnotherDay_thoughTheFilesAreTheSame_isLeftOut() throws Exception {
    nextDayButFor("Release", "Release.gpg");

    publishesInReleaseAlone("InRelease and Release differ", "a cache");

    nextDay();
    world.completes(world.jammy());
    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void releaseIsOfAnotherDay_withoutASignature_isLeftOut() throws Exception {
    nextDayButFor("Release");
    Files.delete(dists.resolve("Release.gpg"));

    publishesInReleaseAlone("InRelease and Release differ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Release", "Release.gpg"})
  void besideInRelease_aPage_isLeftOut(String name) throws Exception {
    nextDay();
    world.upstream().fault(Fault.captivePortal().on(".*/" + name));

    publishesInReleaseAlone("dists/jammy/" + name);
  }

  @ParameterizedTest
  @CsvSource({"Release, 400", "Release, 401", "Release.gpg, 400", "Release.gpg, 503"})
  void besideInRelease_anErrorForGood_isLeftOut(String name, int status) throws Exception {
    nextDay();
    world.upstream().fault(Fault.status(status).on(".*/" + name));

    publishesInReleaseAlone("dists/jammy/" + name, String.valueOf(status));
  }

  @Test
  void besideInRelease_aSignatureByAnUnknownKey_isLeftOut() throws Exception {
    nextDay();
    Files.copy(dists.resolve("InRelease"), directory.resolve("good"));
    world
        .archive()
        .signedBy(SigningKey.generate("S <s@example.org>", Instant.parse("2024-01-01T00:00:00Z")))
        .write();
    Files.copy(
        directory.resolve("good"), dists.resolve("InRelease"), StandardCopyOption.REPLACE_EXISTING);
    MirrorList list = world.list("deb [arch=amd64] URL jammy main", "set gpg_verify force");

    assertThat(MirrorSync.of(list).events(events).call().failures()).isEmpty();

    assertThatMirror(world).lacks("dists/jammy/Release", "dists/jammy/Release.gpg");
    assertThat(events.lines("warning"))
        .singleElement()
        .asString()
        .contains("InRelease is published without Release and Release.gpg", "Release is refused");
  }

  @Test
  void inReleaseByAnUnknownKey_doesNotOutweighAReleaseByAKnownOne() throws Exception {
    Tree before = Tree.of(world.mirror());
    nextDay();
    Path files = Files.createDirectory(directory.resolve("known"));
    for (String name : new String[] {"Release", "Release.gpg"}) {
      Files.copy(dists.resolve(name), files.resolve(name));
    }
    world
        .archive()
        .signedBy(SigningKey.generate("S <s@example.org>", Instant.parse("2024-01-01T00:00:00Z")))
        .date(NEXT_DAY.plusSeconds(3600))
        .write();
    for (String name : new String[] {"Release", "Release.gpg"}) {
      Files.copy(files.resolve(name), dists.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    SyncReport report = world.sync(world.jammy());

    assertThat(report.failures())
        .extracting(Failure::reason)
        .singleElement()
        .asString()
        .startsWith("dists/jammy/InRelease is refused: it is signed by key ");
    assertThatMirror(world).publishesAsBefore(before);
  }

  @Test
  void withoutInRelease_releaseOfAnotherDayThanItsSignature_isRefused() throws Exception {
    Tree before = Tree.of(world.mirror());
    nextDayButFor("Release.gpg");
    Files.delete(dists.resolve("InRelease"));

    SyncReport report = world.sync(world.jammy());

    assertThat(report.failures())
        .extracting(Failure::reason)
        .singleElement()
        .asString()
        .contains("Release.gpg does not belong to Release", "another text");
    assertThatMirror(world).publishesAsBefore(before);
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
  void signatureIsOfTheDayBefore_isLeftOut() throws Exception {
    nextDayButFor("Release.gpg");

    publishesInReleaseAlone("Release.gpg does not belong to Release", "another text");

    world.completes(world.jammy());
    world.upstream().clear();
    world.completes(world.jammy());
    assertThat(world.upstream().requests()).hasSize(1);
  }

  @Test
  void signatureIsAPageOnce_isAskedForAgain() throws Exception {
    nextDay();
    world.upstream().fault(Fault.captivePortal().on(".*/Release.gpg").times(1));

    world.completes(world.jammy());

    assertThatMirror(world).equalsUpstream();
  }
}
