package dev.pop.mirror.estimator;

import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.FailureKind;
import dev.pop.core.io.DiskSpace;
import dev.pop.core.pro.Contract;
import dev.pop.core.pro.ProTokens;
import dev.pop.mirror.estimator.SizeEstimate.SuiteSize;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListSpec;
import dev.pop.mirror.sample.SourcePackage;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.sync.MirrorVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SizeEstimatorTest {
  private static final String MARKER = "MARKERtoken123";
  private static final String UPDATES_INDEX = ".*/jammy-updates/.*(Packages|by-hash).*";

  /** A line of any of the lists of a source package. */
  private static final Pattern SOURCE_FILE = Pattern.compile("(?m)^ [0-9a-f]{64} ([0-9]+) (\\S+)$");

  @TempDir Path directory;
  private MirrorFixture world;
  private MirrorList list;

  /** Two suites that share a package, two architectures, a package for all, sources. */
  @BeforeEach
  void start() throws Exception {
    world = MirrorFixture.in(directory);
    for (String suite : new String[] {"jammy", "jammy-updates"}) {
      world
          .archive()
          .suite(suite)
          .architectures("amd64", "arm64")
          .add("main", deb("hello", "1.0"), deb("hello", "1.0", "arm64"), deb("docs", "1.0", "all"))
          .add("main", SourcePackage.named("hello", "1.0-1").file("README", "hello\n").build());
    }
    world.archive().suite("jammy-updates").add("main", MirrorFixture.largeDeb("large"));
    world.archive().write();
    list = world.list("deb [arch=amd64,arm64,src] URL jammy,jammy-updates main");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private static SizeEstimate estimate(MirrorList list) throws Exception {
    return SizeEstimator.of(list).call();
  }

  private List<Path> pool(String ending) throws IOException {
    try (Stream<Path> files = Files.walk(world.archive().root().resolve("pool"))) {
      return files
          .filter(file -> Files.isRegularFile(file) && file.toString().endsWith(ending))
          .toList();
    }
  }

  private static long bytes(List<Path> files) throws IOException {
    long sum = 0;
    for (Path file : files) {
      sum += Files.size(file);
    }
    return sum;
  }

  @Test
  void bytesAndPackages_areThoseOfTheDistinctPoolFiles() throws Exception {
    SizeEstimate estimate = estimate(list);

    assertThat(estimate.poolBytes()).isEqualTo(bytes(pool("")));
    assertThat(estimate.packages()).isEqualTo(pool(".deb").size() + pool(".dsc").size());
    assertThat(estimate.packages()).isEqualTo(5);
    assertThat(estimate.totalBytes()).isEqualTo(estimate.poolBytes() + estimate.indexBytes());
    assertThat(estimate.problems()).isEmpty();
    assertThat(estimate.includedRepos())
        .containsExactly(
            "deb [arch=amd64,arm64] " + world.url() + " jammy main",
            "deb-src " + world.url() + " jammy main",
            "deb [arch=amd64,arm64] " + world.url() + " jammy-updates main",
            "deb-src " + world.url() + " jammy-updates main");
  }

  @Test
  void repositories_countSharedFilesInEach() throws Exception {
    long large = bytes(pool("large_1.0_amd64.deb"));

    SizeEstimate estimate = estimate(list);

    List<String> architectures = List.of("amd64", "arm64", "source");
    assertThat(estimate.repositories())
        .containsExactly(
            new SuiteSize(
                world.diskPath(),
                world.url(),
                "jammy",
                architectures,
                estimate.poolBytes() - large,
                4),
            new SuiteSize(
                world.diskPath(),
                world.url(),
                "jammy-updates",
                architectures,
                estimate.poolBytes(),
                5));
  }

  @Test
  void downloadBytes_areWhatASyncThenDownloads() throws Exception {
    SizeEstimate estimate = estimate(list);

    SyncReport report = world.sync(list);

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(estimate.heldBytes()).isZero();
    assertThat(estimate.downloadBytes()).isEqualTo(estimate.totalBytes());
    assertThat(report.downloadedBytes()).isEqualTo(estimate.downloadBytes());
    assertThat(bytesIn(world.root().resolve("pool"))).isEqualTo(estimate.poolBytes());
    assertThat(bytesIn(world.root())).isEqualTo(estimate.totalBytes());
  }

  /** The count of a reader who knows nothing of plans: each path of the decoded texts once. */
  @Test
  void estimate_equalsANaiveCountAndWhatASyncDownloads() throws Exception {
    Map<String, Long> files = new HashMap<>();
    long listed = 0;
    for (String suite : List.of("jammy", "jammy-updates")) {
      for (String index :
          List.of("binary-amd64/Packages", "binary-arm64/Packages", "source/Sources")) {
        for (String stanza : plainText(suite, index).strip().split("\n\n", -1)) {
          listed += naiveFiles(stanza, files);
        }
      }
    }
    long bytes = files.values().stream().mapToLong(Long::longValue).sum();

    SizeEstimate estimate = estimate(list);
    SyncReport report = world.sync(list);

    assertThat(listed).as("files are listed more than once").isGreaterThan(files.size());
    assertThat(files.keySet()).anyMatch(path -> path.endsWith(".dsc"));
    assertThat(estimate.poolBytes()).isEqualTo(bytes);
    assertThat(estimate.packages())
        .isEqualTo(
            files.keySet().stream()
                .filter(path -> path.endsWith(".deb") || path.endsWith(".dsc"))
                .count());
    assertThat(bytesIn(world.root().resolve("pool"))).isEqualTo(bytes);
    assertThat(report.downloadedBytes()).isEqualTo(bytes + estimate.indexBytes());
    assertThat(DiskUsage.of(world.root().resolve("pool")).totalFiles()).isEqualTo(files.size());
  }

  private String plainText(String suite, String index) throws IOException {
    Path file =
        world
            .archive()
            .root()
            .resolve("dists")
            .resolve(suite)
            .resolve("main")
            .resolve(index + ".gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** Adds the files of a stanza, and tells how many it lists. */
  private static int naiveFiles(String stanza, Map<String, Long> files) {
    if (!stanza.contains("\nDirectory: ")) {
      files.put(field(stanza, "Filename"), Long.valueOf(field(stanza, "Size")));
      return 1;
    }
    int listed = 0;
    Matcher line = SOURCE_FILE.matcher(stanza);
    while (line.find()) {
      files.put(field(stanza, "Directory") + "/" + line.group(2), Long.valueOf(line.group(1)));
      listed++;
    }
    return listed;
  }

  private static String field(String stanza, String name) {
    Matcher field = Pattern.compile("(?m)^" + name + ": (.*)$").matcher(stanza);
    assertThat(field.find()).as(name + " in " + stanza).isTrue();
    return field.group(1);
  }

  @Test
  void allocatedBytes_areTheBlocksOfWhatASyncThenWrites() throws Exception {
    SizeEstimate estimate = estimate(list);

    world.sync(list);

    long block = Files.getFileStore(directory).getBlockSize();
    Map<Object, Long> blocks = new HashMap<>();
    try (Stream<Path> all = Files.walk(world.root())) {
      for (Path path : all.toList()) {
        long size = Files.isDirectory(path) ? 1 : Files.size(path);
        blocks.put(Files.getAttribute(path, "unix:ino"), (size + block - 1) / block);
      }
    }
    assertThat(estimate.allocatedBytes())
        .isEqualTo(block * blocks.values().stream().mapToLong(Long::longValue).sum());
  }

  private static long bytesIn(Path root) throws IOException {
    return DiskUsage.of(root).totalBytes();
  }

  @Test
  void afterASync_everythingIsHeld() throws Exception {
    world.sync(list);

    SizeEstimate estimate = estimate(list);

    assertThat(estimate.heldBytes()).isEqualTo(estimate.totalBytes());
    assertThat(estimate.downloadBytes()).isZero();
    assertThat(estimate.fits()).isTrue();
    assertThat(estimate.poolBytes()).isEqualTo(bytes(pool("")));
  }

  @Test
  void fileLostFromTheMirror_isDownloadedAgain() throws Exception {
    world.sync(list);
    Path lost = world.root().resolve("pool/main/l/large/large_1.0_amd64.deb");
    long size = Files.size(lost);
    Files.delete(lost);

    assertThat(estimate(list).downloadBytes()).isEqualTo(size);
  }

  @Test
  void fileThatVerifyFoundCorrupt_isDownloadedAgain() throws Exception {
    world.sync(list);
    Path corrupt = world.root().resolve("pool/main/l/large/large_1.0_amd64.deb");
    byte[] bytes = Files.readAllBytes(corrupt);
    bytes[bytes.length / 2]++;
    Files.write(corrupt, bytes);
    MirrorVerifier.of(list).deep(true).call();

    assertThat(estimate(list).downloadBytes()).isEqualTo(bytes.length);
  }

  @Test
  void estimate_writesNothingToTheMirror() throws Exception {
    estimate(list);
    assertThat(world.base()).doesNotExist();

    world.sync(list);
    Tree before = Tree.of(world.base());
    world.archive().suite("jammy").add("main", deb("fresh", "1.0"));
    world.archive().write();
    SizeEstimate estimate = estimate(list);

    assertThat(estimate.downloadBytes()).isPositive();
    assertThat(Tree.of(world.base())).isEqualTo(before);
  }

  @Test
  void estimate_fetchesNoPoolFileAndOneFormOfEachIndexThatListsFiles() throws Exception {
    estimate(list);

    assertThat(world.upstream().count("ubuntu/pool/.*")).isZero();
    // Two suites, each with Packages of two architectures and Sources.
    assertThat(world.upstream().count("ubuntu/dists/.*/main/.*")).isEqualTo(6);
  }

  @Test
  void temporaryDirectory_isGone() throws Exception {
    Path temporary;
    try (TemporaryCache cache = new TemporaryCache(MirrorLayout.of(list.settings()))) {
      Path file = Files.writeString(cache.newFile(), "index");
      temporary = file.getParent();
      assertThat(cache.newFile()).isNotEqualTo(file).hasParentRaw(temporary);
    }
    assertThat(temporary).doesNotExist();
  }

  @Test
  void unreadableSuite_isAProblemAndTheOtherIsSummed() throws Exception {
    long jammy = estimate(world.list("deb [arch=amd64,arm64,src] URL jammy main")).poolBytes();
    Map<Fault, FailureKind> kinds =
        Map.of(
            Fault.status(401), FailureKind.BAD_TOKEN,
            Fault.status(404), FailureKind.MISSING,
            Fault.captivePortal(), FailureKind.DAMAGED,
            Fault.corrupted(1), FailureKind.DAMAGED);
    for (Fault fault : kinds.keySet()) {
      world.upstream().clearFaults();
      world.upstream().fault(fault.on(UPDATES_INDEX));

      SizeEstimate estimate = estimate(list);

      assertThat(estimate.problems())
          .as(fault.toString())
          .isNotEmpty()
          .allMatch(problem -> problem.url().equals(world.url() + " jammy-updates"))
          .allMatch(problem -> problem.kind() == kinds.get(fault));
      assertThat(estimate.poolBytes()).as(fault.toString()).isEqualTo(jammy);
      assertThat(estimate.repositories()).extracting(SuiteSize::suite).containsExactly("jammy");
      assertThat(estimate.includedRepos()).noneMatch(line -> line.contains("jammy-updates"));
    }
  }

  @Test
  void suiteThatIsNotThere_isAProblem() throws Exception {
    SizeEstimate estimate = estimate(world.list("deb [arch=amd64] URL noble main"));

    assertThat(estimate.poolBytes()).isZero();
    assertThat(estimate.problems())
        .singleElement()
        .asString()
        .startsWith(world.url() + " noble: ")
        .contains("404");
  }

  @Test
  void upstreamThatIsGone_isAProblem() throws Exception {
    world.upstream().close();

    SizeEstimate estimate = estimate(list);

    assertThat(estimate.problems()).hasSize(2);
    assertThat(estimate.includedRepos()).isEmpty();
  }

  @Test
  void componentThatIsNotThere_isAProblem() throws Exception {
    SizeEstimate estimate = estimate(world.list("deb [arch=amd64] URL jammy main nonesuch"));

    assertThat(estimate.problems())
        .singleElement()
        .asString()
        .contains("the suite jammy has no component nonesuch");
    assertThat(estimate.poolBytes()).isPositive();
  }

  @Test
  void absurdSizes_doNotWrapAround() throws Exception {
    for (int i = 0; i < 20; i++) {
      world
          .archive()
          .suite("jammy")
          .extraStanza(
              "main",
              "amd64",
              "Package: p%1$d\nVersion: 1\nArchitecture: amd64\nFilename: pool/p%1$d.deb\nSize: %2$s\nSHA256: %3$s\n\n"
                  .formatted(i, "9".repeat(18), "0".repeat(64)));
    }
    world.archive().write();

    SizeEstimate estimate = estimate(list);

    assertThat(estimate.poolBytes()).isEqualTo(Long.MAX_VALUE);
    assertThat(estimate.totalBytes()).isEqualTo(Long.MAX_VALUE);
    assertThat(estimate.allocatedBytes()).isEqualTo(Long.MAX_VALUE);
    assertThat(estimate.repositories().get(0).poolBytes()).isEqualTo(Long.MAX_VALUE);
    assertThat(estimate.fits()).isFalse();
  }

  @Test
  void fits_comparesWithWhatIsFree() throws Exception {
    SizeEstimate estimate = estimate(list);

    assertThat(estimate.fits()).isTrue();
    assertThat(estimate.availableBytes()).isGreaterThan(estimate.allocatedBytes());
    assertThat(estimate.allocatedBytes()).isGreaterThan(estimate.totalBytes());
    assertThat(estimate.allocatedBytes() % Files.getFileStore(directory).getBlockSize()).isZero();
  }

  @Test
  void sum_onASmallDisk_doesNotFit() throws Exception {
    assertThat(new SizeSum(new DiskSpace(0, 0, 4096)).estimate().fits()).isTrue();
    assertThat(new SizeSum(new DiskSpace(0, -1, 4096)).estimate().fits()).isFalse();
  }

  @Test
  void contractOnLoopback_createEstimateSync() throws Exception {
    world.upstream().requireBasic("bearer", MARKER);
    Contract contract =
        Contract.parse(
            "{\"contractInfo\": {\"resourceEntitlements\": [{\"type\": \"esm-infra\","
                + " \"entitled\": true, \"directives\": {\"aptURL\": \""
                + world.url().replaceFirst("/ubuntu$", "")
                + "\", \"suites\": [\"jammy\", \"jammy-updates\"]}}]}}");
    MirrorListSpec.Builder spec =
        MirrorListSpec.forRelease("jammy")
            .architectures(List.of("amd64", "arm64", "source"))
            .entitlements(List.of("infra"))
            .contract(contract)
            .keyrings(List.of(world.serviceKeyrings()))
            .basePath(world.base());
    Path file = directory.resolve("etc/mirror.list");
    MirrorList created =
        MirrorList.create(
            spec.tokens(ProTokens.parse("{\"infra\": \"" + MARKER + "\"}")).build(), file);

    SizeEstimate estimate = estimate(created);
    SyncReport report = world.sync(MirrorList.read(file));

    assertThat(estimate.problems()).isEmpty();
    assertThat(estimate.poolBytes()).isEqualTo(bytes(pool("")));
    assertThat(report.downloadedBytes()).isEqualTo(estimate.downloadBytes());
    assertThat(estimate.toString() + report).doesNotContain(MARKER);

    MirrorList wrong =
        MirrorList.create(
            spec.tokens(ProTokens.parse("{\"infra\": \"other" + MARKER + "\"}"))
                .basePath(directory.resolve("another"))
                .build(),
            file);
    SizeEstimate refused = estimate(wrong);
    assertThat(refused.problems()).hasSize(2).allMatch(problem -> problem.reason().contains("401"));
    assertThat(refused.toString()).doesNotContain(MARKER);
  }
}
