package dev.pop.cli;

import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code pop report}, {@code pop stats}, {@code --quiet}, and the summary of a sync. */
@Timeout(60)
class ReportCommandTest {
  private static final String HELLO = ".*/hello_1.0_amd64.deb";

  @TempDir Path directory;
  private MirrorFixture world;
  private Path list;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
    list = directory.resolve("mirror.list");
    Files.writeString(list, world.listText("deb [arch=amd64,src] URL jammy main", "clean URL"));
    Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-------"));
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private Outcome pop(String command, String... options) {
    return Outcome.ofList(list, command, options);
  }

  @Test
  void report_noRunYet_saysSo() {
    assertThat(pop("report").exits(ExitCode.DONE).out())
        .isEqualTo("there is no report of a run yet\n");
    assertThat(pop("stats").exits(ExitCode.DONE).out())
        .isEqualTo("there was no run in these days\n");
  }

  @Test
  void reportAndHealth_nameThePublishedGeneration() throws IOException {
    String id = generation(pop("sync", "--json"));
    String shortForm = "generation " + id.substring(0, 8);

    assertThat(id).matches("[0-9a-f]{64}");
    assertThat(generation(pop("health", "--json"))).isEqualTo(id);
    assertThat(pop("health").out()).contains(shortForm);
    assertThat(pop("report").out()).contains("\n" + shortForm + "  " + world.url() + " jammy");
    assertThat(pop("report", "--json").out()).contains("\"generation\": \"" + id + "\"");
  }

  private static String generation(Outcome outcome) throws IOException {
    JsonObject suite = outcome.json().getAsJsonArray("repositories").get(0).getAsJsonObject();
    return suite.get("generation").getAsString();
  }

  @Test
  void report_runs_areRows() {
    pop("sync").exits(ExitCode.DONE);
    pop("sync", "--dry-run").exits(ExitCode.DONE);
    world.upstream().fault(Fault.status(500));
    pop("sync").exits(ExitCode.FAILED);

    String table = pop("report").exits(ExitCode.DONE).out();

    List<String> rows = table.lines().takeWhile(line -> !line.isEmpty()).toList();
    assertThat(rows).hasSize(4).allMatch(line -> line.length() <= 80);
    assertThat(rows.get(0)).startsWith("started ").contains("speed");
    assertThat(table).contains("2026-11-22 10:11  complete, dry-run  ", "  failed  ");
    assertThat(pop("report", "--last", "1").out().lines().takeWhile(line -> !line.isEmpty()))
        .hasSize(2);
  }

