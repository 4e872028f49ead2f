package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.Damage.flipLastByte;
import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static dev.pop.mirror.fixture.MirrorFixture.NEXT_DAY;
import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies on the disk, whoever put it there, is used where it is right and nowhere else. */
@Timeout(60)
class MirrorSyncHeldTest extends MirrorSyncFixture {
  @Test
  void sync_rightFilesOfAnotherProgram_adoptedWithoutRequest() throws Exception {
    copyPool();

    SyncReport report = world.completes(world.jammy());

    assertThat(poolRequests()).isEmpty();
    assertThat(report.unchangedFiles()).isEqualTo(2);
    assertThatMirror(world).equalsUpstream().isSound(world.jammy());
  }

  @Test
  void sync_sameSizeWrongBytes_replaced() throws Exception {
    copyPool();
    flipLastByte(world.root().resolve(HELLO));

    world.completes(world.jammy());

    assertThat(poolRequests()).containsExactly("ubuntu/" + HELLO);
    assertThatMirror(world).equalsUpstream().hasNoTemporaryFiles();
  }

  @Test
  void sync_otherSize_replaced() throws Exception {
    copyPool();
    write(world.root().resolve(WORLD), "half a file");

    world.completes(world.jammy());

    assertThat(poolRequests()).containsExactly("ubuntu/" + WORLD);
    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void sync_hardLinkElsewhere_replacedNotWrittenInto() throws Exception {
    copyPool();
    Path snapshot = world.directory().resolve("upstream").resolve("snapshot.deb");
    flipLastByte(world.root().resolve(HELLO));
    Files.createLink(snapshot, world.root().resolve(HELLO));
    byte[] linked = Files.readAllBytes(snapshot);

    world.completes(world.jammy());

    assertThat(snapshot).hasBinaryContent(linked);
    assertThatMirror(world).equalsUpstream();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sync_sameBytesUnderANameOfBefore_takenFromThereIfTheyAreWhole(boolean whole)
      throws Exception {
    world.archive().suite("jammy").add("universe", deb("other", "1.0"));
    world.archive().write();
    MirrorList list = world.list("deb [arch=amd64] URL jammy main universe", "clean URL");
    world.completes(list);
    if (!whole) {
      Files.delete(world.root().resolve(HELLO)); // not the archive's own file
      Files.writeString(world.root().resolve(HELLO), "half a file");
    }
    world.upstream().clear();
    world.archive().suite("jammy").remove("main", "hello").add("universe", deb("hello", "1.0"));
    world.archive().date(MirrorFixture.NEXT_DAY).write();

    world.completes(list);

    String moved = HELLO.replace("/main/", "/universe/");
    assertThat(poolRequests()).isEqualTo(whole ? List.of() : List.of("ubuntu/" + moved));
    assertThat(world.root().resolve(moved))
        .hasSameBinaryContentAs(world.archive().root().resolve(moved));
  }

  @Test
  void sync_indicesInTheSkeleton_reused() throws Exception {
    SyncReport dry = MirrorSync.of(world.jammy()).kind(SyncReport.Kind.DRY_RUN).call();
    assertThat(dry.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(dry.pendingFiles()).isEqualTo(2);
    assertThat(Tree.of(world.mirror()).paths()).isEmpty();
    world.upstream().clear();

    world.completes(world.jammy());

    assertThat(world.upstream().count(".*(by-hash|Packages|Translation|Contents).*")).isZero();
    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void sync_skeletonDeleted_indicesTakenFromTheMirror() throws Exception {
    world.completes(world.jammy());
    FileUtils.deleteDirectory(world.skeleton().toFile());
    world.archive().date(NEXT_DAY).write();
    world.upstream().clear();

    world.completes(world.jammy());

    assertThat(world.upstream().count(".*(by-hash|Packages|Translation|Contents|pool).*")).isZero();
    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void sync_damagedIndexInTheSkeleton_fetchedAgain() throws Exception {
    MirrorSync.of(world.jammy()).kind(SyncReport.Kind.DRY_RUN).call();
    Path index =
        world
            .skeleton()
            .resolve(world.diskPath())
            .resolve("dists/jammy/main/binary-amd64/Packages.xz");
    flipLastByte(index);

    world.completes(world.jammy());

    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void sync_memoryDamaged_everythingLookedAtAndNothingFetchedTwice() throws Exception {
    world.completes(world.jammy());
    for (String name : Tree.of(world.var()).only(".*manifest").paths()) {
      write(world.var().resolve(name), "Format: 999\nno field\n");
    }
    world.upstream().clear();

    world.completes(world.jammy());

    assertThat(poolRequests()).isEmpty();
    assertThatMirror(world).equalsUpstream().isSound(world.jammy());
  }

  private void copyPool() throws IOException {
    FileUtils.copyDirectory(
        world.archive().root().resolve("pool").toFile(), world.root().resolve("pool").toFile());
  }
}
