package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static java.time.ZoneOffset.UTC;
import static java.time.temporal.ChronoUnit.HOURS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.OperationCancelledException;
import dev.pop.core.io.ProcessLock;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.fixture.Tool;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.CleanupReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.store.MirrorLockedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MirrorCleanupTest {
  @TempDir Path directory;
  private MirrorFixture world;
  private final RecordedEvents events = new RecordedEvents();

  @BeforeEach
  void syncOnce() throws Exception {
    world = MirrorFixture.withJammy(directory);
    world.sync(world.jammy());
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private Path junk(String path, String text) throws IOException {
    Path file = world.root().resolve(path);
    Files.createDirectories(file.resolveSibling("."));
    return Files.writeString(file, text);
  }

  private CleanupReport clean(MirrorList list) throws Exception {
    return MirrorCleanup.of(list).events(events).call();
  }

  @Test
  void call_surplus_filesThenDirectoriesGo() throws Exception {
    junk("pool/old/a/a.deb", "12345");
    junk("pool/old/b.deb", "123");

    CleanupReport report = clean(world.jammy());

    assertThat(report.freedBytes()).isEqualTo(8);
    assertThat(report.freedFiles()).isEqualTo(2);
    assertThat(report.freedDirectories()).isEqualTo(2);
    assertThat(report.files())
        .containsExactlyInAnyOrder(
            world.diskPath() + "/pool/old/a/a.deb", world.diskPath() + "/pool/old/b.deb");
    assertThat(report.failures()).isEmpty();
    assertThat(world.root().resolve("pool/old")).doesNotExist();
    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void call_nothingSurplus_nothingGoes() throws Exception {
    Tree before = Tree.of(world.mirror());

    CleanupReport report = clean(world.jammy());

    assertThat(report.freedFiles()).isZero();
    assertThat(report.freedDirectories()).isZero();
    assertThatMirror(world).isAsBefore(before);
  }

  @Test
  void call_dryRun_saysItAndRemovesNothing() throws Exception {
    Path junk = junk("pool/old/a.deb", "12345");

    CleanupReport report = MirrorCleanup.of(world.jammy()).dryRun(true).call();

    assertThat(report.dryRun()).isTrue();
    assertThat(report.freedBytes()).isEqualTo(5);
    assertThat(report.files()).containsExactly(world.diskPath() + "/pool/old/a.deb");
    assertThat(report.freedDirectories()).isEqualTo(1);
    assertThat(junk).exists();
  }

  @Test
  void call_fileWithAnotherName_freesNoBytes() throws Exception {
    Path junk = junk("pool/old.deb", "12345");
    Files.createLink(directory.resolve("elsewhere"), junk);

    CleanupReport report = clean(world.jammy());

    assertThat(report.freedFiles()).isEqualTo(1);
    assertThat(report.freedBytes()).isZero();
  }

  @Test
  void call_nameThatIsNotUtf8_staysAndIsNamed() throws Exception {
    junk("pool/old.deb", "12345");
    String script = "printf x >\"$1/$(printf 'odd\\377')\"";
    Tool.in(directory).succeeds("sh", "-c", script, "sh", world.root().resolve("pool").toString());

    CleanupReport report = clean(world.jammy());

    assertThat(report.freedFiles()).isEqualTo(1);
    assertThat(report.skipped()).singleElement().asString().endsWith("its name is not in UTF-8");
    assertThat(world.root().resolve("pool").toFile().list())
        .anyMatch(name -> name.startsWith("odd"));
  }

  @Test
  void autoclean_memoryIsLost_nothingOfTheUnknownGenerationGoes() throws Exception {
    MirrorList list =
        world.list("set keep_hours 24", "set _autoclean 1", "deb URL jammy main", "clean URL");
    Path replaced = world.root().resolve("pool/main/h/hello/hello_1.0_amd64.deb");
    assertThat(replaced).exists();
    FileUtils.deleteDirectory(world.var().resolve("pop").toFile());
    world.replaceHello();

    MirrorSync.of(list).events(events).call();

    assertThat(replaced).exists();
    assertThat(events.lines("warning"))
        .anyMatch(warning -> warning.contains("another program published"));
    MirrorSync.of(list).clock(Clock.fixed(Instant.now().plus(25, HOURS), UTC)).call();
    assertThat(replaced).doesNotExist();
  }

  @Test
  void call_symbolicLinks_stayAndLeadNowhere() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("precious.deb"), "x");
    Files.createSymbolicLink(world.root().resolve("pool/link"), outside);

    clean(world.jammy());

    assertThat(outside.resolve("precious.deb")).exists();
    assertThat(world.root().resolve("pool/link")).isSymbolicLink();
  }

  @Test
  void call_noCleanLine_warnsAndRemovesNothing() throws Exception {
    Path junk = junk("pool/old.deb", "x");

    clean(world.list("deb [arch=amd64,src] URL jammy main"));

    assertThat(junk).exists();
    assertThat(events.lines("warning")).anyMatch(line -> line.contains("has no clean line"));
  }

  @Test
  void call_suiteNeverPublished_archiveLeftAlone() throws Exception {
    Path junk = junk("pool/old.deb", "x");

    CleanupReport report =
        clean(world.list("deb [arch=amd64,src] URL jammy,jammy-updates main", "clean URL"));

    assertThat(junk).exists();
    assertThat(report.skipped())
        .singleElement()
        .asString()
        .contains(world.diskPath(), "jammy-updates was never published by PoP");
  }

  @Test
  void call_publishedByAnotherProgramSince_archiveLeftAlone() throws Exception {
    Path junk = junk("pool/new.deb", "x");
    for (String name : new String[] {"InRelease", "Release"}) {
      Files.setLastModifiedTime(
          world.root().resolve("dists/jammy").resolve(name),
          FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    }

    CleanupReport report = clean(world.jammy());

    assertThat(junk).exists();
    assertThat(report.skipped()).singleElement().asString().contains("was changed since");
  }

  @Test
  void call_locked_removesNothing() throws Exception {
    Path junk = junk("pool/old.deb", "x");
    try (ProcessLock held =
        ProcessLock.tryAcquire(world.var().resolve("apt-mirror.lock")).orElseThrow()) {
      assertThat(held).isNotNull();
      assertThatExceptionOfType(MirrorLockedException.class).isThrownBy(() -> clean(world.jammy()));
    }
    assertThat(junk).exists();
  }

  @Test
  void call_interrupted_stops() throws Exception {
    Path junk = junk("pool/old.deb", "x");
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(OperationCancelledException.class)
        .isThrownBy(() -> clean(world.jammy()));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(junk).exists();
  }

  @Test
  void call_dryRun_writesNothing() throws Exception {
    junk("pool/old/a.deb", "12345");
    Tree before = Tree.of(world.base());

    MirrorCleanup.of(world.jammy()).dryRun(true).call();

    assertThat(Tree.of(world.base())).isEqualTo(before);
    FileUtils.deleteDirectory(world.base().toFile());
    assertThat(MirrorCleanup.of(world.jammy()).dryRun(true).call().freedFiles()).isZero();
    assertThat(world.base()).doesNotExist();
  }

  @Test
  void call_dryRun_besideARun_isRefused() throws Exception {
    try (ProcessLock held =
        ProcessLock.tryAcquire(world.var().resolve("apt-mirror.lock")).orElseThrow()) {
      assertThat(held).isNotNull();
      assertThatExceptionOfType(MirrorLockedException.class)
          .isThrownBy(() -> MirrorCleanup.of(world.jammy()).dryRun(true).call());
    }
  }
}
