package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.OperationCancelledException;
import dev.pop.core.PopException;
import dev.pop.core.io.ProcessLock;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.store.MirrorLockedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Shell scripts stand in for the Perl program, and end in each way that it can. */
@Timeout(60)
class AptMirrorEngineTest {
  private static final String HELLO = "pool/main/h/hello/hello_1.0_amd64.deb";

  @TempDir Path directory;
  private MirrorFixture world;
  private Path list;
  private final RecordedEvents events = new RecordedEvents();

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
    list = directory.resolve("mirror.list");
    Files.writeString(list, world.listText("deb [arch=amd64,src] URL jammy main", "clean URL"));
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void call_everythingThere_completeWithItsSizes() throws Exception {
    SyncReport report =
        run(
            mirrorsEverything(),
            news(HELLO),
            "echo 'Downloading 1 archive files using 1 threads...'",
            "echo '1.5 KiB will be downloaded into archive.'",
            "echo '2.0 GiB in 12 files and 3 directories can be freed.'");

    assertThat(report.failures()).isEmpty();
    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(report.removableBytes()).isEqualTo(2L << 30);
    assertThat(report.removableFiles()).isEqualTo(12);
    assertThat(report.downloadedFiles()).isEqualTo(1);
    assertThat(report.downloadedBytes()).isEqualTo(Files.size(world.root().resolve(HELLO)));
    assertThat(events.lines("output")).contains("output 1.5 KiB will be downloaded into archive.");
  }

  @Test
  void call_givesTheProgramTheListOnly() throws Exception {
    run(mirrorsEverything(), "echo \"[$#] [$1] [$LC_ALL]\"");

    assertThat(events.lines("output")).contains("output [1] [" + list + "] [C]");
  }

