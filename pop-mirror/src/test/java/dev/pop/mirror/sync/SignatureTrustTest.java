package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static dev.pop.mirror.fixture.MirrorFixture.NEXT_DAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.FailureKind;
import dev.pop.core.openpgp.SigningKey;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose signatures a run takes. */
@Timeout(60)
class SignatureTrustTest {
  private static final SigningKey STRANGER =
      SigningKey.generate("Stranger <s@example.org>", Instant.parse("2024-01-01T00:00:00Z"));

  @TempDir Path directory;
  private MirrorFixture world;
  private Path stranger;
  private final RecordedEvents events = new RecordedEvents();

  @BeforeEach
  void build() throws Exception {
    world = MirrorFixture.withJammy(directory);
    stranger = directory.resolve("stranger.asc");
    Files.writeString(stranger, STRANGER.armoredPublicKey());
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private SyncReport sync(String options, String... lines) throws Exception {
    String[] all = new String[lines.length + 1];
    System.arraycopy(lines, 0, all, 0, lines.length);
    all[lines.length] = "deb [arch=amd64" + options + "] URL jammy main";
    MirrorList list = world.list(all);
    return MirrorSync.of(list).events(events).call();
  }

  private void refused(SyncReport report, String... words) throws Exception {
    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.failures())
        .extracting(Failure::kind)
        .isSubsetOf(FailureKind.UNTRUSTED, FailureKind.EXPIRED, FailureKind.WRONG_SUITE);
    assertThat(report.failures())
        .extracting(Failure::reason)
        .singleElement()
        .asString()
        .contains(words);
    assertThatMirror(world).lacks("dists/jammy/InRelease");
  }

  private void taken(SyncReport report) throws Exception {
    assertThat(report.failures()).isEmpty();
    assertThatMirror(world).has("dists/jammy/InRelease");
  }

  @Test
  void byAKeyOfTheSystem_isTakenWithoutAWord() throws Exception {
    taken(sync(""));

    assertThat(events.lines("warning")).isEmpty();
  }

  @Test
  void byAnUnknownKey_isTakenWithAWarning() throws Exception {
    world.archive().signedBy(STRANGER).write();

    taken(sync(""));

    assertThat(events.lines("warning"))
        .singleElement()
        .asString()
        .contains("not verified", STRANGER.fingerprint().substring(24));
  }

  @Test
  void byAnUnknownKey_filesOfTwoDays_isWarnedAboutOnceForAllTries() throws Exception {
    Path release = world.archive().root().resolve("dists/jammy/Release");
    byte[] old = Files.readAllBytes(release);
    world.archive().signedBy(STRANGER).date(NEXT_DAY).write();
    Files.write(release, old);

    taken(sync(""));

    assertThat(events.lines("warning"))
        .filteredOn(line -> line.contains("not verified"))
        .hasSize(1);
  }

  @Test
  void byAnUnknownKey_withForce_isRefused() throws Exception {
    world.archive().signedBy(STRANGER).write();

    refused(
        sync("", "set gpg_verify force"),
        "dists/jammy/InRelease is refused: it is not trusted",
        STRANGER.fingerprint().substring(24));
  }

  @Test
  void byAnotherKeyThanTheLineNames_isRefused() throws Exception {
    refused(sync(" signed-by=" + stranger), "InRelease is refused: it is not trusted");
  }

  @Test
  void byTheKeyThatTheLineNames_isTaken() throws Exception {
    world.archive().signedBy(STRANGER).write();

    taken(sync(" signed-by=" + stranger));

    assertThat(events.lines("warning")).isEmpty();
  }

  @Test
  void byFingerprint_oneOfTheSystemsKeys() throws Exception {
    taken(sync(" signed-by=" + MirrorFixture.KEY.fingerprint()));
  }

  @Test
  void byFingerprint_anotherOfTheSystemsKeys_isRefused() throws Exception {
    refused(sync(" signed-by=" + STRANGER.fingerprint()), "InRelease is refused");
  }

