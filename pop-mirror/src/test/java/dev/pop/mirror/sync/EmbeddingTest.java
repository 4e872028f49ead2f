package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.OperationCancelledException;
import dev.pop.core.PopException;
import dev.pop.core.PopPaths;
import dev.pop.core.Secret;
import dev.pop.core.pro.Contract;
import dev.pop.core.pro.ProTokens;
import dev.pop.mirror.estimator.DiskUsage;
import dev.pop.mirror.estimator.ProbeResult;
import dev.pop.mirror.estimator.SizeEstimate;
import dev.pop.mirror.estimator.SizeEstimator;
import dev.pop.mirror.estimator.UpstreamProbe;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.CleanScriptReport;
import dev.pop.mirror.report.CleanupReport;
import dev.pop.mirror.report.EventLog;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.HealthReport;
import dev.pop.mirror.report.Metrics;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteId;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.repository.ArchiveEntry;
import dev.pop.mirror.repository.ListVerification;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListSpec;
import dev.pop.mirror.repository.MirrorListVerifier;
import dev.pop.mirror.repository.MirrorSettings;
import dev.pop.mirror.sample.ArchiveBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Java snippets of docs/embedding.md: what stands there between markers stands here letter by
 * letter, and is run.
 */
@Timeout(60)
class EmbeddingTest {
  private static final Path DOCUMENT = Path.of("../docs/embedding.md");
  private static final Path SOURCE =
      Path.of("src/test/java/dev/pop/mirror/sync/EmbeddingTest.java");
  private static final Pattern IN_DOCUMENT =
      Pattern.compile("<!-- snippet: (\\S+) -->\n```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern IN_SOURCE =
      Pattern.compile("// snippet: (\\S+)\n(.*?) *// end\n", Pattern.DOTALL);

  private static final String TOKEN = "C1sampletoken";

  @TempDir Path directory;
  private MirrorFixture world;
  private PopPaths paths;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
    paths =
        PopPaths.of(
            Map.of("pop_dir", directory.toString(), "pop_mirror_dir", world.base().toString()));
    FileUtils.copyDirectory(world.serviceKeyrings().toFile(), paths.trustedKeys().toFile());
    Files.createDirectories(paths.mirrorList().resolveSibling("."));
    Files.writeString(
        paths.mirrorList(), world.listText("deb [arch=amd64,src] URL jammy main", "clean URL"));
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void log(@Nullable String text) {
    said.add(String.valueOf(text));
  }

  @Test
  void paths_ofDirectoryAndOfDictionary() {
    Map<String, String> dictionary = Map.of("pop_dir", "/srv/pop");
    // snippet: paths
    PopPaths usual = new PopPaths(Path.of("/var/lib/pop"));
    PopPaths fromPython = PopPaths.of(dictionary);
    // end
    assertThat(usual.mirrorList()).isEqualTo(Path.of("/var/lib/pop/etc/mirror.list"));
    assertThat(fromPython.mirrorList()).isEqualTo(Path.of("/srv/pop/etc/mirror.list"));
  }

  /** The three usage examples of the Python program's documentation, one after the other. */
  @Test
  void usageExamplesOfThePythonProgram_createEstimateRun() throws Exception {
    subscribe();

    MirrorList created = createList();
    estimateServices();
    runAptMirror();

    assertThat(created.suites().stream().flatMap(suite -> suite.sourceLines().stream()))
        .containsExactly(
            "deb [arch=amd64,arm64] " + service("infra") + " jammy-infra-security main",
            "deb [arch=amd64,arm64] " + service("apps") + " jammy-apps-security main");
    assertThat(Files.readString(paths.mirrorList())).contains("bearer:" + TOKEN + "@localhost:");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(paths.mirrorList())))
        .isEqualTo("rw-------");
    // One package for amd64 in each service; the list has arm64 too.
    assertThat(said).hasSize(3);
    assertThat(said.get(0)).matches("Estimated size: [0-9]+\\.[0-9]{2} (B|KB)");
    assertThat(said.get(1)).isEqualTo("Packages: 2");
    assertThat(said.get(2)).isEqualTo("Mirror synchronization successful");
    for (String service : List.of("infra", "apps")) {
      assertThat(Tree.of(world.mirror()).paths())
          .as(service)
          .filteredOn(path -> path.contains("/" + service + "/ubuntu/pool/"))
          .hasSize(2);
    }
  }

  private String service(String name) {
    return "http://localhost:"
        + world.upstream().port()
        + "/"
        + (name.isEmpty() ? "" : name + "/ubuntu");
  }

  /** A contract for two services, their archives on loopback, and the token that opens them. */
  private void subscribe() throws IOException {
    StringBuilder entitlements = new StringBuilder();
    for (String service : List.of("infra", "apps")) {
      String suite = "jammy-" + service + "-security";
      ArchiveBuilder archive =
          ArchiveBuilder.at(directory.resolve("upstream").resolve(service).resolve("ubuntu"))
              .signedBy(MirrorFixture.KEY);
      archive
          .suite(suite)
          .architectures("amd64", "arm64")
          .add("main", deb(service, "1.0"), deb(service, "1.0", "arm64"));
      archive.write();
      entitlements
          .append(entitlements.isEmpty() ? "" : ", ")
          .append(
              """
              {"type": "esm-%s", "entitled": true, "directives": {"aptURL": "%s", "suites": ["%s"]}}
              """
                  .formatted(service, world.upstream().url(service), suite));
    }
    Files.writeString(
        paths.popJson(), "{\"contractInfo\": {\"resourceEntitlements\": [" + entitlements + "]}}");
    Files.writeString(
        paths.resourcesJson(), "{\"infra\": \"%1$s\", \"apps\": \"%1$s\"}".formatted(TOKEN));
    world.upstream().requireBasic("bearer", TOKEN);
  }

  private MirrorList createList() throws Exception {
    int port = world.upstream().port();
    // snippet: create
    MirrorListSpec spec =
        MirrorListSpec.forRelease("jammy")
            .architectures(List.of("amd64", "arm64"))
            .entitlements(List.of("infra", "apps"))
            .contract(Contract.read(paths.popJson()))
            .tokens(ProTokens.read(paths.resourcesJson()))
            .mirrorHost("localhost")
            .mirrorPort(port)
            .keyrings(List.of(paths.trustedKeys(), Path.of("/usr/share/keyrings")))
            .basePath(paths.basePath())
            .build();
    MirrorList created = MirrorList.create(spec, paths.mirrorList());
    // end
    return created;
  }

  private SizeEstimate estimateServices() throws Exception {
    // snippet: estimate
    MirrorListSpec spec =
        MirrorListSpec.forRelease("jammy")
            .architectures(List.of("amd64"))
            .entitlements(List.of("infra", "apps"))
            .contract(Contract.read(paths.popJson()))
            .tokens(ProTokens.read(paths.resourcesJson()))
            .basePath(paths.basePath())
            .build();
    SizeEstimate estimate = SizeEstimator.of(MirrorList.of(spec, Clock.systemUTC())).call();
    log("Estimated size: " + estimate.readable());
    log("Packages: " + estimate.packages());
    if (!estimate.fits()) {
      log("too large: " + estimate.downloadBytes() + " bytes to fetch");
    }
    estimate.problems().forEach(problem -> log(problem.toString()));
    // end
    return estimate;
  }

  @Test
  void estimate_upstreamGone_saysSo() throws Exception {
    subscribe();
    world.upstream().close();

    SizeEstimate estimate = estimateServices();

    assertThat(said).startsWith("Estimated size: 0.00 B", "Packages: 0");
    assertThat(said)
        .hasSize(4)
        .endsWith(estimate.problems().stream().map(Failure::toString).toArray(String[]::new));
  }

  @Test
  void estimate_ofTheList() throws Exception {
    // snippet: estimate-list
    SizeEstimate estimate = SizeEstimator.of(MirrorList.read(paths.mirrorList())).call();
    // end
    assertThat(estimate.poolBytes()).isPositive();
    assertThat(estimate.packages()).isEqualTo(2);
  }

  @Test
  void verifyList() throws Exception {
    subscribe();
    createList();

    ListVerification sound = verifyMirrorList();

    assertThat(MirrorListVerifier.isValid(paths.mirrorList())).isTrue();
    assertThat(sound.warnings()).isEmpty();
    assertThat(said)
        .hasSize(4)
        .allMatch(line -> line.startsWith("OK " + service("")))
        .filteredOn(line -> line.endsWith(".deb"))
        .hasSize(2);

    said.clear();
    Files.writeString(
        paths.mirrorList(), Files.readString(paths.mirrorList()).replace(TOKEN, "C1another"));
    Files.setPosixFilePermissions(paths.mirrorList(), PosixFilePermissions.fromString("rw-r--r--"));
    ListVerification faulty = verifyMirrorList();
    assertThat(said).startsWith("Mirror list is not valid");
    assertThat(said).contains(faulty.faults().get(0).toString());
    assertThat(said).filteredOn(line -> line.startsWith("BAD_TOKEN ")).isNotEmpty();
    assertThat(String.join("\n", said)).doesNotContain("C1another");
  }

  private ListVerification verifyMirrorList() throws Exception {
    // snippet: verify-list
    ListVerification verification =
        MirrorListVerifier.of(paths.mirrorList())
            .tokens(ProTokens.read(paths.resourcesJson()))
            .contract(Contract.read(paths.popJson()))
            .call();
    if (!verification.isValid()) {
      log("Mirror list is not valid");
      verification.faults().forEach(fault -> log(fault.toString()));
    }
    // end
    // snippet: probe
    for (ProbeResult probe :
        UpstreamProbe.of(verification.repositories(), verification.transport()).call()) {
      log(probe.result() + " " + probe.url());
    }
    // end
    return verification;
  }

  @Test
  void listInCode_syncsAndVerifies() throws Exception {
    subscribe();
    world.upstream().requireBasicBelow("infra/", "bearer", TOKEN);
    String archive = world.url();
    String service = service("infra");
    Path base = directory.resolve("in-code");
    Path ubuntuKeys = directory.resolve(MirrorFixture.KEYRING);
    Path serviceKeys = world.serviceKeyrings().resolve("ubuntu-pro-esm-infra.gpg");
    String secret = TOKEN;
    // snippet: list-in-code
    ProTokens tokens = ProTokens.NONE.with("infra", Secret.of(secret));
    MirrorList list =
        MirrorList.builder()
            .settings(
                MirrorSettings.builder()
                    .basePath(base)
                    .threads(8)
                    .rates(10_000_000, 0)
                    .retryAttempts(3)
                    .keep(2, Duration.ofDays(2)))
            .archive(
                ArchiveEntry.at(archive)
                    .suites("jammy")
                    .components("main")
                    .architectures("amd64")
                    .sources(true)
                    .signedBy(ubuntuKeys)
                    .clean())
            .archive(
                ArchiveEntry.at(service)
                    .token(tokens.find("infra").orElseThrow())
                    .suites("jammy-infra-security")
                    .components("main")
                    .architectures("amd64", "arm64")
                    .signedBy(serviceKeys))
            .build();
    if (MirrorListVerifier.of(list).tokens(tokens).call().isValid()) {
      SyncReport report = MirrorSync.of(list).call();
      log(report.status() + ": " + report.downloadedFiles() + " files");
    }
    // end
    assertThat(said).singleElement().asString().startsWith("COMPLETE: ");
    VerifyReport verified = MirrorVerifier.of(list).deep(true).call();
    assertThat(verified.status()).isEqualTo(VerifyReport.Status.AVAILABLE);
    assertThat(verified.repositories()).hasSize(2);
    assertThat(base.resolve("mirror")).isDirectory();
  }

  @Test
  void diskUsage() throws Exception {
    // snippet: disk-usage
    DiskUsage usage = DiskUsage.of(paths.basePath().resolve("mirror"));
    log(usage.readable() + " in " + usage.totalFiles() + " files");
    // end
    assertThat(said).containsExactly("0.00 B in 0 files");
  }

  @Test
  void run() throws Exception {
    runAptMirror();
    assertThat(said).containsExactly("Mirror synchronization successful");
    assertThat(world.mirror()).isDirectory();

    said.clear();
    world.upstream().fault(Fault.status(500).on(".*InRelease|.*Release"));
    runAptMirror();
    assertThat(said).first().isEqualTo("Mirror synchronization failed");
    assertThat(said).hasSizeGreaterThan(1);

    said.clear();
    Files.delete(paths.mirrorList());
    runAptMirror();
    assertThat(said).hasSize(2).last().asString().contains("there is no such file");
  }

  private void runAptMirror() throws InterruptedException {
    // snippet: run
    Outcome<SyncReport> result = PopMirror.of(paths).runAptMirror();
    if (result.ok()) {
      log("Mirror synchronization successful");
    } else {
      log("Mirror synchronization failed");
      result.report().ifPresent(report -> report.failures().forEach(f -> log(f.toString())));
      result.failure().ifPresent(failure -> log(failure.getMessage()));
    }
    // end
  }

  @Test
  void engine_perlProgramMissing() throws Exception {
    Path program = directory.resolve("none/apt-mirror");
    // snippet: perl
    Outcome<SyncReport> result = PopMirror.of(paths).aptMirror(program).runAptMirror();
    // end
    assertThat(result.ok()).isFalse();
    assertThat(result.failure()).containsInstanceOf(PopException.class);
  }

  @Test
  void verify() throws Exception {
    assertThat(PopMirror.of(paths).verifyMirror().ok()).isFalse();
    runAptMirror();
    said.clear();
    // snippet: verify
    Outcome<VerifyReport> verified = PopMirror.of(paths).verifyMirror();
    verified
        .report()
        .ifPresent(
            statistics -> {
              log("status: " + statistics.status());
              statistics.lastUpdate().ifPresent(time -> log("last update: " + time));
              log(statistics.totalBytes() + " bytes in " + statistics.totalFiles() + " files");
            });
    // end
    assertThat(verified.ok()).isTrue();
    assertThat(said).hasSize(3).first().isEqualTo("status: Available");
  }

  @Test
  void cleanup() throws Exception {
    Outcome<CleanScriptReport> tooEarly = PopMirror.of(paths).runMirrorCleanup();
    assertThat(tooEarly.ok()).isFalse();
    assertThat(tooEarly.failure().orElseThrow()).hasMessageContaining("there is no clean script");
    runAptMirror();
    // snippet: cleanup
    Outcome<CleanScriptReport> cleaned = PopMirror.of(paths).runMirrorCleanup();
    cleaned.report().ifPresent(report -> log("removed " + report.files() + " files"));
    // end
    assertThat(cleaned.ok()).isTrue();
    assertThat(said).last().isEqualTo("removed 0 files");
  }

  @Test
  void cleanup_direct() throws Exception {
    runAptMirror();
    // snippet: cleanup-direct
    MirrorList list = MirrorList.read(paths.mirrorList());
    CleanupReport preview = MirrorCleanup.of(list).dryRun(true).call();
    log("would free " + preview.freedBytes() + " bytes");
    CleanupReport freed = MirrorCleanup.of(list).call();
    // end
    assertThat(said).last().isEqualTo("would free 0 bytes");
    assertThat(freed.failures()).isEmpty();
  }

  @Test
  void health() throws Exception {
    runAptMirror();
    said.clear();
    // snippet: health
    MirrorList list = MirrorList.read(paths.mirrorList());
    HealthReport health = MirrorHealth.of(list).contract(paths.popJson()).call();
    health
        .repositories()
        .forEach(suite -> suite.problems().forEach(problem -> log(problem.text())));
    // end
    assertThat(health.repositories())
        .extracting(HealthReport.SuiteHealth::status)
        .containsExactly(HealthReport.Status.HEALTHY);
    assertThat(said).isEmpty();
  }

  @Test
  void logsAndMetrics() throws Exception {
    // snippet: metrics
    Metrics metrics = new Metrics();
    PopMirror.of(paths).events(MirrorEvents.all(new EventLog(), metrics.events())).runAptMirror();
    log(metrics.text());
    // end
    assertThat(said).singleElement().asString().contains("pop_runs_total{status=\"complete\"} 1\n");
  }

  @Test
  void events() throws Exception {
    // snippet: events
    LongAdder received = new LongAdder();
    MirrorEvents events =
        new MirrorEvents() {
          @Override
          public void bytes(Stage stage, long count) {
            received.add(count); // called from several threads
          }

          @Override
          public void fileFailed(Stage stage, SuiteId suite, Failure failure) {
            log(failure.toString());
          }
        };
    PopMirror.of(paths).events(events).runAptMirror();
    // end
    assertThat(received.sum()).isPositive();
    assertThat(said).isEmpty();
  }

  @Test
  void async() throws Exception {
    Executor executor = Runnable::run;
    // snippet: async
    MirrorSync sync = MirrorSync.of(MirrorList.read(paths.mirrorList()));
    CompletableFuture<SyncReport> running = sync.callAsync(executor);
    sync.cancel(); // or running.cancel(true), which does not wait for its end
    try {
      log("downloaded " + running.get().downloadedBytes() + " bytes");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OperationCancelledException cancelled) {
        cancelled.report(SyncReport.class).ifPresent(report -> log("so far: " + report.status()));
      }
    }
    // end
    assertThat(said).singleElement().asString().startsWith("downloaded ");
  }

  @Test
  void kinds() throws Exception {
    Files.writeString(paths.mirrorList(), "nonsense\n");
    // snippet: kinds
    try {
      MirrorSync.of(MirrorList.read(paths.mirrorList())).call();
    } catch (PopException e) {
      switch (e.kind()) {
        case LOCKED -> log("another run works on the mirror; try again later");
        case DISK_FULL, DISK_TOO_SMALL -> log("the disk is too small");
        case BAD_LIST -> log("the mirror list needs a correction: " + e.getMessage());
        default -> log("the sync failed: " + e.getMessage());
      }
    }
    // end
    assertThat(said).singleElement().asString().startsWith("the mirror list needs a correction: ");
  }

  @Test
  void document_saysWhatIsRunHere() throws IOException {
    String document = Files.readString(DOCUMENT);
    Map<String, String> documented = snippets(IN_DOCUMENT, document);

    assertThat(documented).isEqualTo(snippets(IN_SOURCE, Files.readString(SOURCE)));
    assertThat(document.split("```java", -1))
        .as("every Java snippet is marked")
        .hasSize(documented.size() + 1);
  }

  private static Map<String, String> snippets(Pattern pattern, String text) {
    Map<String, String> snippets = new LinkedHashMap<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      assertThat(snippets.put(matcher.group(1), matcher.group(2).stripTrailing().stripIndent()))
          .as("snippet %s is there once", matcher.group(1))
          .isNull();
    }
    assertThat(snippets.keySet().stream().collect(joining(" "))).isNotEmpty();
    return snippets;
  }
}
