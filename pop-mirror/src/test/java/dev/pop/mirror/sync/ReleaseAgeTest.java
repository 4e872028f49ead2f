package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.Remedy;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.sample.ArchiveBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An upstream that goes back in time. */
@Timeout(60)
class ReleaseAgeTest {
  @TempDir Path directory;
  private MirrorFixture world;
  private final RecordedEvents events = new RecordedEvents();

  @BeforeEach
  void syncTheNextDay() throws Exception {
    world = MirrorFixture.withJammy(directory);
    world.replaceHello();
    world.completes(world.jammy());
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void goBack() throws IOException {
    world.archive().suite("jammy").remove("main", "world");
    world.archive().date(ArchiveBuilder.DEFAULT_DATE).write();
  }

  private SyncReport sync(MirrorList list) throws Exception {
    return MirrorSync.of(list).events(events).call();
  }

  @Test
  void older_refusedWithBothDatesAndTheGenerationStays() throws Exception {
    goBack();
    Tree before = Tree.of(world.mirror());

    SyncReport report = sync(world.jammy());

    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.failures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.reason())
                    .contains(
                        ArchiveBuilder.DEFAULT_DATE.toString(),
                        MirrorFixture.NEXT_DAY.toString(),
                        "is older"));
    assertThat(report.failures().get(0).remedy()).contains(Remedy.of(Remedy.Action.ALLOW_OLDER));
    assertThatMirror(world).isAsBefore(before).isSound(world.jammy());
  }

  @Test
  void older_unsigned_refusedToo() throws Exception {
    MirrorList list = world.list("deb [arch=amd64,src trusted=yes] URL jammy main");
    world.archive().unsigned().write();
    world.completes(list);
    goBack();

    assertThat(sync(list).failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.reason()).contains("is older"));
  }

  @Test
  void older_otherSuiteGoesOn() throws Exception {
    world.archive().suite("jammy-updates").add("main", MirrorFixture.deb("news", "1.0"));
    goBack();

    SyncReport report =
        sync(world.list("deb [arch=amd64,src] URL jammy,jammy-updates main", "clean URL"));

    assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
    assertThat(report.repositories())
        .extracting(SuiteReport::status)
        .containsExactly(SuiteReport.Status.FAILED, SuiteReport.Status.PUBLISHED);
  }

  @Test
  void older_allowedByTheRun_taken() throws Exception {
    goBack();

    SyncReport report = MirrorSync.of(world.jammy()).allowOlder(true).call();

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(world.root().resolve("dists/jammy/InRelease"))
        .hasSameBinaryContentAs(world.archive().root().resolve("dists/jammy/InRelease"));
  }

  @Test
  void older_allowedByTheList_taken() throws Exception {
    goBack();

    assertThat(
            sync(world.list(
                    "set allow_older_release 1",
                    "deb [arch=amd64,src] URL jammy main",
                    "clean URL"))
                .status())
        .isEqualTo(SyncReport.Status.COMPLETE);
  }

  @Test
  void sameDateOtherFiles_taken() throws Exception {
    world.archive().suite("jammy").remove("main", "world");
    world.archive().write();

    assertThat(sync(world.jammy()).status()).isEqualTo(SyncReport.Status.COMPLETE);
  }

  @Test
  void noDate_takenWithAWarning() throws Exception {
    MirrorList list = world.list("deb [arch=amd64,src trusted=yes] URL jammy main");
    world.archive().unsigned().write();
    world.completes(list);
    Path release = world.archive().root().resolve("dists/jammy/Release");
    Files.writeString(
        release, Files.readString(release).replaceFirst("(?m)^Date: .*\n", "Changelogs: no\n"));

    SyncReport report = sync(list);

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(events.lines("warning")).last().asString().contains("has no Date");
  }
}
