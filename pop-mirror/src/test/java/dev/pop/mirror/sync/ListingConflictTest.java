package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.HandmadeArchive.stanza;
import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.mirror.fixture.HandmadeArchive;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.HealthReport;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.repository.MirrorList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One file that the indices of an archive list with several contents: upstream decides. */
@Timeout(60)
class ListingConflictTest {
  private static final String ESL = "pool/esl_1.0_amd64.deb";

  @TempDir Path directory;
  private MirrorFixture world;
  private HandmadeArchive archive;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.in(directory);
    archive = HandmadeArchive.at(world.archive().root());
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** Upstream has what {@code new} lists. */
  private void twoSuites(String right) throws IOException {
    archive.listed(ESL, "old").deb("pool/a.deb", "a").suite("old");
    archive.deb(ESL, right).deb("pool/b.deb", "b").suite("new");
  }

  private MirrorList list(String suites, String... lines) throws Exception {
    String[] all = new String[lines.length + 1];
    System.arraycopy(lines, 0, all, 0, lines.length);
    all[lines.length] = "deb URL " + suites + " main";
    return world.list(all);
  }

  private static SuiteReport suite(SyncReport report, String name) {
    return report.repositories().stream()
        .filter(suite -> suite.suite().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"'new,old', longer", "'old,new', longer", "'new,old', new", "'old,new', new"})
  void twoSuites_theOneThatAgreesIsPublished(String suites, String right) throws Exception {
    twoSuites(right);

    for (int run = 1; run <= 2; run++) {
      SyncReport report = world.sync(list(suites));

      assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
      assertThat(suite(report, "new").isUpToDate()).as("run %d", run).isTrue();
      assertThat(suite(report, "old").status()).isEqualTo(SuiteReport.Status.FAILED);
      assertThat(report.failures()).singleElement().asString().contains(ESL);
      assertThat(world.root().resolve(ESL)).hasContent(right);
      assertThatMirror(world).has("dists/new/Release", "pool/b.deb").lacks("dists/old/Release");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"new,old", "old,new"})
  void twoSuites_ignored_bothArePublished(String suites) throws Exception {
    twoSuites("longer");
    MirrorList list = list(suites, "ignore_errors URL pool");

    SyncReport report = world.completes(list);

    assertThat(report.repositories())
        .allMatch(suite -> suite.status() == SuiteReport.Status.PUBLISHED);
    assertThat(world.root().resolve(ESL)).hasContent("longer");
    assertThat(world.verify(list).status()).isEqualTo(VerifyReport.Status.AVAILABLE);
  }

  @Test
  void publishedSuiteLosesTheFile_isNamedByHealthAndVerify() throws Exception {
    archive.deb(ESL, "old").suite("old");
    archive.deb("pool/b.deb", "b").suite("new");
    MirrorList list = list("old,new");
    world.completes(list);
    archive.deb(ESL, "longer").suite("new");

    SyncReport report = world.sync(list);

    assertThat(suite(report, "new").status()).isEqualTo(SuiteReport.Status.PUBLISHED);
    HealthReport health = MirrorHealth.of(list).call();
    assertThat(health.status()).isEqualTo(HealthReport.Status.UNHEALTHY);
    assertThat(health.repositories())
        .filteredOn(suite -> suite.suite().equals("old"))
        .flatExtracting(HealthReport.SuiteHealth::problems)
        .anyMatch(problem -> problem.text().contains("not all that it names is known to be sound"));
    VerifyReport verified = world.verify(list);
    assertThat(verified.corrupt()).isEmpty();
    assertThat(verified.repositories())
        .filteredOn(suite -> !suite.problems().isEmpty())
        .singleElement()
        .satisfies(suite -> assertThat(suite.suite()).isEqualTo("old"));
    assertThat(world.sync(list).failures()).singleElement().asString().contains(ESL);
  }

  @ParameterizedTest
  @CsvSource({"old, longer", "old, new", "longer, old"})
  void oneIndexListsItTwice_isPublishedAndTheOtherStanzaNamed(String first, String second)
      throws Exception {
    for (String right : List.of(first, second)) {
      archive.file(ESL, right).file("pool/b.deb", "b");
      archive.suiteOf(
          "stable", stanza(ESL, first) + stanza(ESL, second) + stanza("pool/b.deb", "b"));

      SyncReport report = world.sync(list("stable"));

      assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
      assertThat(suite(report, "stable").status()).isEqualTo(SuiteReport.Status.PUBLISHED);
      assertThat(report.failures())
          .singleElement()
          .extracting(Failure::reason)
          .asString()
          .startsWith("the suite lists it twice, as ")
          .contains("but upstream has " + right.length() + " bytes");
      assertThat(world.root().resolve(ESL)).hasContent(right);
      world.completes(list("stable", "ignore_errors URL " + ESL));
    }
  }

  /** As nginx.org and Percona have it. */
  @Test
  void sourcesListOneTarballOfTwoSizes_thatOfUpstreamIsMirrored() throws Exception {
    String tar = "ngx_1.27.0.orig.tar.gz";
    archive.file("pool/" + tar, "newer, longer");
    String index = source("1", "older", tar) + source("2", "newer, longer", tar);
    archive.suite("s", Map.of("main/source/Sources", index));

    SyncReport report = world.sync(world.list("deb-src URL s main"));
    assertThat(report.failures()).singleElement().asString().contains(tar);
    assertThat(suite(report, "s").status()).isEqualTo(SuiteReport.Status.PUBLISHED);
    assertThat(world.root().resolve("pool/" + tar)).hasContent("newer, longer");

    world.completes(world.list("deb-src URL s main", "ignore_errors URL pool/" + tar));
  }

  private static String source(String version, String content, String tar) {
    return "Package: ngx\nBinary: ngx\nVersion: 1.27.0-"
        + version
        + "\nDirectory: pool\nChecksums-Sha256:\n "
        + Checksum.of(
                HashAlgorithm.SHA256,
                HashAlgorithm.SHA256.newDigest().digest(content.getBytes(StandardCharsets.UTF_8)))
            .hex()
        + " "
        + content.length()
        + " "
        + tar
        + "\n\n";
  }

  @Test
  void upstreamHasNone_everySuiteThatListsItFails() throws Exception {
    twoSuites("longer");
    Files.delete(archive.root().resolve(ESL));

    SyncReport report = world.sync(list("new,old"));

    assertThat(report.repositories())
        .allMatch(suite -> suite.status() == SuiteReport.Status.FAILED);
    assertThat(report.failures()).anyMatch(failure -> failure.reason().startsWith("404"));
  }

  @Test
  void metadataOnly_publishesNothingInConflict() throws Exception {
    archive.deb(ESL, "old").suite("old");
    world.completes(list("old"));
    twoSuites("longer");

    SyncReport report = MirrorSync.of(list("old,new")).kind(SyncReport.Kind.METADATA_ONLY).call();

    assertThat(report.repositories())
        .noneMatch(suite -> suite.status() == SuiteReport.Status.PUBLISHED);
  }
}
