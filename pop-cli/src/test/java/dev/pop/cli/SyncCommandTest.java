package dev.pop.cli;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.pop.core.io.ProcessLock;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.HandmadeArchive;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SyncCommandTest {
  private static final String HELLO = ".*/hello_1.0_amd64.deb";

  @TempDir Path directory;
  private MirrorFixture world;
  private Path list;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
    list = Files.createDirectories(directory.resolve("upstream/etc")).resolve("mirror.list");
    writeList("deb [arch=amd64,src] URL jammy main", "clean URL");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void sync_complete_exit0AndWords() throws Exception {
    Outcome outcome = pop("sync").exits(ExitCode.DONE);

    assertThat(outcome.out()).startsWith("complete: 1 suite published, 0 unchanged\nfetched ");
    assertThat(outcome.err()).contains("archive done: ", "jammy: published");
    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void sync_manyFailuresOfOneKind_areOneShortLine() throws Exception {
    Map<String, String> translations = new TreeMap<>();
    for (int i = 10; i < 55; i++) {
      translations.put("main/i18n/Translation-x" + i, "text " + i);
    }
    HandmadeArchive archive = HandmadeArchive.at(world.archive().root()).clear();
    archive.deb("pool/a.deb", "a").suite("jammy", translations);
    FileUtils.deleteDirectory(archive.root().resolve("dists/jammy/main/i18n").toFile());
    writeList("deb [trusted=yes] URL jammy main");

    Outcome outcome = pop("sync").exits(ExitCode.PARTIAL);

    assertThat(outcome.err().lines().filter(line -> line.startsWith("error: ")))
        .hasSize(2)
        .allMatch(line -> line.length() < 600)
        .first()
        .asString()
        .matches(
            "error: .*/Translation-x\\d\\d: 404: not found; the same for Translation-x\\d\\d,"
                + " Translation-x\\d\\d and 42 more; see 'pop report --json'");
    assertThat(outcome.err()).contains("; and 42 more; see 'pop report --json'");
    JsonObject report =
        pop("report", "--json").json().getAsJsonArray("reports").get(0).getAsJsonObject();
    assertThat(report.getAsJsonArray("failures")).hasSize(45);
  }

  @Test
  void sync_logFile_tellsThatARunBeganAndHowItEnded() throws Exception {
    Path log = directory.resolve("pop.log");

    Outcome outcome = pop("sync", "--log-file", log.toString()).exits(ExitCode.DONE);

    assertThat(Files.readString(log))
        .containsPattern("run \\S+ begins")
        .containsPattern("run \\S+ ended complete: \\d+ files, .* fetched, 0 failures");
    assertThat(outcome.err()).doesNotContain(" begins");
  }

  @Test
  void sync_postMirrorScriptWritesToStandardError_isAWarning() throws Exception {
    Path script = Files.writeString(directory.resolve("post.sh"), "echo fine; echo odd >&2\n");
    writeList(
        "set run_postmirror 1",
        "set postmirror_script " + script,
        "deb [arch=amd64] URL jammy main");
    Path log = directory.resolve("pop.log");

    Outcome outcome =
        pop("sync", "--no-progress", "--log-file", log.toString()).exits(ExitCode.DONE);

    assertThat(outcome.err()).contains("warning: " + script + ": odd");
    assertThat(Files.readString(log)).contains("fine", script + ": odd");
  }

  @Test
  void sync_json_exactlyTheDocumentedKeys() throws Exception {
    JsonObject json = pop("sync", "--json").exits(ExitCode.DONE).json();

    assertThat(json.keySet())
        .contains(
            "status",
            "started",
            "finished",
            "downloaded_bytes",
            "downloaded_files",
            "unchanged_files",
            "adopted_files",
            "adopted_bytes",
            "rescued_files",
            "resumed_files",
            "retries",
            "requests",
            "removable_bytes",
            "removable_files",
            "repositories",
            "failures");
    assertThat(json.get("status").getAsString()).isEqualTo("complete");
    assertThat(json.get("started").getAsString()).isEqualTo(Outcome.NOW.toString());
    assertThat(json.get("downloaded_files").getAsLong()).isEqualTo(world.upstream().count(".*"));
    assertThat(json.getAsJsonArray("failures")).isEmpty();
    JsonObject suite = json.getAsJsonArray("repositories").get(0).getAsJsonObject();
    assertThat(suite.get("archive").getAsString()).isEqualTo(world.diskPath());
    assertThat(suite.get("repository").getAsString()).isEqualTo(world.url());
    assertThat(suite.get("suite").getAsString()).isEqualTo("jammy");
    assertThat(suite.get("status").getAsString()).isEqualTo("published");
  }

  @Test
  void sync_again_unchanged() throws Exception {
    pop("sync").exits(ExitCode.DONE);

    JsonObject json = pop("sync", "--json").exits(ExitCode.DONE).json();

    assertThat(json.get("downloaded_files").getAsLong()).isZero();
    assertThat(json.get("requests").getAsLong()).isEqualTo(1);
  }

  @Test
  void sync_mirrorVanished_namesTheOptionThatFetchesItAgain() throws Exception {
    pop("sync").exits(ExitCode.DONE);
    FileUtils.deleteDirectory(world.mirror().toFile());

    Outcome outcome = pop("sync").exits(ExitCode.FAILED);

    assertThat(outcome.err())
        .contains(
            " is empty, but held a mirror before: is its file system mounted? To fetch the mirror"
                + " again, run 'pop sync --rebuild', or 'set rebuild 1' in the list");
  }

  @Test
  void sync_everythingFails_exit1() throws Exception {
    world.upstream().fault(Fault.status(500).on(HELLO));

    Outcome outcome = pop("sync", "--json").exits(ExitCode.FAILED);

    JsonObject json = outcome.json();
    assertThat(json.get("status").getAsString()).isEqualTo("failed");
    JsonObject failure = json.getAsJsonArray("failures").get(0).getAsJsonObject();
    assertThat(failure.keySet()).containsExactlyInAnyOrder("url", "kind", "reason");
    assertThat(failure.get("url").getAsString()).endsWith("/pool/main/h/hello/hello_1.0_amd64.deb");
    assertThat(failure.get("reason").getAsString()).startsWith("500: ");
    assertThat(outcome.err()).contains("error: " + failure.get("url").getAsString() + ": 500: ");
  }

  @Test
  void sync_oneOfTwoSuitesFails_exit3() throws Exception {
    world.archive().suite("jammy-updates").add("main", deb("fresh", "1.0"));
    world.archive().write();
    writeList("deb [arch=amd64,src] URL jammy,jammy-updates main");
    world.upstream().fault(Fault.status(500).on(HELLO));

    Outcome outcome = pop("sync").exits(ExitCode.PARTIAL);

    assertThat(outcome.out())
        .startsWith("partly done: 1 suite published, 0 unchanged, 1 suite not updated");
    assertThat(outcome.err()).contains("hello_1.0_amd64.deb: 500: ");
  }

  @Test
  void sync_faultyList_exit2NamesFileAndLine() throws Exception {
    writeList("deb URL jammy main", "nonsense here", "set nthreads many");

    Outcome outcome = pop("sync").exits(ExitCode.USAGE);

    assertThat(outcome.err()).contains("mirror.list: line 5: is not a line of a mirror list");
    assertThat(outcome.err()).contains("'set nthreads' must be a number from 1 to 999, not 'many'");
    assertThat(outcome.out()).isEmpty();
    assertThat(world.base()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sync", "verify"})
  void lockHeld_exit4(String command) throws Exception {
    Files.createDirectories(world.var());
    try (ProcessLock lock =
        ProcessLock.tryAcquire(world.var().resolve("apt-mirror.lock")).orElseThrow()) {
      assertThat(lock).isNotNull();

      Outcome outcome = pop(command, "--json").exits(ExitCode.LOCKED);

      assertThat(outcome.json().get("error").getAsString())
          .contains("another run works on this mirror");
      assertThat(outcome.err()).contains("pop: another run works on this mirror");
    }
    assertThat(world.upstream().requests()).isEmpty();
  }

  @Test
  void diskTooSmall_exit5() throws Exception {
    world
        .archive()
        .suite("jammy")
        .extraStanza(
            "main",
            "amd64",
            "\nPackage: huge\nFilename: pool/huge.deb\nSize: 999999999999999999\nSHA256: "
                + "0".repeat(64)
                + "\n");
    world.archive().write();

    Outcome outcome = pop("sync", "--json").exits(ExitCode.DISK_TOO_SMALL);

    assertThat(outcome.json().get("error").getAsString()).contains("not enough disk space");
    assertThat(world.upstream().count(".*deb")).isZero();
  }

  @Test
  void localFailure_exit1OneLine() throws Exception {
    Files.writeString(world.base(), "in the way");

    Outcome outcome = pop("sync").exits(ExitCode.FAILED);

    assertThat(outcome.err())
        .startsWith("pop: the mirror cannot be written: ")
        .doesNotContain("\tat ");
    assertThat(pop("sync", "--stacktrace").exits(ExitCode.FAILED).err()).contains("\tat ");
  }

  @Test
  void interrupted_exit130() throws Exception {
    Thread.currentThread().interrupt();

    Outcome outcome = pop("sync", "--json");

    assertThat(Thread.interrupted()).isFalse();
    outcome.exits(ExitCode.INTERRUPTED);
    assertThat(outcome.json().get("status").getAsString()).isEqualTo("failed");
    assertThatMirror(world).hasNoTemporaryFiles();
  }

  @Test
  void dryRun_mirrorUntouched() throws Exception {
    JsonObject json = pop("sync", "--dry-run", "--json").exits(ExitCode.DONE).json();

    assertThat(json.get("pending_files").getAsLong()).isEqualTo(2);
    assertThat(json.get("pending_bytes").getAsLong()).isPositive();
    assertThat(Tree.of(world.mirror()).paths()).isEmpty();
    assertThat(world.upstream().count(".*deb")).isZero();
    assertThat(world.cleanScript()).doesNotExist();
  }

  @Test
  void metadataOnly_noPoolFileFetched() throws Exception {
    Outcome outcome = pop("sync", "--metadata-only").exits(ExitCode.DONE);

    assertThat(outcome.out()).contains("1 suite not published", "still to fetch: 2 files");
    assertThat(world.upstream().count(".*deb")).isZero();
  }

  @Test
  void only_matchingSuites() throws Exception {
    world.archive().suite("jammy-updates").add("main", deb("fresh", "1.0"));
    world.archive().write();
    writeList("deb [arch=amd64,src] URL jammy,jammy-updates main");

    JsonObject json = pop("sync", "--only", "jammy-*", "--json").exits(ExitCode.DONE).json();

    assertThat(json.getAsJsonArray("repositories")).hasSize(1);
    assertThat(world.upstream().paths()).noneMatch(path -> path.contains("dists/jammy/"));
    assertThatMirror(world).has("dists/jammy-updates/InRelease");
  }

  @Test
  void only_matchesNothing_exit2() throws Exception {
    Outcome outcome = pop("sync", "--only", "noble*").exits(ExitCode.USAGE);

    assertThat(outcome.err()).contains("--only noble* matches no suite of " + list);
  }

  @Test
  void only_noShellPattern_exit2() throws Exception {
    Outcome outcome = pop("sync", "--only", "[").exits(ExitCode.USAGE);

    assertThat(outcome.err()).startsWith("pop: --only is not a shell pattern: ");
  }

  @Test
  void commonOptions_beforeTheCommand() throws Exception {
    JsonObject json =
        Outcome.of("--json", "--mirror-list", list.toString(), "sync").exits(ExitCode.DONE).json();

    assertThat(json.get("status").getAsString()).isEqualTo("complete");
  }

  @Test
  void popDir_mirrorListInEtc() throws Exception {
    Outcome.of("sync", "--pop-dir", directory.resolve("upstream").toString()).exits(ExitCode.DONE);

    assertThatMirror(world).has("dists/jammy/InRelease");
  }

  @Test
  void aptMirror_fileArgument() throws Exception {
    Outcome outcome = Outcome.of("apt-mirror", list.toString()).exits(ExitCode.DONE);

    assertThat(outcome.out())
        .startsWith("Downloading 1 release files using 1 threads...\nBegin time: ")
        .contains(" will be downloaded into archive.\nDownloading ")
        .contains("\n0 bytes in 0 files and 0 directories can be freed.\nRun ");
    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void noProgress_onlyTheSuite() throws Exception {
    Outcome outcome = pop("sync", "--no-progress").exits(ExitCode.DONE);

    assertThat(outcome.err().lines()).hasSize(1).allMatch(line -> line.endsWith("published"));
  }

  @Test
  void logLevelError_silentWhenAllIsWell() throws Exception {
    assertThat(pop("sync", "--log-level", "error").exits(ExitCode.DONE).err()).isEmpty();
  }

  @Test
  void logFormatJson_everyLineAnObjectWithTimeLevelEventMessage() throws Exception {
    world.upstream().fault(Fault.status(500).on(HELLO));

    Outcome outcome =
        pop("sync", "--log-format", "json", "--log-level", "debug").exits(ExitCode.FAILED);

    assertThat(outcome.err().lines()).hasSizeGreaterThan(10);
    List<String> events = new ArrayList<>();
    for (String line : outcome.err().lines().toList()) {
      JsonObject object = JsonParser.parseString(line).getAsJsonObject();
      assertThat(object.keySet()).startsWith("time", "level", "event", "run", "message");
      assertThat(object.get("time").getAsString()).isEqualTo(Outcome.NOW.toString());
      assertThat(object.get("level").getAsString()).isIn("error", "warn", "info", "debug");
      events.add(object.get("event").getAsString());
    }
    assertThat(events).contains("stage_started", "file_done", "file_failed", "suite_failed");
  }

  @Test
  void logFile_appendedByEveryRun() throws Exception {
    Path file = directory.resolve("pop.log");
    pop("sync", "--log-file", file.toString()).exits(ExitCode.DONE);
    int first = Files.readAllLines(file).size();
    pop("sync", "--log-file", file.toString()).exits(ExitCode.DONE);

    assertThat(Files.readAllLines(file))
        .hasSizeGreaterThan(first)
        .allMatch(line -> line.startsWith(Outcome.NOW + " "))
        .anyMatch(line -> line.endsWith("jammy: unchanged"));
  }

  @Test
  void logFile_cannotBeWritten_isWrongUsage() throws Exception {
    Outcome outcome = pop("sync", "--log-file", directory + "/none/pop.log").exits(ExitCode.USAGE);

    assertThat(outcome.err()).contains("--log-file", directory + "/none/pop.log");
    assertThat(world.upstream().requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "warn", "info", "debug"})
  void password_inNoOutput(String level) throws Exception {
    String url = world.url("uSeRmArK", "sEcReTmArK");
    writeList("deb [arch=amd64,src] " + url + " jammy,nosuch main", "clean " + url);
    world.upstream().requireBasic("uSeRmArK", "sEcReTmArK");
    world.upstream().fault(Fault.corrupted(1).on(HELLO));
    Path file = directory.resolve("pop.log");

    for (String command : new String[] {"sync", "verify"}) {
      for (String format : new String[] {"text", "json"}) {
        Outcome outcome =
            pop(
                command,
                "--log-level",
                level,
                "--log-format",
                format,
                "--log-file",
                file.toString(),
                "--stacktrace",
                "--json");
        assertThat(outcome.out()).isNotEmpty().doesNotContain("mArK");
        assertThat(outcome.err()).isNotEmpty().doesNotContain("mArK");
      }
    }
    assertThat(file).content().isNotEmpty().doesNotContain("mArK");
    assertThatMirror(world).nowhereContains("mArK");
  }

  @Test
  void passwordInAFaultyList_notInTheMessage() throws Exception {
    writeList("deb http://uSeRmArK:sEcReT/mArK@host/ubuntu jammy main");

    Outcome outcome = pop("sync", "--json").exits(ExitCode.USAGE);

    assertThat(outcome.out() + outcome.err())
        .contains("mirror.list: line 4: ")
        .doesNotContain("mArK");
  }

  @Test
  void verify_sound_exit0AndDocumentedKeys() throws Exception {
    pop("sync").exits(ExitCode.DONE);

    JsonObject json = pop("verify", "--deep", "--json").exits(ExitCode.DONE).json();

    assertThat(json.keySet())
        .containsExactlyInAnyOrder(
            "status",
            "last_update",
            "total_size",
            "total_files",
            "checked_files",
            "missing",
            "corrupt",
            "repositories");
    assertThat(json.get("status").getAsString()).isEqualTo("Available");
    assertThat(json.get("last_update").getAsString()).isEqualTo(Outcome.NOW.toString());
  }

  @Test
  void verify_neverSynced_exit1() throws Exception {
    Outcome outcome = pop("verify", "--json").exits(ExitCode.FAILED);

    assertThat(outcome.json().get("status").getAsString()).isEqualTo("Not available");
    assertThat(outcome.json().get("last_update").getAsString()).isEqualTo("Never");
  }

  @Test
  void verify_fileMissing_exit1Named() throws Exception {
    pop("sync").exits(ExitCode.DONE);
    Files.delete(world.root().resolve("pool/main/h/hello/hello_1.0_amd64.deb"));

    Outcome outcome = pop("verify").exits(ExitCode.FAILED);

    assertThat(outcome.out()).startsWith("Degraded: ").contains("1 missing, 0 corrupt");
    assertThat(outcome.err()).contains("hello_1.0_amd64.deb: is not there");
  }

  private void writeList(String... lines) throws IOException {
    Files.writeString(list, world.listText(lines));
    Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-------"));
  }

  private Outcome pop(String command, String... options) {
    return Outcome.ofList(list, command, options);
  }
}
