package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static dev.pop.mirror.fixture.MirrorFixture.NEXT_DAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.report.CleanupReport;
import dev.pop.mirror.report.Problem;
import dev.pop.mirror.report.Remedy;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An upstream that has lost its packages, and what then becomes of the mirror. */
@Timeout(60)
class WipeGuardRunTest {
  private static final int MANY = 40;

  @TempDir Path directory;
  private MirrorFixture world;
  private final RecordedEvents events = new RecordedEvents();

  @BeforeEach
  void syncOnceAndLoseThePackages() throws Exception {
    world = MirrorFixture.withJammy(directory);
    for (int i = 0; i < MANY; i++) {
      world.archive().suite("jammy").add("main", MirrorFixture.deb("many" + i, "1.0"));
    }
    world.archive().write();
    world.completes(list());
    for (int i = 0; i < MANY; i++) {
      world.archive().suite("jammy").remove("main", "many" + i);
    }
    world.archive().date(NEXT_DAY).write();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** With the defaults of the ratios. */
  private MirrorList list(String... more) throws Exception {
    List<String> lines = new ArrayList<>(List.of(more));
    lines.addAll(
        List.of(
            "deb [arch=amd64,src] URL jammy main",
            "clean URL",
            "set wipe_size_ratio 0.4",
            "set wipe_count_ratio 0.4"));
    return world.list(lines.toArray(String[]::new));
  }

  private SyncReport sync(MirrorList list) throws Exception {
    SyncReport report = MirrorSync.of(list).events(events).call();
    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    return report;
  }

  private void assertEverythingIsThere() {
    assertThat(IntStream.range(0, MANY))
        .allMatch(
            i ->
                Files.exists(
                    world.root().resolve("pool/main/m/many" + i + "/many" + i + "_1.0_amd64.deb")));
  }

  @Test
  void defaults_areThoseOfAptMirror2() throws Exception {
    MirrorList plain = MirrorList.parse("deb [arch=amd64] http://a.example/u jammy main\n", "test");

    assertThat(plain.settings().atEnd().wipeGuard().sizeRatio()).isEqualTo(0.4);
    assertThat(plain.settings().atEnd().wipeGuard().countRatio()).isEqualTo(0.4);
  }

  @Test
  void autoclean_removesNothingAndSaysSoEachTime() throws Exception {
    MirrorList list = list("set _autoclean 1");

    assertThat(sync(list).removableFiles()).isZero();
    assertThat(sync(list).removableFiles()).isZero();

    assertEverythingIsThere();
    assertThat(events.lines("warning"))
        .hasSize(2)
        .allMatch(
            line ->
                line.contains(world.diskPath() + " is not cleaned: ")
                    && line.matches(".* [0-9]+ of its [0-9]+ files \\(.* of .*\\) would go.*"));
  }

  @Test
  void cleanScript_namesNothing() throws Exception {
    sync(list());

    assertThat(Files.readString(world.cleanScript())).doesNotContain("rm -f");
    world.runCleanScript();
    assertEverythingIsThere();
  }

  @Test
  void cleanup_removesNothingUnlessAllowed() throws Exception {
    sync(list());

    CleanupReport refused = MirrorCleanup.of(list()).call();

    assertThat(refused.freedFiles()).isZero();
    assertThat(refused.skipped())
        .singleElement()
        .returns(Optional.of(Remedy.of(Remedy.Action.ALLOW_WIPE)), Problem::remedy)
        .asString()
        .contains("which reaches wipe_");
    assertEverythingIsThere();

    CleanupReport shown = MirrorCleanup.of(list()).allowWipe(true).dryRun(true).call();
    assertThat(shown.freedFiles()).isGreaterThan(MANY);
    assertEverythingIsThere();

    CleanupReport allowed = MirrorCleanup.of(list()).allowWipe(true).call();
    assertThat(allowed.files()).containsExactlyInAnyOrderElementsOf(shown.files());
    assertThat(allowed.skipped()).isEmpty();
    assertThatMirror(world).isSound(list());
  }

  @Test
  void cleanup_freedBytesAreThoseThatTheDiskGetsBack() throws Exception {
    sync(list());
    long before = bytesOnDisk();

    CleanupReport shown = MirrorCleanup.of(list()).allowWipe(true).dryRun(true).call();
    CleanupReport freed = MirrorCleanup.of(list()).allowWipe(true).call();

    assertThat(freed.files()).anyMatch(file -> file.contains("/by-hash/"));
    assertThat(freed.freedBytes()).isPositive().isEqualTo(before - bytesOnDisk());
    assertThat(shown.freedBytes()).isEqualTo(freed.freedBytes());
  }

  /** Each file once, however many names it has, in the mirror and in the skeleton. */
  private long bytesOnDisk() throws IOException {
    Map<Object, Long> sizes = new HashMap<>();
    for (Path part : List.of(world.mirror(), world.skeleton())) {
      try (Stream<Path> walk = Files.walk(part)) {
        for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
          sizes.put(
              Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS), Files.size(file));
        }
      }
    }
    return sizes.values().stream().mapToLong(size -> size).sum();
  }

  @Test
  void archiveBehindASymbolicLink_isLeftAloneByEverything() throws Exception {
    MirrorList list = world.jammy();
    Path host = world.root().getParent();
    Path elsewhere = Files.move(host, directory.resolve("elsewhere"));
    Files.createSymbolicLink(host, elsewhere);

    sync(list);
    CleanupReport report = MirrorCleanup.of(list).call();

    assertThat(Files.readString(world.cleanScript())).doesNotContain("rm -f");
    assertThat(report.skipped()).singleElement().asString().contains("through a symbolic link");
    assertEverythingIsThere();
  }
}