  /** The fixture's server stands in as the HTTP proxy that knows the archive by its name. */
  private SyncReport syncOfAKnownPlace(Path copies) throws Exception {
    Path infra = Files.createDirectories(directory.resolve("upstream/infra"));
    Files.deleteIfExists(infra.resolve("ubuntu"));
    Files.createSymbolicLink(infra.resolve("ubuntu"), world.archive().root());
    MirrorList list =
        world.list(
            "set use_proxy on",
            "set http_proxy " + world.upstream().url("/"),
            "deb [arch=amd64] http://esm.ubuntu.com/infra/ubuntu jammy main");
    return MirrorSync.of(list.withKeyrings(copies)).events(events).call();
  }

  @Test
  void keyringThatThePopKeepsACopyOf_isKnownForItsPlace() throws Exception {
    Path copies = Files.createDirectories(directory.resolve("pop"));
    Path copy = copies.resolve("ubuntu-pro-esm-infra.gpg");
    Files.write(copy, STRANGER.publicKeyring());

    SyncReport refused = syncOfAKnownPlace(copies);
    world.archive().signedBy(STRANGER).write();
    SyncReport taken = syncOfAKnownPlace(copies);

    assertThat(refused.failures())
        .extracting(Failure::reason)
        .singleElement()
        .asString()
        .contains("InRelease is refused: it is not trusted");
    assertThat(taken.failures()).isEmpty();
    assertThat(events.lines("warning")).isEmpty();
  }

  @Test
  void keyringIsMissing_isNamed() throws Exception {
    refused(sync(" signed-by=/nowhere/keyring.gpg"), "/nowhere/keyring.gpg", "does not exist");
  }

  @Test
  void trustedYes_andVerifyOff_takeAnything() throws Exception {
    world.archive().signedBy(STRANGER).write();
    taken(sync(" trusted=yes signed-by=" + MirrorFixture.KEY.fingerprint()));
    taken(sync("", "set gpg_verify off"));
    taken(sync(" signed-by=" + directory.resolve(MirrorFixture.KEYRING), "gpg_verify URL off"));

    assertThat(events.lines("warning")).isEmpty();
  }

  @Test
  void changedText_isRefused_andTheOldGenerationStays() throws Exception {
    taken(sync(""));
    Tree before = Tree.of(world.mirror());
    world.archive().date(NEXT_DAY).write();
    for (String name : new String[] {"InRelease", "Release"}) {
      Path file = world.archive().root().resolve("dists/jammy/" + name);
      Files.writeString(file, Files.readString(file).replace("Suite: jammy", "Suite: jummy"));
    }

    SyncReport report = sync("");

    assertThat(report.failures())
        .extracting(Failure::reason)
        .singleElement()
        .asString()
        .contains("is refused: it is not trusted", MirrorFixture.KEY.fingerprint());
    assertThatMirror(world).publishesAsBefore(before);
  }

  @Test
  void unsigned_isRefusedWhereAKeyIsNamed_andElseWarnedAbout() throws Exception {
    Files.delete(world.archive().root().resolve("dists/jammy/InRelease"));
    Files.delete(world.archive().root().resolve("dists/jammy/Release.gpg"));

    refused(sync(" signed-by=" + stranger), "it is not signed");
    assertThat(sync("").failures()).isEmpty();

    assertThat(events.lines("warning")).last().asString().contains("it is not signed");
    assertThatMirror(world).has("dists/jammy/Release");
  }

  @Test
  void releaseWithItsSignatureAlone_isJudgedToo() throws Exception {
    Files.delete(world.archive().root().resolve("dists/jammy/InRelease"));

    refused(sync(" signed-by=" + stranger), "dists/jammy/Release is refused: it is not trusted");
    assertThat(sync(" signed-by=" + MirrorFixture.KEY.fingerprint()).failures()).isEmpty();
  }

