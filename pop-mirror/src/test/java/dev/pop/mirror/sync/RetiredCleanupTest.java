package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.CleanupReport;
import dev.pop.mirror.report.HealthReport.Retired;
import dev.pop.mirror.report.Problem;
import dev.pop.mirror.repository.MirrorList;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Archives whose lines are gone from the list. */
@Timeout(60)
class RetiredCleanupTest {
  @TempDir Path directory;
  private MirrorFixture world;
  private MirrorList other;
  private final RecordedEvents events = new RecordedEvents();

  /** The archive is there by its name and by its address, and the list names it by one of them. */
  @BeforeEach
  void syncBoth() throws Exception {
    world = MirrorFixture.withJammy(directory);
    world.sync(world.jammy());
    String url = world.url().toString().replace("localhost", "127.0.0.1");
    other = world.list("deb [arch=amd64] " + url + " jammy main");
    MirrorSync.of(other).call();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private CleanupReport clean(boolean dryRun) throws Exception {
    return MirrorCleanup.of(other).retired(true).dryRun(dryRun).events(events).call();
  }

  @Test
  void health_namesIt_andIsAsGoodAsWithoutIt() throws Exception {
    assertThat(MirrorHealth.of(other).call().retired())
        .extracting(Retired::archive)
        .containsExactly(world.diskPath());
    assertThat(MirrorHealth.of(other).call().retired().get(0).bytes()).isPositive();
    assertThat(MirrorHealth.of(other).call().repositories()).hasSize(1);
  }

  @Test
  void dryRun_namesEveryFileAndRemovesNone() throws Exception {
    Tree before = Tree.of(world.mirror());

    CleanupReport report = clean(true);

    assertThat(report.files())
        .contains(
            world.diskPath() + "/dists/jammy/InRelease",
            world.diskPath() + "/pool/main/h/hello/hello_1.0_amd64.deb")
        .allMatch(file -> file.startsWith(world.diskPath() + "/"));
    assertThat(report.skipped()).isEmpty();
    assertThatMirror(world).isAsBefore(before);
    assertThat(MirrorHealth.of(other).call().retired()).hasSize(1);
  }

  @Test
  void call_removesFilesDirectoriesSkeletonAndMemory() throws Exception {
    long bytes = clean(true).freedBytes();
    Path skeleton = directory.resolve("spool/skel").resolve(world.diskPath());
    assertThat(skeleton).exists();

    CleanupReport report = clean(false);

    assertThat(report.failures()).isEmpty();
    assertThat(report.skipped()).isEmpty();
    assertThat(report.freedBytes()).isEqualTo(bytes);
    assertThat(world.mirror().resolve(world.diskPath())).doesNotExist();
    assertThat(world.mirror().resolve(world.diskPath()).getParent()).doesNotExist();
    assertThat(skeleton).doesNotExist();
    assertThat(MirrorHealth.of(other).call().retired()).isEmpty();
    assertThat(clean(false).freedFiles()).isZero();
    assertThat(MirrorVerifier.of(other).deep(true).call().missing()).isEmpty();
  }

  @Test
  void call_filesOfOtherOrigin_stayAndAreCounted() throws Exception {
    Path notes = Files.writeString(world.root().resolve("NOTES"), "mine");
    Path linked = directory.resolve("elsewhere");
    Files.writeString(linked, "mine too");
    Files.createSymbolicLink(world.root().resolve("pool/link"), linked);

    CleanupReport report = clean(false);

    assertThat(report.skipped())
        .containsExactly(
            new Problem(
                "1 file that pop did not publish stays in "
                    + world.diskPath()
                    + "; remove it by hand"));
    assertThat(notes).hasContent("mine");
    assertThat(linked).hasContent("mine too");
    assertThat(world.root().resolve("dists")).doesNotExist();
  }

  @Test
  void call_behindALink_staysAsItIs() throws Exception {
    Path moved = directory.resolve("moved");
    Files.move(world.root(), moved);
    Files.createSymbolicLink(world.root(), moved);
    Tree before = Tree.of(moved);

    CleanupReport report = clean(false);

    assertThat(report.freedFiles()).isZero();
    assertThat(report.skipped()).singleElement().asString().contains("symbolic link");
    assertThat(Tree.of(moved)).isEqualTo(before);
  }

  @Test
  void call_skipCleanLine_isHonoured() throws Exception {
    String url = world.url().toString();
    other =
        world.list(
            "deb [arch=amd64] " + url.replace("localhost", "127.0.0.1") + " jammy main",
            "skip-clean " + url + "/pool");

    CleanupReport report = clean(false);

    assertThat(report.files()).noneMatch(file -> file.contains("/pool/"));
    assertThat(world.root().resolve("pool/main/h/hello/hello_1.0_amd64.deb")).exists();
  }

  /** An older list had the pool as an archive of its own. */
  @Test
  void call_archiveWithinOneOfTheList_whatThatNeedsStays() throws Exception {
    Path manifests = world.var().resolve("pop/manifests");
    String name = URLEncoder.encode(world.diskPath() + " dists/jammy", UTF_8) + ".manifest";
    String text = Files.readString(manifests.resolve(name));
    String file =
        text.lines().filter(line -> line.endsWith("hello_1.0_amd64.deb")).findFirst().orElseThrow();
    Files.writeString(
        manifests.resolve(URLEncoder.encode(world.diskPath() + "/pool .", UTF_8) + ".manifest"),
        text.substring(0, text.indexOf("\n\n")).replaceAll("(?m)^Files: .*", "Files: 2")
            + "\n\n"
            + file.replace(" pool/", " ")
            + "\n"
            + file.replaceAll(" pool/.*", " old.deb")
            + "\n");
    Files.writeString(world.root().resolve("pool/old.deb"), "old");

    CleanupReport report = MirrorCleanup.of(world.jammy()).retired(true).call();

    assertThat(report.files())
        .contains(world.diskPath() + "/pool/old.deb")
        .noneMatch(path -> path.endsWith("hello_1.0_amd64.deb") && path.startsWith("localhost"));
    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void ordinaryCleanup_leavesItAlone() throws Exception {
    MirrorCleanup.of(other).call();

    assertThatMirror(world).equalsUpstream();
  }
}
