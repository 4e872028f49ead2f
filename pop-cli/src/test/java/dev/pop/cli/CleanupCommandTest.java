package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.pop.core.io.ProcessLock;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.sample.ArchiveBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code pop cleanup}, and {@code pop sync} with the Perl engine. */
@Timeout(60)
class CleanupCommandTest {
  @TempDir Path directory;
  private MirrorFixture world;
  private Path list;
  private Path junk;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
    list = directory.resolve("mirror.list");
    Files.writeString(list, world.listText("deb [arch=amd64,src] URL jammy main", "clean URL"));
    junk = world.root().resolve("pool/old/junk.deb");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private Outcome pop(String command, String... options) {
    return Outcome.ofList(list, command, options);
  }

  private void syncAndLitter() throws IOException {
    pop("sync").exits(ExitCode.DONE);
    Files.createDirectories(junk.resolveSibling("."));
    Files.writeString(junk, "junk");
  }

  @Test
  void cleanup_surplus_exit0AndTheDocumentedKeys() throws Exception {
    syncAndLitter();

    JsonObject json = pop("cleanup", "--json").exits(ExitCode.DONE).json();

    assertThat(json.keySet())
        .containsExactlyInAnyOrder(
            "dry_run",
            "freed_bytes",
            "freed_files",
            "freed_directories",
            "files",
            "skipped",
            "failures");
    assertThat(json.get("freed_bytes").getAsLong()).isEqualTo(4);
    assertThat(json.get("freed_files").getAsLong()).isEqualTo(1);
    assertThat(json.get("freed_directories").getAsLong()).isEqualTo(1);
    assertThat(junk.getParent()).doesNotExist();
    pop("verify", "--deep").exits(ExitCode.DONE);
  }

  @Test
  void cleanup_dryRun_namesTheFileAndKeepsIt() throws Exception {
    syncAndLitter();

    Outcome outcome = pop("cleanup", "--dry-run").exits(ExitCode.DONE);

    assertThat(outcome.out()).startsWith("would free 4 bytes in 1 file and 1 directory");
    assertThat(outcome.err()).contains("pool/old/junk.deb");
    assertThat(junk).exists();
  }

  @Test
  void cleanup_neverSynced_exit3Named() throws Exception {
    Outcome outcome = pop("cleanup").exits(ExitCode.PARTIAL);

    assertThat(outcome.err()).contains("jammy was never published by PoP");
    assertThat(outcome.out()).doesNotContain("never published").contains("left alone: 1 archive");
  }

  @Test
  void cleanup_moreThanTheRatioAllows_exit3AndTheOptionAllowsIt() throws Exception {
    syncAndLitter();
    Files.writeString(list, Files.readString(list).replaceAll("(wipe_[a-z]*_ratio) 0", "$1 0.001"));

    Outcome refused = pop("cleanup").exits(ExitCode.PARTIAL);

    assertThat(refused.err())
        .contains(
            "1 of its ",
            "which reaches wipe_",
            "; if that is right, 'pop cleanup --allow-wipe' removes them");
    assertThat(junk).exists();
    pop("cleanup", "--allow-wipe").exits(ExitCode.DONE);
    assertThat(junk).doesNotExist();
  }

  @Test
  void sync_olderRelease_exit1AndTheOptionAllowsIt() throws Exception {
    world.replaceHello();
    pop("sync").exits(ExitCode.DONE);
    world.archive().date(ArchiveBuilder.DEFAULT_DATE).write();

    String advice = "; to accept it, run 'pop sync --allow-older'";
    assertThat(pop("sync").exits(ExitCode.FAILED).err())
        .containsPattern("is older than the published one of [^ ]+" + advice);
    assertThat(pop("report").exits(ExitCode.DONE).out()).contains(advice);
    pop("sync", "--allow-older").exits(ExitCode.DONE);
    pop("verify", "--deep").exits(ExitCode.DONE);
  }

  @Test
  void cleanup_locked_exit4() throws Exception {
    syncAndLitter();
    try (ProcessLock held =
        ProcessLock.tryAcquire(world.var().resolve("apt-mirror.lock")).orElseThrow()) {
      assertThat(held).isNotNull();
      pop("cleanup").exits(ExitCode.LOCKED);
    }
    assertThat(junk).exists();
  }

  @Test
  void perlEngine_nothingMirroredAndExit0_exit1() throws Exception {
    Path program = program("exit 0");

    Outcome outcome =
        pop("sync", "--json", "--engine", "apt-mirror", "--apt-mirror", program.toString())
            .exits(ExitCode.FAILED);

    assertThat(outcome.json().get("status").getAsString()).isEqualTo("failed");
    assertThat(outcome.json().getAsJsonArray("failures")).isNotEmpty();
  }

  @Test
  void perlEngine_fails_exit1WithItsWords() throws Exception {
    Path program = program("echo 'no such thing' >&2; exit 2");

    Outcome outcome =
        pop("sync", "--engine", "apt-mirror", "--apt-mirror", program.toString())
            .exits(ExitCode.FAILED);

    assertThat(outcome.err()).contains("failed with exit code 2; its last line: no such thing");
  }

  @Test
  void perlEngine_wrongOptions_exit2() throws Exception {
    assertThat(pop("sync", "--engine", "apt-mirror", "--dry-run").exits(ExitCode.USAGE).err())
        .contains("need the native engine");
    assertThat(pop("sync", "--apt-mirror", "/usr/bin/apt-mirror").exits(ExitCode.USAGE).err())
        .contains("--apt-mirror needs --engine apt-mirror");
    assertThat(pop("sync", "--engine", "wget").exits(ExitCode.USAGE).err())
        .contains("--engine takes one of native, apt-mirror, not 'wget'");
  }

  private Path program(String commands) throws IOException {
    Path program = directory.resolve("perl-apt-mirror");
    Files.writeString(program, "#!/bin/sh\n" + commands + "\n");
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
