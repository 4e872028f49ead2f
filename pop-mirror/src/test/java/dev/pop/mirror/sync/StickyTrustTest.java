package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static dev.pop.mirror.fixture.MirrorFixture.KEY;
import static dev.pop.mirror.fixture.MirrorFixture.NEXT_DAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.openpgp.SigningKey;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.HealthReport;
import dev.pop.mirror.report.HealthReport.SuiteHealth;
import dev.pop.mirror.report.ReleaseSignature;
import dev.pop.mirror.report.Remedy;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorState;
import dev.pop.mirror.store.MirrorStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A suite that was published verified stays so, though its line names no key. */
@Timeout(60)
class StickyTrustTest {
  private static final SigningKey STRANGER =
      SigningKey.generate("Stranger <s@example.org>", Instant.parse("2024-01-01T00:00:00Z"));

  @TempDir Path directory;
  private MirrorFixture world;
  private Path parts;
  private final RecordedEvents events = new RecordedEvents();

  @BeforeEach
  void build() throws Exception {
    world = MirrorFixture.withJammy(directory);
    parts = Files.createDirectories(directory.resolve("trusted.gpg.d"));
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private MirrorList list(String options) throws Exception {
    return world.list(
        "set etc_trusted_parts " + parts, "deb [arch=amd64" + options + "] URL jammy main");
  }

  private SyncReport sync(String options) throws Exception {
    return MirrorSync.of(list(options)).events(events).call();
  }

  private void completes(String options) throws Exception {
    SyncReport report = sync(options);
    assertThat(report.failures()).isEmpty();
    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
  }

  private Optional<Remedy> refused(String... words) throws Exception {
    Tree before = Tree.of(world.mirror());
    SyncReport report = sync("");
    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.failures())
        .extracting(Failure::reason)
        .singleElement()
        .asString()
        .contains(words);
    assertThatMirror(world).publishesAsBefore(before);
    return report.failures().get(0).remedy();
  }

  private void upstreamIsSignedBy(SigningKey key) throws Exception {
    world.archive().signedBy(key).date(NEXT_DAY).write();
  }

  private void trustStranger() throws Exception {
    Files.write(parts.resolve("stranger.gpg"), STRANGER.publicKeyring());
  }

  private Path manifest() throws Exception {
    MirrorList list = list("");
    Repository repository = list.repositories().get(0);
    return MirrorLayout.of(list.settings()).manifest(repository, repository.suites().get(0));
  }

