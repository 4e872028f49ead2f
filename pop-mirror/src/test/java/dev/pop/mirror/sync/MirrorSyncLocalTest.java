package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static dev.pop.mirror.fixture.MirrorFixture.largeDeb;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pop.core.OperationCancelledException;
import dev.pop.core.PopException;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteId;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.sample.ArchiveBuilder;
import dev.pop.mirror.store.MirrorLockedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may go wrong on this side of the network: disk, lock, interrupt. */
@Timeout(60)
class MirrorSyncLocalTest {
  private static final String NEW_DEB = "pool/main/f/fresh/fresh_1.0_amd64.deb";

  @TempDir Path directory;
  private MirrorFixture world;
  private Tree before;

  @BeforeEach
  void mirrorOnceThenChangeUpstream() throws Exception {
    world = MirrorFixture.withJammy(directory);
    world.sync(world.jammy());
    before = Tree.of(world.mirror());
    world.archive().suite("jammy").add("main", deb("fresh", "1.0"));
    world.archive().date(ArchiveBuilder.DEFAULT_DATE.plusSeconds(60)).write();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void stagedFilesCannotBeWritten_namedAndPublishedAsBefore() throws Exception {
    Path partial = world.mirror().resolve(".pop/partial");
    RecordedEvents obstacle =
        new RecordedEvents() {
          @Override
          public void stageStarted(Stage stage, long files, long bytes) {
            if (stage == Stage.ARCHIVE) {
              put(partial);
            }
          }
        };

    assertThatThrownBy(() -> MirrorSync.of(world.jammy()).events(obstacle).call())
        .isInstanceOf(PopException.class)
        .hasMessageContaining("the mirror cannot be written: " + partial)
        .hasMessageEndingWith("run it again when this is mended");

    Files.delete(partial);
    Files.delete(world.mirror().resolve(".pop"));
    assertThatMirror(world).publishesAsBefore(before).isSound(world.jammy());
    completes();
  }

  private static void put(Path file) {
    try {
      Files.writeString(file, "in the way");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void diskTooSmall_saidBeforeAnyPoolFileIsFetched() throws Exception {
    addHugeFiles(1);

    assertThatThrownBy(() -> world.sync(world.jammy()))
        .isInstanceOfSatisfying(
            DiskTooSmallException.class,
            e -> {
              assertThat(e.neededBytes()).isGreaterThan(999_999_999_999_999_999L);
              assertThat(e.availableBytes()).isPositive().isLessThan(e.neededBytes());
              assertThat(e).hasMessageContaining(world.mirror() + ": not enough disk space");
            });

    assertThat(world.upstream().count(".*fresh.*")).isZero();
    assertThatMirror(world).isAsBefore(before).hasNoTemporaryFiles().isSound(world.jammy());
  }

  @Test
  void diskTooSmall_sumBeyondAnyNumber_stillTooSmall() throws Exception {
    addHugeFiles(12);

    assertThatThrownBy(() -> world.sync(world.jammy())).isInstanceOf(DiskTooSmallException.class);

    assertThat(world.upstream().count(".*fresh.*")).isZero();
    assertThatMirror(world).isAsBefore(before).hasNoTemporaryFiles();
  }

  private void addHugeFiles(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      world
          .archive()
          .suite("jammy")
          .extraStanza(
              "main",
              "amd64",
              "\nPackage: huge\nFilename: pool/huge"
                  + i
                  + ".deb\nSize: 999999999999999999\nSHA256: "
                  + "0".repeat(64)
                  + "\n");
    }
    world.archive().write();
  }

  @ParameterizedTest
  @ValueSource(strings = {"spool", "spool/var", "spool/mirror", "spool/skel"})
  void fileInPlaceOfOneOfOurDirectories_named(String name) throws Exception {
    Path inTheWay = directory.resolve(name);
    FileUtils.deleteDirectory(inTheWay.toFile());
    Files.writeString(inTheWay, "in the way");

    assertThatThrownBy(() -> world.sync(world.jammy()))
        .isInstanceOf(PopException.class)
        .hasMessageStartingWith("the mirror cannot be written: " + inTheWay);

    assertThat(inTheWay).hasContent("in the way");
  }

  @Test
  void fileInPlaceOfPoolDirectory_namedAndPublishedAsBefore() throws Exception {
    Path inTheWay = world.root().resolve("pool/main/f");
    Files.writeString(inTheWay, "in the way");
    Tree withObstacle = Tree.of(world.mirror());

    assertNamed(world.sync(world.jammy()), inTheWay.toString());

    assertThatMirror(world).isAsBefore(withObstacle).hasNoTemporaryFiles();
    Files.delete(inTheWay);
    completes();
  }

  @Test
  void directoryInPlaceOfPoolFile_namedAndPublishedAsBefore() throws Exception {
    Path inTheWay = world.root().resolve(NEW_DEB);
    Files.createDirectories(inTheWay);
    Files.writeString(inTheWay.resolve("file"), "mine");
    Tree withObstacle = Tree.of(world.mirror());

    assertNamed(world.sync(world.jammy()), inTheWay + ": is a directory");

    assertThatMirror(world).isAsBefore(withObstacle).hasNoTemporaryFiles();
  }

  private static void assertNamed(SyncReport report, String reason) {
    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.failures())
        .extracting(Failure::reason)
        .anySatisfy(text -> assertThat(text).contains(reason));
  }

  @Test
  void stagingDirectoryIsALink_refusedAndNothingOutsideTouched() throws Exception {
    Path precious = Files.createDirectories(directory.resolve("upstream/precious"));
    Files.writeString(precious.resolve("file"), "precious");
    Files.createSymbolicLink(world.mirror().resolve(".pop"), precious);

    assertThatThrownBy(() -> world.sync(world.jammy()))
        .isInstanceOf(PopException.class)
        .hasMessageContaining("is a symbolic link");

    assertThat(precious.resolve("file")).hasContent("precious");
  }

  @Test
  void litterOfACrashedRun_removed() throws Exception {
    Path staging = Files.createDirectories(world.mirror().resolve(".pop"));
    Files.writeString(staging.resolve("17"), "half a file");

    completes();
  }

  @Test
  void secondRun_whileOneGoesOn_refusedAndFirstCompletes() throws Exception {
    List<Throwable> refusals = new ArrayList<>();
    RecordedEvents meanwhile =
        new RecordedEvents() {
          @Override
          public void stageStarted(Stage stage, long files, long bytes) {
            if (stage == Stage.ARCHIVE) {
              refusals.add(failureOf(() -> world.sync(world.jammy())));
              refusals.add(failureOf(() -> world.verify(world.jammy())));
            }
          }
        };

    SyncReport report = MirrorSync.of(world.jammy()).events(meanwhile).call();

    assertThat(refusals)
        .hasSize(2)
        .allSatisfy(
            refusal ->
                assertThat(refusal)
                    .isInstanceOf(MirrorLockedException.class)
                    .hasMessageContaining("another run works on this mirror")
                    .hasMessageContaining(world.var().resolve("apt-mirror.lock").toString()));
    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThatMirror(world).has(NEW_DEB).isSound(world.jammy());
  }

  /** Something that may throw. */
  private interface Attempt {
    Object call() throws Exception;
  }

  @SuppressWarnings("CatchAndPrintStackTrace")
  private static Throwable failureOf(Attempt attempt) {
    try {
      return new AssertionError("no exception, but " + attempt.call());
    } catch (Exception e) {
      return e;
    }
  }

  @Test
  void manifestCannotBeWritten_publishedAndSaidSo() throws Exception {
    Path manifest;
    try (Stream<Path> manifests = Files.list(world.var().resolve("pop/manifests"))) {
      manifest = manifests.filter(file -> file.toString().endsWith(".manifest")).toList().get(0);
    }
    Files.delete(manifest);
    Files.createDirectories(manifest.resolve("occupied"));

    SyncReport report = world.sync(world.jammy());

    assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
    assertThat(report.repositories())
        .extracting(SuiteReport::status)
        .containsExactly(SuiteReport.Status.PUBLISHED);
    assertThat(report.failures())
        .extracting(Failure::reason)
        .anyMatch(reason -> reason.startsWith("it is published, but not remembered"));
    assertThatMirror(world).isSound(world.jammy());
    FileUtils.deleteDirectory(manifest.toFile());
    completes();
  }

  @Test
  void fileListsCannotBeWritten_publishedAndSaidSo() throws Exception {
    Path lists = world.var().resolve("SHA256");
    Files.delete(lists);
    Files.createDirectories(lists.resolve("occupied"));

    SyncReport report = world.sync(world.jammy());

    assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
    assertThat(report.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.url()).isEqualTo("the file lists");
              assertThat(failure.reason()).contains(lists.toString());
            });
    assertThatMirror(world).isSound(world.jammy());
  }

  @Test
  void interrupt_inTheMiddleOfADownload_publishedAsBeforeAndNextRunCompletes() throws Exception {
    world.archive().suite("jammy").add("main", largeDeb("big"));
    world.archive().write();
    world.upstream().fault(Fault.stalledAfter(70_000).on(".*/big_.*"));
    Thread caller = Thread.currentThread();
    RecordedEvents interrupting =
        new RecordedEvents() {
          @Override
          public void fileDone(Stage stage, SuiteId suite, String path, long size, long resumed) {
            if (path.endsWith(NEW_DEB)) {
              caller.interrupt();
            }
          }
        };

    assertThatThrownBy(() -> MirrorSync.of(world.jammy()).events(interrupting).call())
        .isInstanceOf(OperationCancelledException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThatMirror(world).publishesAsBefore(before).hasNoTemporaryFiles().isSound(world.jammy());
    assertThat(MirrorCleanup.of(world.jammy()).call().skipped())
        .singleElement()
        .asString()
        .contains("a sync was cut off");
    world.upstream().clearFaults();
    world.upstream().clear();
    completes();
    assertThat(world.upstream().count(".*" + NEW_DEB)).isZero();
    assertThat(MirrorCleanup.of(world.jammy()).call().skipped()).isEmpty();
    assertThat(world.upstream().count(".*/big_.*deb")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"RELEASE", "INDEX", "ARCHIVE", "PUBLISH"})
  void interrupt_beforeAStage_publishedAsBeforeAndNextRunCompletes(Stage when) throws Exception {
    Thread caller = Thread.currentThread();
    RecordedEvents interrupting =
        new RecordedEvents() {
          @Override
          public void stageStarted(Stage stage, long files, long bytes) {
            if (stage == when) {
              caller.interrupt();
            }
          }
        };

    assertThatThrownBy(() -> MirrorSync.of(world.jammy()).events(interrupting).call())
        .isInstanceOf(OperationCancelledException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThatMirror(world).publishesAsBefore(before).hasNoTemporaryFiles().isSound(world.jammy());
    completes();
  }

  private void completes() throws Exception {
    SyncReport report = world.sync(world.jammy());
    assertThat(report.failures()).isEmpty();
    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThatMirror(world).has(NEW_DEB).hasNoTemporaryFiles().isSound(world.jammy());
  }
}
