package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorFixture.NEXT_DAY;
import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.HandmadeArchive;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.Remedy;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.store.MirrorStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Release with a good signature that is of another suite, or not of the one it was. */
@Timeout(60)
class ReleaseIdentityTest {
  @TempDir Path directory;
  private MirrorFixture world;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.in(directory);
    world.archive().suite("jammy-security").add("main", deb("openssl", "2.0"));
    world.archive().suite("jammy-updates").add("main", deb("openssl", "1.0"));
    world.archive().write();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private MirrorList security(String... options) throws Exception {
    return world.list("deb " + String.join("", options) + " URL jammy-security main");
  }

  /** Serves the signed files and indices of one suite as those of the other. */
  private void swap() throws IOException {
    Path suites = world.archive().root().resolve("dists");
    FileUtils.deleteDirectory(suites.resolve("jammy-security").toFile());
    FileUtils.copyDirectory(
        suites.resolve("jammy-updates").toFile(), suites.resolve("jammy-security").toFile());
  }

  private Optional<Remedy> accept() {
    return Optional.of(Remedy.of(Remedy.Action.ACCEPT_RELEASE_INFO, world.url(), "jammy-security"));
  }

  private static void refused(SyncReport report, String reason, Optional<Remedy> remedy) {
    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.failures())
        .singleElement()
        .returns(remedy, Failure::remedy)
        .extracting(Failure::reason)
        .asString()
        .contains(reason);
  }

  @Test
  void sync_anotherSuiteFromTheFirst_isRefused() throws Exception {
    swap();

    refused(world.sync(security()), "its Release is of the suite jammy-updates", Optional.empty());

    world.completes(security("[check-release-info=no]"));
  }

  @Test
  void sync_anotherSuiteInPlaceOfThePublished_isRefusedUntilItIsAccepted() throws Exception {
    world.completes(security());
    world.archive().date(NEXT_DAY).write();
    swap();
    MirrorList list = security();

    refused(
        world.sync(list),
        "changed from 'jammy-security' to 'jammy-updates'",
        Optional.of(Remedy.of(Remedy.Action.ACCEPT_RELEASE_INFO, world.url(), "jammy-security")));

    Repository repository = list.repositories().get(0);
    try (MirrorStore store = MirrorStore.open(list.settings())) {
      store.state().accepted().acceptReleaseInfo(repository, repository.suites().get(0));
    }
    world.completes(list);
    world.archive().date(NEXT_DAY.plusSeconds(1)).write();
    refused(world.sync(list), "changed from 'jammy-updates' to 'jammy-security'", accept());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Origin", "Label", "Suite", "Codename"})
  void sync_changedField_isRefused(String field) throws Exception {
    HandmadeArchive archive = HandmadeArchive.at(world.archive().root()).clear();
    archive.fields("Origin: a", "Label: a").suite("jammy-security");
    world.completes(security());
    archive.fields("Origin: a", "Label: a", field + ": b").suite("jammy-security");

    refused(world.sync(security()), "its " + field + " changed from ", accept());
    world.completes(security("[check-release-info=no]"));
  }

  @Test
  void sync_otherFieldsChange_isPublished() throws Exception {
    HandmadeArchive archive = HandmadeArchive.at(world.archive().root()).clear();
    archive.fields("Version: 1").suite("jammy-security");
    world.completes(security());
    archive.fields("Version: 2", "Description: new").suite("jammy-security");

    world.completes(security());
  }

  @ParameterizedTest
  @ValueSource(strings = {"stable", "bookworm", "bookworm/updates"})
  void sync_nameOrAlias_isPublished(String name) throws Exception {
    world
        .archive()
        .suite(name)
        .suiteField("stable")
        .codename("bookworm")
        .add("main", deb("hello", "1"));
    world.archive().write();

    world.completes(world.list("deb URL " + name + " main"));
  }

  @Test
  void sync_unsignedSuiteOfAnotherName_isPublishedWithAWarning() throws Exception {
    HandmadeArchive archive = HandmadeArchive.at(world.archive().root()).clear();
    archive.fields("Suite: other", "Codename: other").suite("jammy-security");
    RecordedEvents events = new RecordedEvents();

    SyncReport report = MirrorSync.of(security()).events(events).call();

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(events.lines("warning")).anyMatch(text -> text.contains("is of the suite other"));
  }
}
