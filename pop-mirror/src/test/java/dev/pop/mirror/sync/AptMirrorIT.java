package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.PopPaths;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.report.CleanScriptReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged Perl program itself. As it finds no indices on a host with a port, the archive has a
 * name without one, and the fixture's server stands in as the HTTP proxy that knows the name.
 */
@Timeout(120)
class AptMirrorIT {
  private static final Path PROGRAM = Path.of("/usr/bin/apt-mirror");
  private static final String URL = "http://archive.pop.invalid/ubuntu";
  private static final String HELLO = "pool/main/h/hello/hello_1.0_amd64.deb";

  @TempDir Path directory;
  private MirrorFixture world;
  private Path list;
  private Path root;
  private final RecordedEvents events = new RecordedEvents();

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
    world.archive().acquireByHash(false).write();
    list = directory.resolve("mirror.list");
    root = world.mirror().resolve("archive.pop.invalid/ubuntu");
    write("deb " + URL + " jammy main", "deb-src " + URL + " jammy main", "clean " + URL);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void write(String... lines) throws IOException {
    Files.writeString(
        list,
        world.listText(lines)
            + "set run_postmirror 0\nset use_proxy on\nset http_proxy "
            + world.upstream().url("/")
            + "\n");
    Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-------"));
  }

  private SyncReport run() throws Exception {
    return AptMirrorEngine.of(list).program(PROGRAM).events(events).call();
  }

  @Test
  void soundArchive_complete() throws Exception {
    SyncReport report = run();

    assertThat(report.failures()).as("%s", events.lines()).isEmpty();
    assertThat(report.status()).as("%s", report).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(report.downloadedFiles()).isEqualTo(2);
    assertThat(root.resolve(HELLO)).isRegularFile();

    SyncReport again = run();

    assertThat(again.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(again.downloadedFiles()).isZero();
  }

  @Test
  void treeOfTheProgram_isAdoptedWithoutAskingForAPoolFile() throws Exception {
    assertThat(run().status()).isEqualTo(SyncReport.Status.COMPLETE);
    world.upstream().clear();

    SyncReport report = MirrorSync.of(MirrorList.read(list)).events(events).call();

    assertThat(report.status()).as("%s", report).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(report.adoptedFiles()).isEqualTo(2);
    assertThat(report.adoptedBytes()).isPositive();
    assertThat(world.upstream().paths()).isNotEmpty().noneMatch(path -> path.contains("/pool/"));
  }

  @Test
  void packageRefused_partial() throws Exception {
    world.upstream().fault(Fault.status(401).on(".*/hello_.*"));

    SyncReport report = run();

    assertThat(report.status()).as("%s", report).isEqualTo(SyncReport.Status.PARTIAL);
    assertThat(report.failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.url()).isEqualTo(URL + "/" + HELLO));
    assertThat(report.downloadedFiles()).isEqualTo(1);
  }

  @Test
  void upstreamGone_failedThoughTheOldMirrorIsThere() throws Exception {
    assertThat(run().status()).isEqualTo(SyncReport.Status.COMPLETE);
    world.upstream().fault(Fault.status(500).on(".*"));

    assertThat(run().status()).isEqualTo(SyncReport.Status.FAILED);
  }

  @Test
  void surplus_itsCleanScriptFreesIt() throws Exception {
    run();
    Files.writeString(root.resolve("pool/old.deb"), "old");

    SyncReport report = run();
    assertThat(report.removableFiles()).isEqualTo(1);
    Outcome<CleanScriptReport> cleaned = mirror().runMirrorCleanup();

    assertThat(cleaned.ok()).as("%s", cleaned).isTrue();
    assertThat(cleaned.report().orElseThrow().files()).isEqualTo(1);
    assertThat(root.resolve("pool/old.deb")).doesNotExist();
    assertThat(mirror().verifyMirror().ok()).isTrue();
  }

  @Test
  void credentialsInACleanedUrl_itsCleanScriptIsNotRun() throws Exception {
    String url = URL.replace("://", "://bearer:sEcReT@");
    write(
        "set allow_insecure_credentials 1",
        "deb " + url + " jammy main",
        "deb-src " + url + " jammy main",
        "clean " + URL);

    assertThat(run().status()).isEqualTo(SyncReport.Status.COMPLETE);
    Outcome<CleanScriptReport> cleaned = mirror().runMirrorCleanup();

    assertThat(events.lines("warning")).anyMatch(line -> line.contains("carries credentials"));
    assertThat(events.lines()).noneMatch(line -> line.contains("sEcReT"));
    assertThat(cleaned.ok()).isFalse();
    assertThat(cleaned.failure().orElseThrow()).hasMessageContaining("would remove");
    assertThat(root.resolve("dists/jammy/InRelease")).isRegularFile();
  }

  private PopMirror mirror() {
    return PopMirror.of(PopPaths.of(Map.of("pop_apt_mirror_list", list.toString())));
  }
}