  /** Makes a manifest as versions wrote it that knew nothing of signatures. */
  private void age() throws Exception {
    Path file = manifest();
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).anyMatch(line -> line.startsWith("Verified-By: " + KEY.fingerprint()));
    Files.write(
        file,
        lines.stream()
            .filter(line -> !line.startsWith("Verified-By") && !line.startsWith("Keyrings"))
            .toList());
  }

  @Test
  void resignedByAnUnknownKey_isRefusedWithBothKeys() throws Exception {
    completes("");
    upstreamIsSignedBy(STRANGER);

    refused(
        "InRelease is refused: it is signed by key",
        STRANGER.fingerprint().substring(24),
        KEY.fingerprint() + " of " + directory.resolve(MirrorFixture.KEYRING),
        "name its keyring with signed-by");
  }

  @Test
  void resignedByAnotherKeyOfTheSystem_isRefusedUntilThatIsAccepted() throws Exception {
    completes("");
    trustStranger();
    upstreamIsSignedBy(STRANGER);
    assertThat(refused("it is signed by key " + STRANGER.fingerprint()))
        .contains(
            Remedy.of(Remedy.Action.ACCEPT_KEY, world.url(), "jammy", STRANGER.fingerprint()));

    MirrorList list = list("");
    Repository repository = list.repositories().get(0);
    try (MirrorStore store = MirrorStore.open(list.settings())) {
      store
          .state()
          .accepted()
          .acceptKey(repository, repository.suites().get(0), STRANGER.fingerprint());
    }
    completes("");

    world.archive().signedBy(KEY).date(NEXT_DAY.plusSeconds(60)).write();
    refused(KEY.fingerprint(), "but the published one by key " + STRANGER.fingerprint());
  }

  @Test
  void resignedByAKeyOfTheSameFile_isTaken() throws Exception {
    completes("");
    Path keyring = directory.resolve(MirrorFixture.KEYRING);
    byte[] both = new byte[KEY.publicKeyring().length + STRANGER.publicKeyring().length];
    System.arraycopy(KEY.publicKeyring(), 0, both, 0, KEY.publicKeyring().length);
    System.arraycopy(
        STRANGER.publicKeyring(),
        0,
        both,
        KEY.publicKeyring().length,
        STRANGER.publicKeyring().length);
    Files.write(keyring, both);
    upstreamIsSignedBy(STRANGER);

    completes("");
  }

  @Test
  void resigned_listNamesTheKeyring_orTurnsTheCheckOff_isTaken() throws Exception {
    completes("");
    trustStranger();
    upstreamIsSignedBy(STRANGER);

    completes(" signed-by=" + parts.resolve("stranger.gpg"));
    world.archive().signedBy(KEY).date(NEXT_DAY.plusSeconds(60)).write();
    completes(" trusted=yes");
  }

  @Test
  void sameKeyFromAnotherFile_isTaken_andWithoutAny_isNamed() throws Exception {
    completes("");
    Path keyring = directory.resolve(MirrorFixture.KEYRING);
    Files.move(keyring, directory.resolve("away"));
    world.archive().date(NEXT_DAY).write();
    refused("has that key any more", keyring.toString(), "install the keyring again");

    Files.move(directory.resolve("away"), parts.resolve("moved.gpg"));
    completes("");
  }

  @Test
  void signatureIsDropped_isRefused() throws Exception {
    completes("");
    world.archive().date(NEXT_DAY).write();
    Files.delete(world.archive().root().resolve("dists/jammy/InRelease"));
    Files.delete(world.archive().root().resolve("dists/jammy/Release.gpg"));

    refused("it is not signed, but the published one is signed by key " + KEY.fingerprint());
  }

  @Test
  void inReleaseIsGone_releaseByAnUnknownKey_isRefused() throws Exception {
    completes("");
    upstreamIsSignedBy(STRANGER);
    Files.delete(world.archive().root().resolve("dists/jammy/InRelease"));

    refused("Release is refused: it is signed by key", KEY.fingerprint());
  }

  @Test
  void manifestOfBefore_isCompletedFromThePublishedInRelease() throws Exception {
    completes("");
    List<String> whole = Files.readAllLines(manifest());
    age();

    completes("");
    assertThat(manifest()).content().isEqualTo(String.join("\n", whole) + "\n");

    age();
    upstreamIsSignedBy(STRANGER);
    refused("it is signed by key", "but the published one by key " + KEY.fingerprint());
  }

  @Test
  void memoryIsLost_thePublishedInReleaseSpeaksForItself() throws Exception {
    completes("");
    Files.delete(manifest());
    upstreamIsSignedBy(STRANGER);

    refused("but the published one by key " + KEY.fingerprint());
  }

  @Test
  void neverVerified_isDegradedAndSaidOnce_untilItsKeyIsKnown() throws Exception {
    upstreamIsSignedBy(STRANGER);
    completes("");
    completes("");

    assertThat(events.lines("warning")).hasSize(1);
    HealthReport health = MirrorHealth.of(list("")).call();
    assertThat(health.status()).isEqualTo(HealthReport.Status.DEGRADED);
    SuiteHealth suite = health.repositories().get(0);
    assertThat(suite.signature().map(ReleaseSignature::verified)).contains(false);
    assertThat(suite.problems()).singleElement().asString().startsWith("it is not verified: ");
    assertThat(MirrorVerifier.of(list("")).call().repositories())
        .extracting(check -> check.signature().map(ReleaseSignature::verified).orElseThrow())
        .containsExactly(false);

    String named = " signed-by=" + parts.resolve("stranger.gpg");
    trustStranger();
    completes(named);
    health = MirrorHealth.of(list(named)).call();
    assertThat(health.status()).isEqualTo(HealthReport.Status.HEALTHY);
    assertThat(health.repositories().get(0).signature())
        .contains(
            ReleaseSignature.by(
                List.of(STRANGER.fingerprint()), List.of(parts.resolve("stranger.gpg"))));
  }

  @Test
  void reportAndVerify_sayByWhichKey() throws Exception {
    ReleaseSignature expected =
        ReleaseSignature.by(
            List.of(KEY.fingerprint()), List.of(directory.resolve(MirrorFixture.KEYRING)));

    assertThat(sync("").repositories().get(0).signature()).contains(expected);
    VerifyReport sound = MirrorVerifier.of(list("")).call();
    assertThat(sound.repositories().get(0).signature()).contains(expected);
    assertThat(sound.status()).isEqualTo(VerifyReport.Status.AVAILABLE);

    Files.delete(directory.resolve(MirrorFixture.KEYRING));
    VerifyReport doubtful = MirrorVerifier.of(list("")).call();
    assertThat(doubtful.repositories().get(0).problems())
        .singleElement()
        .asString()
        .startsWith("its signature does not hold: ");
  }

  @Test
  void accepted_isForgottenOnceItIsPublished() throws Exception {
    completes("");
    trustStranger();
    upstreamIsSignedBy(STRANGER);
    MirrorList list = list("");
    Repository repository = list.repositories().get(0);
    try (MirrorStore store = MirrorStore.open(list.settings())) {
      store
          .state()
          .accepted()
          .acceptKey(repository, repository.suites().get(0), STRANGER.fingerprint());
    }

    completes("");

    assertThat(
            MirrorState.read(list.settings())
                .accepted()
                .keys(repository, repository.suites().get(0)))
        .isEmpty();
  }
}