  @Test
  void report_failures_aFewAreNamedWithTheirReasons() throws Exception {
    for (String name : List.of("a1", "a2", "a3")) {
      world.archive().suite("jammy").add("main", deb(name, "1.0"));
    }
    world.archive().write();
    world.upstream().fault(Fault.status(404).on("ubuntu/pool/.*"));
    pop("sync").exits(ExitCode.FAILED);
    int failures = pop("report", "--json").out().split("\"reason\"", -1).length - 1;
    assertThat(failures).isGreaterThan(3);

    List<String> reasons =
        pop("report")
            .out()
            .lines()
            .dropWhile(line -> !line.isEmpty())
            .skip(1)
            .takeWhile(line -> !line.isEmpty())
            .toList();

    assertThat(reasons).hasSize(4);
    assertThat(reasons.subList(0, 3))
        .allMatch(line -> line.startsWith("2026-11-22 10:11  " + world.url() + "/pool/"))
        .allMatch(line -> line.endsWith(": 404: not found"));
    assertThat(reasons.get(3))
        .isEqualTo("2026-11-22 10:11  and " + (failures - 3) + " more, see --json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"report", "stats", "health"})
  void stateThatCannotBeRead_oneLineWhichFileAndWhy(String command) throws Exception {
    Path reports = world.var().resolve("reports");
    Files.createDirectories(reports.getParent());
    Files.writeString(reports, "no directory");

    Outcome outcome = pop(command).exits(ExitCode.FAILED);

    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .startsWith("pop: ")
        .endsWith(reports + ": is not a directory")
        .doesNotContain("written");
    assertThat(outcome.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"report", "stats", "health", "verify", "disk-usage"})
  void neverSynchronised_readingMakesNothing(String command) throws Exception {
    Path base = directory.resolve("untouched");
    Files.writeString(
        list,
        "set base_path "
            + base
            + "\nset metrics_file "
            + base
            + "/pop.prom\n"
            + Files.readString(list).replaceAll("(?m)^set (base|mirror|skel|var)_path .*\n", ""));
    Tree before = Tree.of(directory);

    pop(command);

    assertThat(Tree.of(directory)).isEqualTo(before);
    assertThat(base).doesNotExist();
  }

  @Test
  void report_json_isWhatSyncSaid() throws Exception {
    JsonObject sync = pop("sync", "--json").exits(ExitCode.DONE).json();

    JsonObject report = pop("report", "--json").exits(ExitCode.DONE).json();

    assertThat(report.getAsJsonArray("reports")).containsExactly(sync);
    assertThat(report.getAsJsonArray("damaged")).isEmpty();
  }

  @Test
  void report_damagedFile_namedAndSkipped() throws Exception {
    pop("sync").exits(ExitCode.DONE);
    Path damaged = world.var().resolve("reports/20200101T000000Z-000000.json");
    Files.writeString(damaged, "{");

    Outcome outcome = pop("report", "--json").exits(ExitCode.DONE);

    assertThat(outcome.json().getAsJsonArray("reports")).hasSize(1);
    assertThat(outcome.json().getAsJsonArray("damaged")).hasSize(1);
    assertThat(outcome.err()).contains("warning: " + damaged);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "many", "1.5", "99999999999", "+"})
  void countThatIsNone_usageInOneLine(String count) {
    assertThat(pop("report", "--last", count).exits(ExitCode.USAGE).err().lines())
        .singleElement()
        .asString()
        .startsWith("pop: --last takes a number from 1 to 1000000, not '" + count + "'; ");
    assertThat(pop("stats", "--days", count).exits(ExitCode.USAGE).err())
        .startsWith("pop: --days takes a number from 1 to ");
  }

  @Test
  void stats_daysAndRepositories() throws Exception {
    pop("sync").exits(ExitCode.DONE);
    pop("sync").exits(ExitCode.DONE);

    JsonObject stats = pop("stats", "--json").exits(ExitCode.DONE).json();
    String words = pop("stats").exits(ExitCode.DONE).out();

    assertThat(stats.getAsJsonArray("days")).hasSize(2);
    JsonObject archive = stats.getAsJsonArray("repositories").get(1).getAsJsonObject();
    assertThat(archive.get("archive").getAsString()).isEqualTo(world.diskPath());
    assertThat(archive.get("repository").getAsString()).isEqualTo(world.url());
    assertThat(archive.get("runs").getAsInt()).isEqualTo(2);
    assertThat(archive.get("downloaded_files").getAsLong()).isPositive();
    assertThat(words).contains(world.url(), "2026-11-22     2  ", "####");
    assertThat(words.lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void quiet_success_nothingAtAll() {
    assertThat(pop("sync", "--quiet").exits(ExitCode.DONE))
        .extracting(Outcome::out, Outcome::err)
        .containsExactly("", "");
  }

  @Test
  void quiet_failure_saysWhatAndNoProgress() {
    world.upstream().fault(Fault.status(500).on(HELLO));

    Outcome outcome = pop("sync", "--quiet").exits(ExitCode.FAILED);

    assertThat(outcome.err())
        .contains("error: ", "hello_1.0_amd64.deb: 500")
        .doesNotContain("done:");
    assertThat(outcome.out()).startsWith("failed: 0 suites published");
  }

  @Test
  void quiet_faultyList_saysSo() throws Exception {
    Files.writeString(list, "nonsense\n");

    assertThat(pop("sync", "--quiet").exits(ExitCode.USAGE).err()).contains("mirror.list: line 1");
  }

  @Test
  void quiet_json_isPrinted() throws Exception {
    Outcome outcome = pop("sync", "--quiet", "--json").exits(ExitCode.DONE);

    assertThat(outcome.json().get("status").getAsString()).isEqualTo("complete");
    assertThat(outcome.err()).isEmpty();
  }
}
