package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.io.ProcessLock;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the packaged Perl program gets wrong where a URL carries credentials, and ours does not; and
 * that the two never work on one mirror at a time.
 */
@Timeout(120)
class AptMirrorFaultsIT {
  private static final String USER = "uSeRmArK";
  private static final String PASSWORD = "sEcReTmArK";
  private static final String HELLO = "pool/main/h/hello/hello_1.0_amd64.deb";

  @TempDir Path directory;
  private MirrorFixture world;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
    world.archive().acquireByHash(false).write();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** Both programs with credentials in the source line. */
  private TwoPrograms withCredentials() throws IOException {
    return new TwoPrograms(world, "set auth_no_challenge 1", "deb LOGIN jammy main", "clean URL")
        .withLogin(USER, PASSWORD);
  }

  @Test
  void clean_withCredentialsInTheUrl_keepsDists() throws Exception {
    TwoPrograms programs = withCredentials();
    TwoPrograms.Result perl = programs.runPerl();
    TwoPrograms.Result ours = programs.runOurs();

    assertThat(perl.facts())
        .anyMatch(line -> line.matches("clean.sh: rm -f .*/dists/jammy/Release'"));
    assertThat(ours.exitCode()).isZero();
    assertThat(ours.facts()).noneMatch(line -> line.startsWith("clean.sh: rm"));
    for (Path var : List.of(programs.perlVar(), programs.ourVar())) {
      Tool.in(directory).succeeds("/bin/sh", var.resolve("clean.sh").toString());
    }
    assertThat(programs.roots().get(0).resolve("dists/jammy/Release")).doesNotExist();
    assertThat(programs.roots().get(1).resolve("dists/jammy/Release")).isRegularFile();
  }

  /**
   * Only the Perl program's later versions read by-hash, and mirror no package then; the packaged
   * one leaves by-hash out, so that what it mirrors is not what {@code Release} promises.
   */
  @Test
  void byHash_withCredentialsInTheUrl_everythingIsMirrored() throws Exception {
    world.archive().acquireByHash(true).write();
    TwoPrograms programs = withCredentials();
    programs.runPerl();

    assertThat(programs.runOurs().exitCode()).isZero();
    assertThat(programs.roots().get(0).resolve(HELLO)).isRegularFile();
    assertThat(programs.roots().get(0).resolve("dists/jammy/main/binary-amd64/by-hash"))
        .doesNotExist();
    assertThat(programs.roots().get(1).resolve(HELLO)).isRegularFile();
    assertThat(programs.roots().get(1).resolve("dists/jammy/main/binary-amd64/by-hash"))
        .isNotEmptyDirectory();
  }

  @Test
  void pool_everyFileRefused_isAFailure() throws Exception {
    world.upstream().fault(Fault.status(401).on(".*/pool/.*"));
    TwoPrograms programs = withCredentials();

    assertThat(programs.runPerl().exitCode()).isZero();
    assertThat(programs.runOurs().exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(programs.roots()).noneMatch(root -> Files.exists(root.resolve(HELLO)));
  }

  @Test
  void sideFiles_noToken() throws Exception {
    TwoPrograms programs = withCredentials();
    TwoPrograms.Result perl = programs.runPerl();
    TwoPrograms.Result ours = programs.runOurs();

    assertThat(withMark(programs.perlVar())).contains("NEW");
    assertThat(withMark(programs.ourVar())).isEmpty();
    assertThat(perl.facts()).anyMatch(line -> line.startsWith("NEW: ") && line.contains("mArK"));
    assertThat(ours.output()).doesNotContain("mArK");
  }

  /** Names of the files below a directory in which user or password stand. */
  private static List<String> withMark(Path var) throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.walk(var)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (Files.readString(file).contains("mArK")) {
          names.add(var.relativize(file).toString());
        }
      }
    }
    return names;
  }

  @Test
  void lock_oursIsHeld_thePerlProgramRefuses() throws Exception {
    TwoPrograms programs = new TwoPrograms(world, "deb URL jammy main");
    Path lock = programs.perlVar().resolve("apt-mirror.lock");
    Tool.Result refused;
    try (ProcessLock held = ProcessLock.tryAcquire(lock).orElseThrow()) {
      assertThat(held).isNotNull();
      refused = Tool.in(directory).run(List.of(TwoPrograms.PERL, programs.perlList().toString()));
    }

    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.output()).contains("apt-mirror is already running");
    assertThat(programs.runPerl().exitCode()).isZero();
  }

  @Test
  void lock_thePerlProgramRuns_oursRefuses() throws Exception {
    TwoPrograms programs = new TwoPrograms(world, "deb URL jammy main");
    // It runs this script with its lock held.
    Files.writeString(
        programs.perlVar().resolve("postmirror.sh"),
        "touch " + directory + "/runs; while [ -e " + directory + "/runs ]; do sleep 0.05; done\n");
    Path list = programs.perlList();
    Process perl =
        new ProcessBuilder(TwoPrograms.PERL, list.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("perl.out").toFile())
            .start();
    try {
      while (perl.isAlive() && !Files.exists(directory.resolve("runs"))) {
        Thread.onSpinWait();
      }
      Outcome.of("apt-mirror", list.toString()).exits(ExitCode.LOCKED);
    } finally {
      Files.deleteIfExists(directory.resolve("runs"));
      perl.waitFor();
    }
    assertThat(perl.exitValue()).isZero();
  }
}