  @Test
  void withoutRelease_isRefusedWhereAKeyIsNamed() throws Exception {
    for (String name : new String[] {"InRelease", "Release", "Release.gpg"}) {
      Files.delete(world.archive().root().resolve("dists/jammy/" + name));
    }

    refused(
        sync("", "set gpg_verify force"),
        "it has no InRelease or Release (404; wrong suite or URL?)");
  }

  @Test
  void stricterThanBefore_isJudgedThoughNothingChanged() throws Exception {
    world.archive().signedBy(STRANGER).write();
    taken(sync("", "set gpg_verify off"));

    SyncReport report = sync("", "set gpg_verify force");

    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
  }

  @Test
  void dateInTheFuture_isRefusedUnlessTold() throws Exception {
    world.archive().date(Instant.now().plusSeconds(3600)).write();

    refused(sync(""), "is in the future");
    taken(sync(" check-date=no trusted=yes"));
    taken(sync("", "set check_date 0", "set gpg_verify off"));
  }

  @Test
  void validUntilIsOver_isRefusedUnlessTold() throws Exception {
    world.archive().validUntil(NEXT_DAY).write();

    refused(sync(""), "it was valid until 2024-04-26");
    taken(sync(" check-valid-until=no"));
    taken(sync("", "set check_valid_until 0"));
  }

  @Test
  void validUntilIsOver_ofWhatUpstreamStillHas_isNamedAndTheMirrorStays() throws Exception {
    world.archive().validUntil(NEXT_DAY).write();
    MirrorList list = world.list("deb [arch=amd64] URL jammy main");
    taken(syncAt(list, NEXT_DAY.minusSeconds(60)));
    assertThat(syncAt(list, NEXT_DAY.minusSeconds(30)).status())
        .isEqualTo(SyncReport.Status.COMPLETE);

    isOver(syncAt(list, NEXT_DAY.plusSeconds(60)));
  }

  private void isOver(SyncReport late) throws Exception {
    assertThat(late.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(late.failures())
        .extracting(Failure::reason)
        .singleElement()
        .asString()
        .contains("it was valid until 2024-04-26");
    assertThatMirror(world).has("dists/jammy/InRelease");
  }

  /** Whoever stands in between can change both without a key, and would freeze the mirror so. */
  @ParameterizedTest
  @CsvSource({
    "Hash: SHA512, 'Hash: SHA512\nValid-Until: Thu, 01 Jan 2099 00:00:00 UTC'",
    "Valid-Until:, - Valid-Until:"
  })
  void validUntilIsOver_headerOrEscapeAddedToTheSignedText_isNamed(String text, String forged)
      throws Exception {
    world.archive().validUntil(NEXT_DAY).write();
    Path inRelease = world.archive().root().resolve("dists/jammy/InRelease");
    String right = Files.readString(inRelease);
    Files.writeString(inRelease, right.replace("\n" + text, "\n" + forged.replace("\\n", "\n")));
    assertThat(inRelease).content().isNotEqualTo(right);
    MirrorList list = world.list("deb [arch=amd64] URL jammy main", "set gpg_verify force");
    taken(syncAt(list, NEXT_DAY.minusSeconds(60)));

    isOver(syncAt(list, NEXT_DAY.plusSeconds(60)));
  }

  private SyncReport syncAt(MirrorList list, Instant when) throws Exception {
    return MirrorSync.of(list).clock(Clock.fixed(when, ZoneOffset.UTC)).events(events).call();
  }

  /** As apt does; a key in it that is missing else would be a riddle. */
  @Test
  void keyringOfTheSystemThatIsNone_isNamedAndPassedOver() throws Exception {
    Path parts = Files.createDirectory(directory.resolve("trusted.gpg.d"));
    Files.writeString(parts.resolve("broken.gpg"), "no key");

    taken(sync("", "set etc_trusted_parts " + parts));

    assertThat(events.lines("warning"))
        .singleElement()
        .asString()
        .contains(parts.resolve("broken.gpg").toString(), "it is passed over");
  }
}
