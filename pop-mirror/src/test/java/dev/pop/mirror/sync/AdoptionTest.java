package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.repository.MirrorList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A mirror that another program made, and files that may be missing. */
@Timeout(60)
class AdoptionTest {
  private static final String HELLO = "pool/main/h/hello/hello_1.0_amd64.deb";
  private static final String WORLD = "pool/main/w/world/world_1.0_amd64.deb";

  @TempDir Path directory;
  private MirrorFixture world;
  private final RecordedEvents events = new RecordedEvents();

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private SyncReport run(MirrorList list) throws Exception {
    return MirrorSync.of(list).events(events).call();
  }

  private void copyUpstream() throws IOException {
    FileUtils.copyDirectory(world.archive().root().toFile(), world.root().toFile());
  }

  @Test
  void treeOfAnotherProgram_isVerifiedAndKept() throws Exception {
    copyUpstream();

    SyncReport report = run(world.jammy());

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(world.upstream().paths()).noneMatch(path -> path.contains("/pool/"));
    assertThat(report.adoptedFiles()).isEqualTo(2);
    assertThat(report.adoptedBytes())
        .isEqualTo(
            Files.size(world.root().resolve(HELLO)) + Files.size(world.root().resolve(WORLD)));
    assertThat(report.rescuedFiles()).isZero();
    assertThatMirror(world).isSound(world.jammy());

    SyncReport again = run(world.jammy());

    assertThat(again.adoptedFiles()).isZero();
  }

  @Test
  void fileWithOtherBytes_isFetchedAgain() throws Exception {
    copyUpstream();
    flip(world.root().resolve(HELLO));

    SyncReport report = run(world.jammy());

    assertThat(report.adoptedFiles()).isEqualTo(1);
    assertThat(world.upstream().requests("ubuntu/" + HELLO)).hasSize(1);
    assertThat(world.upstream().requests("ubuntu/" + WORLD)).isEmpty();
    assertThat(world.verify(world.jammy()).status()).isEqualTo(VerifyReport.Status.AVAILABLE);
  }

  @Test
  void weakSizeCheck_takesFilesBySizeAndSaysSo() throws Exception {
    copyUpstream();
    flip(world.root().resolve(HELLO));

    SyncReport report =
        run(world.list("set weak_size_check 1", "deb [arch=amd64,src] URL jammy main"));

    assertThat(report.adoptedFiles()).isEqualTo(2);
    assertThat(world.upstream().requests("ubuntu/pool/.*")).isEmpty();
    assertThat(events.lines("warning"))
        .containsExactly(
            "warning 2 existing files accepted by size alone, because of 'set"
                + " weak_size_check'");
    assertThat(world.verify(world.jammy()).corrupt())
        .containsExactly(world.diskPath() + "/" + HELLO);
  }

  @Test
  void oldCleanScript_whatItWouldHaveRemovedIsTold() throws Exception {
    copyUpstream();
    Files.writeString(world.root().resolve("pool/surplus.deb"), "x");
    Files.createDirectories(world.var());
    Files.writeString(
        world.cleanScript(),
        """
        #!/bin/sh
        set -e

        cd '%1$s'

        echo 'Removing 5 unnecessary files [1.0 KiB]...'
        rm -f '%2$s/dists/jammy/InRelease'
        echo -n '[0%%]'
        rm -f './%2$s/dists/jammy/main/binary-amd64/Packages.gz'
        rm -f '%1$s/%2$s/%3$s'
        rm -f '%2$s/pool/surplus.deb'
        rm -f '../../../etc/passwd'
        rm -f 'it'\\''s gone'
        """
            .formatted(world.mirror(), world.diskPath(), HELLO));

    SyncReport report = run(world.jammy());

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(report.rescuedFiles()).isEqualTo(3);
    assertThat(events.lines("warning"))
        .singleElement()
        .asString()
        .contains(
            "would have removed 3 files that clients need, such as "
                + world.diskPath()
                + "/dists/jammy/InRelease, ");
    assertThat(world.root().resolve(HELLO)).isRegularFile();
    world.runCleanScript();
    assertThat(world.root().resolve("pool/surplus.deb")).doesNotExist();
    assertThat(world.root().resolve("dists/jammy/InRelease")).isRegularFile();
  }

  @Test
  void ignoredError_isNamedAndNoFailure() throws Exception {
    world.upstream().fault(Fault.status(404).on(".*/hello_.*"));
    MirrorList list =
        world.list("deb [arch=amd64] URL jammy main", "ignore_errors URL pool/main/h/hello");

    SyncReport report = run(list);

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(report.failures()).isEmpty();
    assertThat(events.lines("warning"))
        .singleElement()
        .asString()
        .startsWith(
            "warning ignored because of ignore_errors: " + world.url() + "/" + HELLO + ": ");
    assertThat(world.root().resolve("dists/jammy/InRelease")).isRegularFile();
    assertThat(world.root().resolve(WORLD)).isRegularFile();
    assertThat(world.verify(list).status()).isEqualTo(VerifyReport.Status.AVAILABLE);
    assertThat(world.verify(world.jammy()).missing()).contains(world.diskPath() + "/" + HELLO);

    world.upstream().clearFaults();
    run(list);

    assertThat(world.root().resolve(HELLO)).isRegularFile();
  }

  @Test
  void errorThatIsNotIgnored_stillFails() throws Exception {
    world.upstream().fault(Fault.status(404).on(".*/hello_.*"));

    SyncReport report =
        run(world.list("deb [arch=amd64] URL jammy main", "ignore_errors URL pool/main/w"));

    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
  }

  @Test
  void mirrorPath_isWhereTheArchiveLies() throws Exception {
    MirrorList list =
        world.list(
            "deb [arch=amd64,src] URL jammy main", "clean URL", "mirror_path URL mirrors/ubuntu");

    SyncReport report = run(list);

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(world.mirror().resolve("mirrors/ubuntu").resolve(HELLO)).isRegularFile();
    assertThat(world.root()).doesNotExist();
    assertThat(world.verify(list).status()).isEqualTo(VerifyReport.Status.AVAILABLE);
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }
}
