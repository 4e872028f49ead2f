package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.OperationCancelledException;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.fixture.Tool;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.sample.ArchiveBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a run does when everything is published. */
@Timeout(60)
class PostSyncTasksTest {
  private static final String DEB = "deb [arch=amd64,src] URL jammy main";
  private static final String HELLO = "pool/main/h/hello/hello_1.0_amd64.deb";

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

  private SyncReport sync(String... lines) throws Exception {
    return MirrorSync.of(world.list(lines)).events(events).call();
  }

  private void nextGeneration() throws IOException {
    world.archive().suite("jammy").remove("main", "hello");
    world.archive().date(ArchiveBuilder.DEFAULT_DATE.plusSeconds(60)).write();
  }

  private List<String> lines(String list) throws IOException {
    return Files.readAllLines(world.var().resolve(list));
  }

  @Test
  void fileLists_sumsAreRight() throws Exception {
    sync(DEB);

    for (String program : List.of("md5sum", "sha1sum", "sha256sum")) {
      String list = program.replace("sum", "").toUpperCase(Locale.ROOT);
      Tool.in(world.mirror()).succeeds(program, "-c", world.var().resolve(list).toString());
      assertThat(lines(list)).hasSameSizeAs(lines("ALL"));
    }
    assertThat(lines("ALL")).contains(world.diskPath() + "/" + HELLO);
    assertThat(lines("NEW")).contains(world.url() + "/" + HELLO).doesNotHaveDuplicates();
  }

  @Test
  void fileLists_oneSuiteUnchanged_bothAreListed() throws Exception {
    world.archive().suite("jammy-updates").add("main", MirrorFixture.deb("news", "1.0"));
    world.archive().write();
    sync(DEB, "deb URL jammy-updates main");
    world.archive().suite("jammy-updates").add("main", MirrorFixture.deb("more", "1.0"));
    world.archive().date(ArchiveBuilder.DEFAULT_DATE.plusSeconds(60)).write();

    sync(DEB, "deb URL jammy-updates main");

    assertThat(lines("ALL"))
        .anyMatch(line -> line.endsWith("/hello_1.0_amd64.deb"))
        .anyMatch(line -> line.endsWith("/more_1.0_amd64.deb"));
    assertThat(lines("NEW"))
        .singleElement()
        .satisfies(line -> assertThat(line).endsWith("/more_1.0_amd64.deb"));
  }

  @Test
  void fileLists_switchedOff_none() throws Exception {
    sync(DEB, "set write_file_lists 0");

    assertThat(Tree.of(world.var()).paths()).doesNotContain("ALL", "NEW", "MD5", "SHA1", "SHA256");
  }

  @Test
  void tilde_isEscapedInTheFileListsAlone() throws Exception {
    String name = "pool/main/t/tool/tool_1.0~rc1_amd64.deb";
    world.archive().suite("jammy").add("main", MirrorFixture.deb("tool", "1.0~rc1"));
    world.archive().write();
    String[] lines = {DEB, "clean URL", "set _tilde 1"};

    SyncReport report = sync(lines);

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(world.root().resolve(name)).isRegularFile();
    String listed = world.diskPath() + "/" + name.replace("~", "%7E");
    assertThat(lines("ALL")).contains(listed);
    assertThat(lines("NEW")).anyMatch(line -> line.endsWith("/" + name.replace("~", "%7E")));
    assertThat(world.verify(world.list(lines)).missing()).isEmpty();
    assertThat(report.removableFiles()).isZero();
    assertThat(sync(DEB).downloadedFiles()).as("the setting changes nothing on disk").isZero();
  }

  @Test
  void autoclean_removedAtTheEndAndNoScriptIsLeft() throws Exception {
    String[] lines = {
      DEB, "clean URL", "set keep_generations 0", "set keep_hours 0", "set _autoclean 1"
    };
    sync(lines);
    nextGeneration();

    SyncReport report = sync(lines);

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(report.removableFiles()).isPositive();
    assertThat(world.root().resolve(HELLO)).doesNotExist();
    assertThat(world.verify(world.list(lines)).missing()).isEmpty();
    assertThat(Files.readString(world.cleanScript())).doesNotContain("rm -f");
  }

  @Test
  void autoclean_incompleteRun_removesNothing() throws Exception {
    String[] lines = {
      DEB, "clean URL", "set keep_generations 0", "set keep_hours 0", "set _autoclean 1"
    };
    sync(lines);
    nextGeneration();
    world.upstream().fault(Fault.status(404).on(".*/Packages.*|.*/by-hash/.*"));

    assertThat(sync(lines).status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(world.root().resolve(HELLO)).isRegularFile();
  }

  @Test
  void surplusNotRemoved_isToldAgain() throws Exception {
    String[] lines = {DEB, "clean URL", "set keep_generations 0", "set keep_hours 0"};
    sync(lines);
    nextGeneration();
    long removable = sync(lines).removableFiles();

    assertThat(removable).isPositive();
    assertThat(sync(lines).removableFiles()).isEqualTo(removable);
    world.runCleanScript();
    assertThat(sync(lines).removableFiles()).isZero();
  }

  private Path script(String text, String permissions) throws IOException {
    Path script = Files.createDirectories(world.var()).resolve("postmirror.sh");
    Files.writeString(script, text);
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void postMirror_runsInTheMirrorWithTheSettings() throws Exception {
    script("echo in $(pwd) with $APT_MIRROR_NTHREADS and $#", "rw-r--r--");

    SyncReport report = sync(DEB);

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(events.lines("output"))
        .containsExactly("output in " + world.mirror().toRealPath() + " with 4 and 0");
  }

  @Test
  void postMirror_executable_runsByItself() throws Exception {
    script("#!/bin/sh\necho \"$0 $#\"\n", "rwxr-xr-x");

    sync(DEB);

    assertThat(events.lines("output"))
        .singleElement()
        .satisfies(line -> assertThat(line).endsWith("/postmirror.sh 1"));
  }

  @Test
  void postMirror_fails_partialThoughTheMirrorIsThere() throws Exception {
    Path script = script("exit 3", "rw-r--r--");

    SyncReport report = sync(DEB);

    assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
    assertThat(report.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.url()).isEqualTo(script.toString());
              assertThat(failure.reason()).endsWith("exit code 3");
            });
    assertThat(world.root().resolve(HELLO)).isRegularFile();
  }

  @Test
  void postMirror_missing_isAFailureOnlyWhereItIsNamed() throws Exception {
    assertThat(sync(DEB).status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(sync(DEB, "set postmirror_script $var_path/none.sh").failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.url()).endsWith("/none.sh"));
    script("echo started", "rw-r--r--");
    sync(DEB, "set run_postmirror 0");
    assertThat(events.lines("output")).noneMatch(line -> line.equals("output started"));
  }

  @Test
  void postMirror_interrupted_isKilled() throws Exception {
    script("echo $$; exec sleep 1000", "rw-r--r--");
    Thread main = Thread.currentThread();
    RecordedEvents interrupting =
        new RecordedEvents() {
          @Override
          public void output(String line) {
            super.output(line);
            main.interrupt();
          }
        };

    assertThatExceptionOfType(OperationCancelledException.class)
        .isThrownBy(() -> MirrorSync.of(world.list(DEB)).events(interrupting).call());
    assertThat(Thread.interrupted()).isTrue();

    long pid = Long.parseLong(interrupting.lines("output").get(0).substring("output ".length()));
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }
}
