package dev.pop.cli;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.ChildJvm;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.repository.MirrorList;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals to the program, in its own process, while it waits for something that takes long. */
@Timeout(60)
class InterruptTest {
  /** Less than what is waited for takes by far; on a busy machine an end takes its time too. */
  private static final int AT_MOST_SECONDS = 8;

  private static final String POOL = "ubuntu/pool/.*";
  private static final long HUGE = 8L << 30;

  @TempDir Path directory;
  private MirrorFixture world;
  private Path listFile;

  @BeforeEach
  void mirrorOnceThenChangeUpstream() throws Exception {
    world = MirrorFixture.withJammy(directory);
    listFile = directory.resolve("mirror.list");
    Files.writeString(
        listFile, world.listText("set retry_attempts 3", "deb URL jammy main", "clean URL"));
    world.completes(list());
    world.replaceHello();
    world.upstream().clear();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private MirrorList list() throws Exception {
    return MirrorList.read(listFile);
  }

  @ParameterizedTest
  @CsvSource({
    "TERM, .*/jammy/InRelease", "INT, .*/jammy/InRelease",
    "TERM, .*/by-hash/.*", "INT, .*/by-hash/.*",
    "TERM, ubuntu/pool/.*", "INT, ubuntu/pool/.*"
  })
  void stalledServer(String signal, String paths) throws Exception {
    world.upstream().fault(Fault.stalledAfter(10).on(paths));

    endsAt(signal, paths);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void pauseBetweenAttempts(String signal) throws Exception {
    world
        .upstream()
        .fault(Fault.status(503).retryAfter(Duration.ofSeconds(60)).on("ubuntu/pool/.*"));

    endsAt(signal, POOL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void hashing(String signal) throws Exception {
    String huge = "pool/main/h/huge/huge_1.0_amd64.deb";
    world
        .archive()
        .suite("jammy")
        .extraStanza(
            "main",
            "amd64",
            "Package: huge\nVersion: 1.0\nArchitecture: amd64\nFilename: "
                + huge
                + "\nSize: "
                + HUGE
                + "\nSHA256: "
                + "0".repeat(64)
                + "\n");
    world.archive().write();
    Path file = world.root().resolve(huge);
    Files.createDirectories(file.getParent());
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(HUGE);
    }

    Process program = start(sync());
    world.upstream().awaitRequest(".*/by-hash/.*");
    ends(program, signal);

    Files.delete(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"estimate --mirror-list", "apt-mirror"})
  void otherOperations_stalledServer(String command) throws Exception {
    world.upstream().fault(Fault.stalledAfter(10).on(".*/jammy/InRelease"));
    Path log = directory.resolve("log");
    List<String> words = new ArrayList<>(List.of("--log-file", log.toString()));
    words.addAll(List.of(command.split(" ")));
    words.add(listFile.toString());

    Process program = start(words);
    world.upstream().awaitRequest(".*/jammy/InRelease");
    ends(program, "TERM");

    assertThat(Files.readAllLines(log))
        .last()
        .asString()
        .contains("interrupted; nothing half-made");
  }

  private void endsAt(String signal, String paths) throws Exception {
    Tree before = Tree.of(world.mirror());
    Process program = start(sync());
    world.upstream().awaitRequest(paths);
    ends(program, signal);

    List<String> summary =
        Files.readAllLines(directory.resolve("output")).stream()
            .dropWhile(line -> !line.startsWith("interrupted: "))
            .takeWhile(line -> !line.startsWith("pop: "))
            .toList();
    assertThat(summary).hasSizeBetween(2, 5);
    assertThat(summary.get(0))
        .isEqualTo("interrupted: 0 suites published, 0 unchanged, 1 suite not updated");
    assertThat(summary).last().isEqualTo("finished downloads are kept; the next sync resumes");
    assertThatMirror(world).publishesAsBefore(before);
    world.upstream().clearFaults();
    world.completes(list());
    assertThatMirror(world).isSound(list()).hasNoTemporaryFiles();
  }

  private List<String> sync() {
    return List.of("sync", "--no-progress", "--mirror-list", listFile.toString());
  }

  /** A shell in the background ignores SIGINT, and its children with it, unless told otherwise. */
  private Process start(List<String> words) throws Exception {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.addAll(ChildJvm.command(PopCli.class, words.toArray()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile())
        .start();
  }

  private void ends(Process program, String signal) throws Exception {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(program.pid())).start().waitFor();

      boolean ended = program.waitFor(AT_MOST_SECONDS, TimeUnit.SECONDS);

      assertThat(ended).as("%s ends it", signal).isTrue();
      assertThat(program.exitValue())
          .as(Files.readString(directory.resolve("output")))
          .isEqualTo(ExitCode.INTERRUPTED);
    } finally {
      program.destroyForcibly();
    }
  }
}
