package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.Damage.flipLastByte;
import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.PopException;
import dev.pop.mirror.estimator.SizeEstimator;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.report.VerifyReport.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MirrorVerifierTest {
  private static final String HELLO = "pool/main/h/hello/hello_1.0_amd64.deb";
  private static final String PACKAGES = "dists/jammy/main/binary-amd64/Packages.xz";

  @TempDir Path directory;
  private MirrorFixture world;

  @BeforeEach
  void mirrorOnce() throws Exception {
    world = MirrorFixture.withJammy(directory);
    world.sync(world.jammy());
    world.upstream().clear();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void verify_sound_everyFileCountedAndNothingChanged() throws Exception {
    Tree before = Tree.of(world.base());

    VerifyReport report = verify(true);

    assertThat(report.status()).isEqualTo(Status.AVAILABLE);
    assertThat(report.missing()).isEmpty();
    assertThat(report.corrupt()).isEmpty();
    assertThat(report.totalFiles())
        .isEqualTo(
            world
                .tree()
                .only("pool/.*|dists/(?!.*by-hash)(?!jammy/(In)?Release).*")
                .paths()
                .size());
    assertThat(report.checkedFiles()).isEqualTo(report.totalFiles());
    assertThat(report.lastUpdate()).isPresent();
    assertThat(report.repositories())
        .singleElement()
        .satisfies(
            suite -> {
              assertThat(suite.repository()).isEqualTo(world.url());
              assertThat(suite.suite()).isEqualTo("jammy");
              assertThat(suite.problems()).isEmpty();
              assertThat(suite.files()).isEqualTo(report.totalFiles());
              assertThat(suite.bytes()).isEqualTo(report.totalBytes());
            });
    assertThat(world.upstream().requests()).isEmpty();
    assertThat(Tree.of(world.base()).differencesFrom(before)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"var/pop", "var/pop/manifests", "var/pop/edition"})
  void verify_linkInPlaceOfTheState_isRefused(String place) throws Exception {
    Path link = replaceByLink(world.base().resolve(place));

    assertThatExceptionOfType(PopException.class)
        .isThrownBy(() -> verify(false))
        .withMessageContaining(link + ": is a symbolic link; remove it");
  }

  @Test
  void estimate_linkInPlaceOfAManifest_isRefused() throws Exception {
    Path manifest;
    try (Stream<Path> files = Files.list(world.var().resolve("pop/manifests"))) {
      manifest = files.findFirst().orElseThrow();
    }
    replaceByLink(manifest);

    assertThatExceptionOfType(PopException.class)
        .isThrownBy(() -> SizeEstimator.of(world.jammy()).call())
        .withMessageContaining(manifest + ": is a symbolic link; remove it");
  }

  /** Moves it elsewhere, so that what the link leads to would serve. */
  private Path replaceByLink(Path place) throws IOException {
    Path elsewhere = Files.move(place, directory.resolve("elsewhere"));
    return Files.createSymbolicLink(place, elsewhere);
  }

  @Test
  void verify_neverSynced_notAvailable() throws Exception {
    FileUtils.deleteDirectory(world.base().toFile());

    VerifyReport report = verify(false);

    assertThat(report.status()).isEqualTo(Status.NOT_AVAILABLE);
    assertThat(report.lastUpdate()).isEmpty();
    assertThat(report.missing()).containsExactly(world.diskPath() + "/dists/jammy/Release");
    assertThat(report.repositories().get(0).problems())
        .containsExactly("nothing is published: neither InRelease nor Release is there");
    assertThat(world.base()).doesNotExist();
  }

  @Test
  void verify_poolFileMissing_namedAndMended() throws Exception {
    Files.delete(world.root().resolve(HELLO));
    RecordedEvents events = new RecordedEvents();

    VerifyReport report = MirrorVerifier.of(world.jammy()).events(events).call();

    assertThat(report.status()).isEqualTo(Status.DEGRADED);
    assertThat(report.missing()).containsExactly(world.diskPath() + "/" + HELLO);
    assertThat(report.corrupt()).isEmpty();
    assertThat(report.checkedFiles()).isEqualTo(report.totalFiles() - 1);
    assertThat(events.lines("failed"))
        .containsExactly("failed CHECK " + world.root().resolve(HELLO) + ": is not there");
    mends(HELLO);
  }

  @Test
  void verify_poolFileTruncated_namedAndMended() throws Exception {
    Path file = world.root().resolve(HELLO);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));

    VerifyReport report = verify(false);

    assertThat(report.corrupt()).containsExactly(world.diskPath() + "/" + HELLO);
    assertThat(report.missing()).isEmpty();
    mends(HELLO);
  }

  @Test
  void verify_flippedByte_onlySeenByDeep() throws Exception {
    flipLastByte(world.root().resolve(HELLO));

    assertThat(verify(false).status()).isEqualTo(Status.AVAILABLE);
    VerifyReport report = verify(true);

    assertThat(report.status()).isEqualTo(Status.DEGRADED);
    assertThat(report.corrupt()).containsExactly(world.diskPath() + "/" + HELLO);
    assertThat(report.repositories().get(0).problems())
        .containsExactly("1 of 2 pool files are missing or corrupt");
    mends(HELLO);
  }

  @Test
  void verify_indexMissing_namedAndMendedFromTheSkeleton() throws Exception {
    Files.delete(world.root().resolve(PACKAGES));

    VerifyReport report = verify(false);

    assertThat(report.status()).isEqualTo(Status.DEGRADED);
    assertThat(report.missing()).containsExactly(world.diskPath() + "/" + PACKAGES);
    mends();
  }

  @Test
  void verify_indexCorrupt_namedAndMended() throws Exception {
    flipLastByte(world.root().resolve(PACKAGES));

    VerifyReport report = verify(false);

    assertThat(report.corrupt()).contains(world.diskPath() + "/" + PACKAGES);
    // The name, the names by hash and the skeleton are one file: all are fetched again.
    SyncReport sync = world.sync(world.jammy());
    assertThat(sync.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(world.upstream().requests(".*/binary-amd64/by-hash/.*")).hasSize(1);
    assertThat(world.upstream().count(".*/pool/.*")).isZero();
    assertThatMirror(world).equalsUpstream().isSound(world.jammy());
  }

  @Test
  void verify_byHashMissing_namedAndMended() throws Exception {
    String byHash = world.tree().only(".*/binary-amd64/by-hash/SHA256/.*").paths().get(0);
    Files.delete(world.root().resolve(byHash));

    VerifyReport report = verify(false);

    assertThat(report.status()).isEqualTo(Status.DEGRADED);
    assertThat(report.missing()).containsExactly(world.diskPath() + "/" + byHash);
    mends();
  }

  @Test
  void verify_byHashOtherFile_namedAndMended() throws Exception {
    String byHash = world.tree().only(".*/binary-amd64/by-hash/SHA256/.*").paths().get(0);
    Files.delete(world.root().resolve(byHash));
    Files.writeString(world.root().resolve(byHash), "other");

    VerifyReport report = verify(false);

    assertThat(report.corrupt()).containsExactly(world.diskPath() + "/" + byHash);
    mends();
  }

  @Test
  void verify_releaseIsNoRelease_named() throws Exception {
    Files.delete(world.root().resolve("dists/jammy/InRelease"));
    Files.writeString(world.root().resolve("dists/jammy/InRelease"), "<html>");

    VerifyReport report = verify(false);

    assertThat(report.status()).isNotEqualTo(Status.AVAILABLE);
    assertThat(report.corrupt()).containsExactly(world.diskPath() + "/dists/jammy/InRelease");
    assertThat(world.sync(world.jammy()).status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void verify_suiteOfTheListNotSyncedYet_degraded() throws Exception {
    VerifyReport report =
        MirrorVerifier.of(world.list("deb [arch=amd64,src] URL jammy,jammy-updates main")).call();

    assertThat(report.status()).isEqualTo(Status.DEGRADED);
    assertThat(report.repositories())
        .extracting(VerifyReport.SuiteCheck::status)
        .containsExactly(Status.AVAILABLE, Status.NOT_AVAILABLE);
  }

  @Test
  void verify_memoryGone_stillChecked() throws Exception {
    FileUtils.deleteDirectory(world.var().toFile());

    VerifyReport report = verify(true);

    assertThat(report.status()).isEqualTo(Status.AVAILABLE);
    assertThat(world.var()).doesNotExist();
  }

  private VerifyReport verify(boolean deep) throws Exception {
    return MirrorVerifier.of(world.jammy()).deep(deep).call();
  }

  /** The next sync makes the mirror whole and fetches just these files beside the signed ones. */
  private void mends(String... fetched) throws Exception {
    SyncReport sync = world.sync(world.jammy());

    assertThat(sync.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(world.upstream().paths().stream().filter(path -> !path.contains("Release")))
        .containsExactlyInAnyOrder(
            Arrays.stream(fetched).map(path -> "ubuntu/" + path).toArray(String[]::new));
    assertThatMirror(world).equalsUpstream().hasNoTemporaryFiles().isSound(world.jammy());
  }
}