  @Test
  void call_exit0WithNothingMirrored_failed() throws Exception {
    SyncReport report = run("echo '0 bytes will be downloaded into archive.'");

    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.failures())
        .anySatisfy(
            failure -> assertThat(failure.url()).isEqualTo(world.url() + "/dists/jammy/Release"));
  }

  @Test
  void call_exit0WithAPackageMissing_partialAndNamed() throws Exception {
    SyncReport report =
        run(
            mirrorsEverything(),
            news(HELLO),
            "echo '1.5 KiB will be downloaded into archive.'",
            "rm " + world.root().resolve(HELLO));

    assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
    assertThat(report.downloadedFiles()).isZero();
    assertThat(report.pendingFiles()).isEqualTo(1);
    assertThat(report.pendingBytes()).isEqualTo(1536);
    assertThat(report.failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.url()).isEqualTo(world.url() + "/" + HELLO));
    assertThat(report.repositories())
        .singleElement()
        .satisfies(
            suite -> {
              assertThat(suite.status()).isEqualTo(SuiteReport.Status.PUBLISHED);
              assertThat(suite.problems()).isNotEmpty();
            });
  }

  @Test
  void call_upstreamSilentButAnOldMirrorThere_failed() throws Exception {
    assertThat(run(mirrorsEverything()).status()).isEqualTo(SyncReport.Status.COMPLETE);

    SyncReport report = run("echo '0 bytes will be downloaded into archive.'");

    assertThat(world.verify(world.jammy()).status()).isEqualTo(VerifyReport.Status.AVAILABLE);
    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.failures())
        .singleElement()
        .satisfies(
            failure -> assertThat(failure.reason()).startsWith("upstream gave neither InRelease"));
  }

  @Test
  void call_exitCode_messageWithTheLastLine() {
    assertThatExceptionOfType(PopException.class)
        .isThrownBy(() -> run("echo fine", "echo 'invalid line in config file' >&2", "exit 9"))
        .withMessageContaining("failed with exit code 9; its last line: invalid line in config");
  }

  @Test
  void call_exitCodeAndNoWord_saysSo() {
    assertThatExceptionOfType(PopException.class)
        .isThrownBy(() -> run("exit 3"))
        .withMessageContaining("failed with exit code 3 and printed nothing");
  }

  @Test
  void call_perlRunsAlready_locked() {
    assertThatExceptionOfType(MirrorLockedException.class)
        .isThrownBy(() -> run("echo 'apt-mirror is already running, exiting at' >&2", "exit 11"));
  }

  @Test
  void call_ourOwnRunHoldsTheLock_notStarted() throws Exception {
    Files.createDirectories(world.var());
    try (ProcessLock held =
        ProcessLock.tryAcquire(world.var().resolve("apt-mirror.lock")).orElseThrow()) {
      assertThat(held).isNotNull();
      assertThatExceptionOfType(MirrorLockedException.class).isThrownBy(() -> run("echo started"));
    }
    assertThat(events.lines("output")).isEmpty();
  }

  @Test
  void call_missingProgram_namesIt() {
    assertThatExceptionOfType(PopException.class)
        .isThrownBy(() -> engine(directory.resolve("none")).call())
        .withMessage(directory.resolve("none") + " is not an executable program");
  }

  @Test
  void call_noScriptAtAll_cannotBeRun() throws Exception {
    Path broken = executable("#!/no/such/interpreter\n");

    assertThatExceptionOfType(PopException.class)
        .isThrownBy(() -> engine(broken).call())
        .withMessageContaining(broken + " cannot be run: ");
  }

  @Test
  void find_nothingOnThePath_saysWhatToDo() {
    assertThatExceptionOfType(PopException.class)
        .isThrownBy(() -> AptMirrorProgram.find("/no/such:" + directory))
        .withMessageContaining("there is no program apt-mirror on the PATH; install");
    assertThatExceptionOfType(PopException.class).isThrownBy(() -> AptMirrorProgram.find(null));
  }

  @Test
  void find_ourOwnCommandFirst_refused() throws Exception {
    Path own = Files.createDirectory(directory.resolve("bin")).resolve("apt-mirror");
    Files.copy(ownCommand(), own);
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThatExceptionOfType(PopException.class)
        .isThrownBy(() -> AptMirrorProgram.find(directory + "/bin:/usr/bin"))
        .withMessageContaining(own + " is PoP's own command and would call itself");
    assertThatExceptionOfType(PopException.class).isThrownBy(() -> engine(own).call());

    Path link = directory.resolve("link");
    Files.createSymbolicLink(link, own);
    assertThatExceptionOfType(PopException.class).isThrownBy(() -> engine(link).call());
  }

  @Test
  void find_firstOnThePath() throws Exception {
    Path program = Files.createDirectory(directory.resolve("bin")).resolve("apt-mirror");
    Files.move(executable("#!/bin/sh\n"), program);

    assertThat(AptMirrorProgram.find("/no/such:" + directory + "/bin")).isEqualTo(program);
  }

  @Test
  void call_interrupted_endsTheProgramAndItsChildren() throws Exception {
    Path pids = directory.resolve("pids");
    CountDownLatch running = new CountDownLatch(1);
    RecordedEvents notifying =
        new RecordedEvents() {
          @Override
          public void output(String line) {
            running.countDown();
          }
        };
    AptMirrorEngine engine =
        engine(
                script(
                    "sleep 1000 & echo $! >> " + pids,
                    "echo $$ >> " + pids,
                    "echo running",
                    "wait"))
            .events(notifying);
    AtomicReference<Optional<Exception>> thrown = new AtomicReference<>(Optional.empty());
    Thread thread =
        new Thread(
            () -> {
              try {
                engine.call();
              } catch (Exception e) {
                thrown.set(Optional.of(e));
              }
            });
    thread.start();
    running.await();
    thread.interrupt();
    thread.join();

    assertThat(thrown.get())
        .containsInstanceOf(OperationCancelledException.class)
        .map(e -> ((PopException) e).report(SyncReport.class).orElseThrow().status())
        .contains(SyncReport.Status.INTERRUPTED);
    assertThat(Files.readAllLines(pids)).hasSize(2).allSatisfy(pid -> ends(Long.parseLong(pid)));
    assertThat(ProcessLock.tryAcquire(world.var().resolve("apt-mirror.lock"))).isPresent();
  }

  @Test
  void call_credentialsInWhatItPrints_notPassedOn() throws Exception {
    assertThatExceptionOfType(PopException.class)
        .isThrownBy(
            () ->
                run(
                    "echo 'Failed to open Release file from http://bearer:sEcReT@h/ubuntu'",
                    "echo 'no http://bearer:sEcReT@h/x' >&2",
                    "exit 1"))
        .satisfies(e -> assertThat(e.toString()).doesNotContain("sEcReT"));

    assertThat(events.lines("output"))
        .hasSize(2)
        .noneMatch(line -> line.contains("sEcReT"))
        .anyMatch(line -> line.contains("http://h/ubuntu"));
  }

  @Test
  void call_credentialsInACleanedUrl_warned() throws Exception {
    String url = world.url("bearer", "sEcReT");
    writeList(world.listText("deb " + url + " jammy main", "clean URL"));

    run("true");

    assertThat(events.lines("warning"))
        .noneMatch(line -> line.contains("sEcReT"))
        .anyMatch(line -> line.contains(world.url() + " is cleaned and its URL carries cred"))
        .anyMatch(line -> line.contains(world.url() + " names a port"));
  }

  @Test
  void call_credentials_whatIsLeftIsClosedToOthers() throws Exception {
    writeList(world.listText("deb " + world.url("bearer", "sEcReT") + " jammy main"));
    Path urls = world.var().resolve("archive-urls.0");
    Path news = world.var().resolve("NEW");

    assertThatExceptionOfType(PopException.class)
        .isThrownBy(
            () ->
                run(
                    "stat -c 'directory %a' " + world.var(),
                    "umask 022; echo http://bearer:sEcReT@h/x | tee " + urls + " > " + news,
                    "exit 1"));

    assertThat(events.lines("output")).contains("output directory 700");
    for (Path file : List.of(urls, news)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void call_noCredentials_theDirectoryStaysOpen() throws Exception {
    run("umask 022; echo x > " + world.var().resolve("NEW"));

    assertThat(Files.getPosixFilePermissions(world.var().resolve("NEW")))
        .contains(PosixFilePermission.OTHERS_READ);
    assertThat(Files.getPosixFilePermissions(world.var()))
        .contains(PosixFilePermission.OTHERS_READ);
  }

  @Test
  void call_credentialsInAUrlThatIsNotCleaned_notWarned() throws Exception {
    String url = world.url("bearer", "sEcReT");
    writeList(world.listText("deb " + url + " jammy main"));

    run("true");

    assertThat(events.lines("warning")).noneMatch(line -> line.contains("is cleaned"));
  }

  /** A mirror as the program leaves it, and a log of wget that says that upstream answered. */
  private String mirrorsEverything() {
    Path log = world.var().resolve("index-log.0");
    return "mkdir -p "
        + world.root()
        + " && cp -r "
        + world.archive().root()
        + "/. "
        + world.root()
        + "\nprintf '%s\\n' '--2026-11-22 06:56:12--  "
        + world.url()
        + "/dists/jammy/InRelease' 'HTTP request sent, awaiting response... 200 OK' > "
        + log;
  }

  private void writeList(String text) throws IOException {
    Files.writeString(list, text);
    Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-r-----"));
  }

  @Test
  void of_httpsOnly_isRefused() throws Exception {
    Files.writeString(
        list, "set https_only 1\ndeb [arch=amd64] https://archive.example/ubuntu jammy main\n");

    assertThatExceptionOfType(MirrorListException.class)
        .isThrownBy(() -> AptMirrorEngine.of(list))
        .withMessageStartingWith(list + ": sets https_only, which the engine apt-mirror");
  }

  private String news(String path) {
    return "echo '" + world.url() + "/" + path + "' > " + world.var().resolve("NEW");
  }

  private SyncReport run(String... commands) throws Exception {
    return engine(script(commands)).call();
  }

  private AptMirrorEngine engine(Path program) throws Exception {
    return AptMirrorEngine.of(list).program(program).events(events);
  }

  private Path script(String... commands) throws IOException {
    return executable("#!/bin/sh\n" + String.join("\n", commands) + "\n");
  }

  private Path executable(String text) throws IOException {
    Path file = Files.createTempFile(directory, "apt-mirror", "");
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  private static Path ownCommand() {
    return Path.of("../pop-cli/src/main/dist/bin/apt-mirror").toAbsolutePath().normalize();
  }

  /** A killed process is gone a moment later, when it has been waited for. */
  private static void ends(long pid) throws Exception {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isPresent()) {
      process.get().onExit().get(10, TimeUnit.SECONDS);
    }
    assertThat(isRunning(pid)).isFalse();
  }

  private static boolean isRunning(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }
}
