package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.PopException;
import dev.pop.core.io.DiskSpace;
import dev.pop.core.io.ProcessLock;
import dev.pop.core.pro.Contract;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.HealthReport;
import dev.pop.mirror.report.HealthReport.Status;
import dev.pop.mirror.report.HealthReport.SuiteHealth;
import dev.pop.mirror.report.Problem;
import dev.pop.mirror.report.Remedy;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.sample.ArchiveBuilder;
import dev.pop.mirror.store.MirrorLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MirrorHealthTest {
  private static final Instant SYNCED = ArchiveBuilder.DEFAULT_DATE.plus(Duration.ofHours(1));
  private static final Instant SOON = SYNCED.plus(Duration.ofHours(2));
  private static final Instant DAYS_LATER = SYNCED.plus(Duration.ofDays(3));
  private static final String HELLO = "pool/main/h/hello/hello_1.0_amd64.deb";
  private static final String WORLD = "pool/main/w/world/world_1.0_amd64.deb";
  private static final long GIB = 1L << 30;

  @TempDir Path directory;
  private MirrorFixture world;
  private MirrorList list;
  private Path contract;

  @BeforeEach
  void mirrorOnce() throws Exception {
    world = MirrorFixture.withJammy(directory);
    world.archive().validUntil(SYNCED.plus(Duration.ofDays(2))).write();
    list = world.jammy();
    contract = directory.resolve("pop.json");
    contractEnds(SYNCED.plus(Duration.ofDays(300)));
    sync(SYNCED);
    world.upstream().clear();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void contractEnds(Instant end) throws IOException {
    Files.writeString(
        contract,
        "{\"C1contractToken\": {\"contractInfo\": {\"effectiveTo\": \""
            + end
            + "\", \"resourceEntitlements\": []}}}");
  }

  private void sync(Instant when) throws Exception {
    MirrorSync.of(list).clock(Clock.fixed(when, ZoneOffset.UTC)).call();
  }

  @Test
  void linkInPlaceOfTheState_isRefused() throws Exception {
    Path state = world.var().resolve("pop");
    Files.createSymbolicLink(state, Files.move(state, directory.resolve("elsewhere")));

    assertThatExceptionOfType(PopException.class)
        .isThrownBy(() -> health(SOON))
        .withMessageContaining(state + ": is a symbolic link; remove it");
  }

  @Test
  void recordOfWhatIsPublished_lost_isUnhealthy() throws Exception {
    FileUtils.cleanDirectory(world.var().resolve("pop/manifests").toFile());

    HealthReport report = health(SOON);

    assertThat(report.status()).isEqualTo(Status.UNHEALTHY);
    assertThat(report.repositories().get(0).problems())
        .singleElement()
        .asString()
        .startsWith("its files cannot be checked: the record of what is published is missing");
  }

  @Test
  void metricsThatCannotBeWritten_areAWarningAndTheReportIsWhole() throws Exception {
    Path file = directory.resolve("not-there/pop.prom");
    RecordedEvents heard = new RecordedEvents();

    HealthReport report =
        MirrorHealth.of(
                world.list("deb [arch=amd64,src] URL jammy main", "set metrics_file " + file))
            .clock(Clock.fixed(SOON, ZoneOffset.UTC))
            .space(path -> new DiskSpace(100 * GIB, 50 * GIB, 4096))
            .events(heard)
            .call();

    assertThat(report.status()).isEqualTo(Status.HEALTHY);
    assertThat(heard.lines())
        .singleElement()
        .asString()
        .startsWith("warning the metrics cannot be written: ")
        .contains("not-there");
  }

  private HealthReport health(Instant when) throws Exception {
    return health(when, new DiskSpace(100 * GIB, 50 * GIB, 4096));
  }

  private HealthReport health(Instant when, DiskSpace room) throws Exception {
    return MirrorHealth.of(list)
        .clock(Clock.fixed(when, ZoneOffset.UTC))
        .contract(contract)
        .space(path -> room)
        .call();
  }

  private static void flipLastBit(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void health_sound_nothingToSayAndNothingTouched() throws Exception {
    Tree before = Tree.of(world.mirror());

    HealthReport report = health(SOON);

    assertThat(report.status()).isEqualTo(Status.HEALTHY);
    assertThat(report.disk().problems()).isEmpty();
    assertThat(report.integrity().problems()).isEmpty();
    assertThat(report.integrity().checkedFiles())
        .isEqualTo(report.integrity().totalFiles())
        .isPositive();
    assertThat(report.expiries())
        .singleElement()
        .satisfies(
            expiry -> {
              assertThat(expiry.thing()).isEqualTo(HealthReport.Thing.CONTRACT);
              assertThat(expiry.problems()).isEmpty();
            });
    SuiteHealth suite = report.repositories().get(0);
    assertThat(suite.problems()).isEmpty();
    assertThat(suite.lastUpdate()).contains(SYNCED);
    assertThat(suite.lastAttempt()).contains(SYNCED);
    assertThat(suite.lastSuccess()).contains(SYNCED);
    assertThat(suite.ageSeconds()).contains(7200L);
    assertThat(suite.releaseDate()).contains(ArchiveBuilder.DEFAULT_DATE);
    assertThat(suite.validSeconds()).contains(Duration.ofHours(46).toSeconds());
    assertThat(suite.files()).isEqualTo(report.integrity().totalFiles());
    assertThat(world.upstream().requests()).isEmpty();
    assertThat(Tree.of(world.mirror()).differencesFrom(before)).isEmpty();
  }

  @Test
  void health_everythingIsWrong_eachIsNamedWithWhatToDo() throws Exception {
    Files.delete(world.root().resolve(HELLO));
    flipLastBit(world.root().resolve(WORLD));
    contractEnds(DAYS_LATER.plus(Duration.ofDays(10)));
    Tree before = Tree.of(world.mirror());

    HealthReport report = health(DAYS_LATER, new DiskSpace(100 * GIB, 2 * GIB, 4096));

    assertThat(report.status()).isEqualTo(Status.UNHEALTHY);
    SuiteHealth suite = report.repositories().get(0);
    assertThat(suite.status()).isEqualTo(Status.UNHEALTHY);
    assertThat(suite.problems())
        .hasSize(3)
        .anySatisfy(it -> assertThat(it).asString().contains("expired"))
        .anySatisfy(
            it ->
                assertThat(it)
                    .returns(Optional.of(Remedy.of(Remedy.Action.SYNC)), Problem::remedy)
                    .asString()
                    .contains("stale", "48 hours of max_age"))
        .anySatisfy(
            it ->
                assertThat(it)
                    .returns(Optional.of(Remedy.of(Remedy.Action.HASH_AND_SYNC)), Problem::remedy)
                    .asString()
                    .contains(HELLO + " is missing", WORLD + " has other bytes than it must have"));
    assertThat(report.integrity().faulty())
        .containsExactlyInAnyOrder(world.diskPath() + "/" + HELLO, world.diskPath() + "/" + WORLD);
    assertThat(report.expiries().get(0).status()).isEqualTo(Status.DEGRADED);
    assertThat(report.expiries().get(0).problems())
        .singleElement()
        .returns(Optional.of(Remedy.of(Remedy.Action.RENEW_CONTRACT)), Problem::remedy)
        .asString()
        .contains("in 10 days", "renew");
    assertThat(report.disk().status()).isEqualTo(Status.DEGRADED);
    assertThat(report.disk().problems())
        .singleElement()
        .returns(Optional.of(Remedy.of(Remedy.Action.CLEAN_UP)), Problem::remedy)
        .asString()
        .contains("nearly full: 2.0 GiB of 100.0 GiB");
    assertThat(Tree.of(world.mirror()).differencesFrom(before)).isEmpty();
  }

  @Test
  void health_faultMended_forgotten() throws Exception {
    Path file = world.root().resolve(WORLD);
    flipLastBit(file);
    assertThat(health(SOON).status()).isEqualTo(Status.UNHEALTHY);

    flipLastBit(file);

    assertThat(health(SOON).status()).isEqualTo(Status.HEALTHY);
  }

  @Test
  void health_faultFoundByVerify_toldUntilSynced() throws Exception {
    flipLastBit(world.root().resolve(WORLD));
    MirrorVerifier.of(list).deep(true).call();

    HealthReport report = health(SOON);

    assertThat(report.repositories().get(0).problems())
        .singleElement()
        .returns(Optional.of(Remedy.of(Remedy.Action.SYNC)), Problem::remedy)
        .asString()
        .contains("as a check found");
    sync(SOON);
    assertThat(health(SOON).status()).isEqualTo(Status.HEALTHY);
  }

  @Test
  void health_lastRunFailed_degradedWithTheReason() throws Exception {
    world.replaceHello();
    world.upstream().fault(Fault.status(500).on(".*/hello_2.0_amd64.deb"));
    Instant next = MirrorFixture.NEXT_DAY.plus(Duration.ofHours(1));
    sync(next);

    SuiteHealth suite = health(next).repositories().get(0);

    assertThat(suite.status()).isEqualTo(Status.DEGRADED);
    assertThat(suite.lastAttempt()).contains(next);
    assertThat(suite.lastSuccess()).contains(SYNCED);
    assertThat(suite.problems())
        .singleElement()
        .returns(Optional.of(Remedy.of(Remedy.Action.READ_REPORT_AND_SYNC)), Problem::remedy)
        .asString()
        .contains("the last run", "1 of 2 pool files");
  }

  @Test
  void health_lastRunRefused_helpsWhatTheKeptReportSays() throws Exception {
    Instant next = MirrorFixture.NEXT_DAY.plus(Duration.ofHours(1));
    world.replaceHello();
    sync(next);
    world.archive().date(ArchiveBuilder.DEFAULT_DATE).write();
    sync(next.plusSeconds(1));

    assertThat(health(next.plusSeconds(2)).repositories().get(0).problems())
        .filteredOn(problem -> problem.text().startsWith("the last run"))
        .singleElement()
        .returns(Optional.of(Remedy.of(Remedy.Action.ALLOW_OLDER)), Problem::remedy)
        .asString()
        .endsWith(" is older than the published one of " + MirrorFixture.NEXT_DAY);
  }

  @Test
  void health_neverSynced_unhealthy() throws Exception {
    world.archive().suite("jammy-updates").add("main", deb("fresh", "1.0"));
    list = world.list("deb [arch=amd64,src] URL jammy,jammy-updates main");

    HealthReport report = health(SOON);

    assertThat(report.repositories().get(0).status()).isEqualTo(Status.HEALTHY);
    assertThat(report.repositories().get(1).status()).isEqualTo(Status.UNHEALTHY);
    assertThat(report.repositories().get(1).problems())
        .containsExactly(new Problem("nothing is published", Remedy.Action.SYNC));
  }

  @Test
  void health_whileARunHoldsTheLock_looksAllTheSame() throws Exception {
    try (ProcessLock lock =
        ProcessLock.tryAcquire(world.var().resolve("apt-mirror.lock")).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThat(health(SOON).status()).isEqualTo(Status.HEALTHY);
    }
  }

  @Test
  void health_whileARunPublishes_newFilesAreNoFaults() throws Exception {
    Path publishing = Files.createFile(world.var().resolve("pop/publishing"));
    flipLastBit(world.root().resolve(WORLD));
    flipLastBit(world.root().resolve("dists/jammy/InRelease"));

    assertThat(health(SOON).integrity().faulty()).isEmpty();

    Files.delete(publishing);
    HealthReport report = health(SOON);
    assertThat(report.integrity().faulty()).isNotEmpty();
  }

  @Test
  void health_signedFileChangedByAnother_named() throws Exception {
    Path inRelease = world.root().resolve("dists/jammy/InRelease");
    Files.writeString(
        inRelease, Files.readString(inRelease).replace("Suite: jammy", "Suite: other"));

    assertThat(health(SOON).repositories().get(0).problems())
        .anySatisfy(
            it -> assertThat(it).asString().contains("InRelease is not as it was published"));
  }

  @Test
  void health_diskFillsUp_saysWhen() throws Exception {
    for (int day = 0; day < 10; day++) {
      health(SYNCED.plus(Duration.ofDays(day)), new DiskSpace(1000 * GIB, (30 - day) * GIB, 4096));
    }
    HealthReport report =
        health(SYNCED.plus(Duration.ofDays(10)), new DiskSpace(1000 * GIB, 20 * GIB, 4096));

    assertThat(report.disk().growthBytesPerDay()).contains(GIB);
    assertThat(report.disk().full()).contains(SYNCED.plus(Duration.ofDays(30)));
    assertThat(report.disk().status()).isEqualTo(Status.HEALTHY);
    Instant later = SYNCED.plus(Duration.ofDays(17));
    assertThat(health(later, new DiskSpace(1000 * GIB, 13 * GIB, 4096)).disk().problems())
        .singleElement()
        .asString()
        .contains("1.0 GiB a day", "will be full on ");
  }

  @Test
  void health_contractEndedOrUnreadable_named() throws Exception {
    contractEnds(SYNCED);
    HealthReport.Expiry ended = health(SOON).expiries().get(0);
    assertThat(ended.status()).isEqualTo(Status.UNHEALTHY);
    HealthReport.Expiry inMemory =
        MirrorHealth.of(list)
            .clock(Clock.fixed(SOON, ZoneOffset.UTC))
            .contract(Contract.read(contract))
            .call()
            .expiries()
            .get(0);
    assertThat(inMemory).usingRecursiveComparison().ignoringFields("name").isEqualTo(ended);
    assertThat(inMemory.name()).isEqualTo("contract");

    Files.writeString(contract, "no contract");
    assertThat(health(SOON).expiries().get(0).problems())
        .singleElement()
        .returns(Optional.of(Remedy.of(Remedy.Action.NAME_CONTRACT)), Problem::remedy)
        .asString()
        .contains("cannot be read")
        .doesNotContain("run it as");
  }

  @Test
  void health_memoryDamaged_beginsAnew() throws Exception {
    health(SOON);
    Path memory = world.var().resolve("pop/health");
    for (String text : List.of("format 1\nround never\n", "", "\u0000")) {
      Files.writeString(memory, text);
      RecordedEvents heard = new RecordedEvents();

      HealthReport report =
          MirrorHealth.of(list).clock(Clock.fixed(SOON, ZoneOffset.UTC)).events(heard).call();

      assertThat(report.status()).isEqualTo(Status.HEALTHY);
      assertThat(heard.lines())
          .singleElement()
          .asString()
          .startsWith("warning " + memory + " is damaged; ");
    }
  }

  @Test
  void health_metricsFile_hasWhatRunAndCheckFound() throws Exception {
    Path file = directory.resolve("pop.prom");
    list = world.list("deb [arch=amd64,src] URL jammy main", "set metrics_file " + file);
    sync(SOON);
    health(SOON);
    sync(SOON);

    String label = "{repository=\"" + world.diskPath() + "\",suite=\"jammy\"}";
    List<String> lines = Files.readAllLines(file);
    assertThat(lines)
        .contains(
            "pop_runs_total{status=\"complete\"} 2",
            "# TYPE pop_runs_total counter",
            "pop_run_duration_seconds_count 2",
            "pop_suite_last_success_timestamp_seconds" + label + " " + SOON.getEpochSecond(),
            "pop_health 0",
            "pop_suite_health" + label + " 0");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");
  }

  private static List<String> problems(HealthReport report) {
    return report.repositories().get(0).problems().stream().map(Problem::text).toList();
  }

  @Test
  void runOfAWrongClock_isNamedAndBlindsNobody() throws Exception {
    list = world.list("deb [arch=amd64,src check-valid-until=no] URL jammy main");
    sync(SYNCED.plus(Duration.ofDays(400)));

    HealthReport stale = health(DAYS_LATER);
    assertThat(stale.status()).isEqualTo(HealthReport.Status.UNHEALTHY);
    assertThat(problems(stale)).anyMatch(problem -> problem.startsWith("it is stale: "));

    world.replaceHello();
    sync(DAYS_LATER);
    assertThat(problems(health(DAYS_LATER.plusSeconds(60))))
        .noneMatch(problem -> problem.contains("stale") || problem.contains("future"));
  }

  @Test
  void everyRunIsOfTheFuture_isNamed() throws Exception {
    HealthReport report = health(SYNCED.minus(Duration.ofDays(100)));

    assertThat(report.status()).isNotEqualTo(HealthReport.Status.HEALTHY);
    assertThat(problems(report))
        .anyMatch(
            problem ->
                problem.startsWith("its last run is dated " + SYNCED)
                    && problem.contains("the clock is wrong, or was"));
  }

  @Test
  void failedRun_isToldWithItsReason() throws Exception {
    world.replaceHello();
    world.upstream().fault(Fault.status(401).on(".*/pool/.*"));
    Instant nextDay = SYNCED.plus(Duration.ofHours(30));
    sync(nextDay);

    assertThat(problems(health(nextDay.plusSeconds(1))))
        .anyMatch(problem -> problem.contains("1 of ") && problem.contains("401"));
  }

  @Test
  void runThatWasKilled_isNamedUntilOneEnds() throws Exception {
    Path mark = world.var().resolve("pop/run.json");
    RunWatch killed =
        new RunWatch(
            MirrorLayout.of(world.jammy().settings()), "full", Clock.systemUTC(), () -> {});
    killed.begin("20240425T150000Z-abcdef", SYNCED, warning -> {});
    String run = Files.readString(mark);
    killed.end();
    Files.writeString(mark, run.replaceAll("\"pid\":[0-9]+", "\"pid\":4194304"));

    HealthReport report = health(SOON);

    assertThat(report.status()).isEqualTo(HealthReport.Status.DEGRADED);
    assertThat(problems(report))
        .containsExactly(
            "run 20240425T150000Z-abcdef was killed or cut off by a crash; the next sync resumes"
                + " it");
    sync(SOON);
    assertThat(mark).doesNotExist();
    assertThat(health(SOON).status()).isEqualTo(HealthReport.Status.HEALTHY);
  }

  @Test
  void runAtWork_isNoProblem() throws Exception {
    ProcessHandle self = ProcessHandle.current();
    Files.writeString(
        world.var().resolve("pop/run"),
        "r\n" + self.pid() + "\n" + self.info().startInstant().orElseThrow() + "\n");

    assertThat(health(SOON).status()).isEqualTo(HealthReport.Status.HEALTHY);
  }

  @Test
  void faultThatHealthFound_isMendedByTheNextSync() throws Exception {
    Path file = world.root().resolve(HELLO);
    byte[] sound = Files.readAllBytes(file);
    flipLastBit(file);
    assertThat(health(SOON).integrity().faulty()).hasSize(1);

    sync(SOON.plusSeconds(60));

    assertThat(file).hasBinaryContent(sound);
    assertThat(health(SOON.plusSeconds(120)).status()).isEqualTo(HealthReport.Status.HEALTHY);
  }

  @Test
  void token_isTriedOnceADayAndItsRefusalReported() throws Exception {
    list = world.list("deb [arch=amd64] " + world.url("bearer", "mArKgood") + " jammy main");
    sync(SOON);
    world.upstream().clear();
    world.upstream().requireBasicBelow("ubuntu/pool/", "bearer", "other");
    sync(SOON.plus(Duration.ofHours(23)));
    assertThat(world.upstream().requests(".*/pool/.*")).isEmpty();

    sync(SOON.plus(Duration.ofHours(25)));
    HealthReport report = health(SOON.plus(Duration.ofHours(25)));
    assertThat(world.upstream().requests(".*/pool/.*")).hasSize(1);
    assertThat(report.status()).isEqualTo(HealthReport.Status.UNHEALTHY);
    assertThat(problems(report))
        .anyMatch(
            problem ->
                problem.startsWith("its token or password was refused on ")
                    && problem.contains("401"));
    assertThat(report.toString()).doesNotContain("mArK");

    world.upstream().requireBasicBelow("ubuntu/pool/", "bearer", "mArKgood");
    sync(SOON.plus(Duration.ofHours(26)));
    assertThat(problems(health(SOON.plus(Duration.ofHours(26)))))
        .noneMatch(problem -> problem.contains("refused"));
  }
}
