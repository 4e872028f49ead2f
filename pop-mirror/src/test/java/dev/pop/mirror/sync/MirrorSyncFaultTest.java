package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pop.core.io.Compression;
import dev.pop.mirror.fixture.Damage;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.fixture.Thorough;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.sample.ArchiveBuilder;
import dev.pop.mirror.sample.SuiteBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An upstream that fails, lies or attacks, after one good run: each time the failure is named and
 * the published mirror stays as it was.
 */
@ParameterizedClass(name = "over TLS: {0}")
@MethodSource("ways")
@Timeout(60)
class MirrorSyncFaultTest {
  private static final String RELEASES = ".*/jammy/(InRelease|Release)";
  private static final String PACKAGES = ".*/main/binary-amd64/(Packages.*|by-hash/.*)";
  private static final String NEW_DEB = "pool/main/h/hello/hello_2.0_amd64.deb";

  @Parameter boolean tls;
  @TempDir Path directory;
  private MirrorFixture world;
  private Tree before;
  private final RecordedEvents events = new RecordedEvents();
  private MirrorList list;

  static Stream<Boolean> ways() {
    return Stream.of(false, true).limit(Thorough.count(1, 2));
  }

  @BeforeEach
  void mirrorOnceThenChangeUpstream() throws Exception {
    world = MirrorFixture.withJammy(directory);
    if (tls) {
      world.useTls();
    }
    list = world.jammy();
    world.sync(list);
    before = Tree.of(world.mirror());
    jammy().remove("main", "hello").add("main", deb("hello", "2.0"));
    world.archive().date(ArchiveBuilder.DEFAULT_DATE.plusSeconds(60)).write();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void upstreamUnreachable_named() throws Exception {
    world.upstream().close();

    fails(world.url() + "/dists/jammy/InRelease: no connection to " + world.upstream().host());
  }

  @ParameterizedTest
  @CsvSource({
    "401, 401: the server asks for credentials",
    "403, 403: the server forbids it",
    "404, neither InRelease nor Release is there",
    "429, 429: too many requests",
    "500, 500: the server fails",
    "503, 503: the server fails"
  })
  void release_errorStatus_named(int status, String reason) throws Exception {
    world.upstream().fault(Fault.status(status).on(RELEASES));

    fails(world.url(), "jammy", reason);
  }

  @Test
  void release_captivePortal_named() throws Exception {
    world.upstream().fault(Fault.captivePortal().on(RELEASES));

    fails(world.url(), "dists/jammy/InRelease is no InRelease file");
  }

  @Test
  void release_redirectToCaptivePortal_named() throws Exception {
    Path portal = world.archive().root().resolve("portal.html");
    Files.writeString(portal, "<html>log in</html>");
    world.upstream().fault(Fault.redirect(world.url() + "/portal.html").on(RELEASES));

    fails("dists/jammy/InRelease is no InRelease file");
  }

  @Test
  void release_cutShort_named() throws Exception {
    world.upstream().fault(Fault.truncated().on(RELEASES));

    fails("dists/jammy/InRelease is no InRelease file");
  }

  @Test
  void release_disconnectMidway_named() throws Exception {
    world.upstream().fault(Fault.disconnectMidway().on(RELEASES));

    fails(world.url() + "/dists/jammy/InRelease: the connection broke");
  }

  @Test
  void release_otherGenerationThanItsSignature_named() throws Exception {
    Files.delete(world.archive().root().resolve("dists/jammy/InRelease"));
    Path release = world.archive().root().resolve("dists/jammy/Release");
    Files.writeString(release, Files.readString(release).replace("main/binary", "main/other"));

    fails("Release.gpg does not belong to Release");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../evil", "/evil", "main/\u0001evil", "main/.pop/evil"})
  void release_pathThatLeaves_isPassedOverAndNamed(String path) throws Exception {
    jammy().extraReleaseLine("SHA256:");
    jammy().extraReleaseLine(" " + "0".repeat(64) + " 5 " + path);
    world.archive().write();

    SyncReport report = MirrorSync.of(list).events(events).call();

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(events.lines("warning"))
        .anyMatch(line -> line.contains("passed over in Release: ") && line.contains("path '"));
    assertThatMirror(world).wroteNothingElsewhere();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 500})
  void index_errorStatus_named(int status) throws Exception {
    world.upstream().fault(Fault.status(status).on(PACKAGES));

    fails(world.url() + "/dists/jammy/main/binary-amd64/", status + ": ");
  }

  @Test
  void index_captivePortal_named() throws Exception {
    world.upstream().fault(Fault.captivePortal().on(PACKAGES));

    fails(world.url() + "/dists/jammy/main/binary-amd64/", "bytes, the index lists");
  }

  @ParameterizedTest
  @MethodSource("bodyFaults")
  void index_wrongBody_named(Fault fault, String reason) throws Exception {
    world.upstream().fault(fault.on(PACKAGES));

    fails(world.url() + "/dists/jammy/main/binary-amd64/", reason);
  }

  @Test
  void index_otherThanReleaseLists_named() throws Exception {
    for (String form : new String[] {"gz", "xz"}) {
      jammy().tamper("main/binary-amd64/Packages." + form, bytes -> new byte[bytes.length]);
    }
    world.archive().write();

    fails(world.url() + "/dists/jammy/main/binary-amd64/", "its digest is");
  }

  @Test
  void index_oneFormWrong_publishedWithoutItButNamedAndMendedLater() throws Exception {
    jammy().tamper("main/binary-amd64/Packages.gz", bytes -> new byte[bytes.length]);
    world.archive().write();

    SyncReport report = world.sync(world.jammy());

    assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
    assertThat(report.failures())
        .singleElement()
        .asString()
        .contains("/dists/jammy/main/binary-amd64/", "its digest is");
    assertThatMirror(world)
        .has("dists/jammy/main/binary-amd64/Packages.xz", NEW_DEB)
        .lacks("dists/jammy/main/binary-amd64/Packages.gz")
        .hasNoTemporaryFiles();

    jammy().untamper();
    world.archive().write();
    assertThat(world.sync(world.jammy()).status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThatMirror(world).has("dists/jammy/main/binary-amd64/Packages.gz").isSound(world.jammy());
  }

  /** LZ4 and Zstandard files need not have a checksum: a flipped bit may pass there. */
  static Stream<Arguments> formsAndDamages() {
    Set<Compression> checked = EnumSet.of(Compression.GZIP, Compression.XZ, Compression.BZIP2);
    return EnumSet.complementOf(EnumSet.of(Compression.NONE)).stream()
        .flatMap(
            form ->
                Stream.of("text", "cut", "flipped", "noise")
                    .filter(how -> !how.equals("flipped") || checked.contains(form))
                    .map(how -> Arguments.of(form, how)));
  }

  @ParameterizedTest
  @MethodSource("formsAndDamages")
  void index_notWhatItsEndingSays_named(Compression form, String how) throws Exception {
    list = world.list("deb [arch=amd64,src trusted=yes] URL jammy main", "clean URL");
    world.archive().unsigned().acquireByHash(false).compressions(form).write();
    String index = "main/binary-amd64/Packages" + form.extension();
    Path file = world.archive().root().resolve("dists/jammy").resolve(index);
    world.relist("jammy", index, damaged(Files.readAllBytes(file), how));

    fails(world.url(), index + ": ");
  }

  private static byte[] damaged(byte[] right, String how) {
    byte[] wrong = right.clone();
    switch (how) {
      case "text" -> wrong = "Package: hello\n".getBytes(StandardCharsets.UTF_8);
      case "cut" -> wrong = Arrays.copyOf(right, right.length / 2);
      case "flipped" -> wrong[right.length / 2] ^= 0x55;
      default -> {
        byte[] noise = new byte[2000];
        new Random(3).nextBytes(noise);
        System.arraycopy(right, 0, noise, 0, 16);
        wrong = noise;
      }
    }
    return wrong;
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void index_unpacksWithoutEnd_stoppedAtTheListedSize(Compression form) throws Exception {
    list = world.list("deb [arch=amd64,src trusted=yes] URL jammy main", "clean URL");
    world.archive().unsigned().acquireByHash(false).compressions(form).write();
    String index = "main/binary-amd64/Packages" + form.extension();
    if (form == Compression.NONE) {
      world.archive().compressions(Compression.GZIP).write();
      index = "main/binary-amd64/Packages.gz";
    }
    world.relist("jammy", index, Damage.bomb(form == Compression.NONE ? Compression.GZIP : form));

    fails(world.url(), index + ": it decodes to more than");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../evil",
        "pool/../../../../evil",
        "/../evil",
        "pool/ev\u0007il",
        "pool\\evil",
        ".pop/evil"
      })
  void packages_filenameThatLeaves_costsItsStanzaAndIsNamed(String filename) throws Exception {
    jammy().extraStanza("main", "amd64", stanza(filename, 5, "0".repeat(64)));
    world.archive().write();

    SyncReport report = MirrorSync.of(list).events(events).call();

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(events.lines("warning"))
        .anyMatch(line -> line.contains("passed over: main/binary-amd64/Packages."))
        .anyMatch(line -> line.contains("path '"));
    assertThatMirror(world).wroteNothingElsewhere();
  }

  @Test
  void packages_onePathTwoDigests_theRightOneIsPublishedAndTheOtherNamed() throws Exception {
    jammy().extraStanza("main", "amd64", stanza(NEW_DEB, 5, "0".repeat(64)));
    world.archive().write();

    SyncReport report = MirrorSync.of(list).events(events).call();

    assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
    assertThat(report.failures())
        .singleElement()
        .asString()
        .contains(NEW_DEB + ": the suite lists it twice, as ", "5 bytes with SHA256 0000");
    assertThatMirror(world).has(NEW_DEB).isSound(list);
  }

  @Test
  void sources_directoryMissing_refused() throws Exception {
    jammy()
        .extraStanza(
            "main",
            "source",
            "\nPackage: evil\nChecksums-Sha256:\n " + "0".repeat(64) + " 5 evil_1.dsc\n");
    world.archive().write();

    fails(world.url(), "main/source/Sources.", "lacks Directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../..", "/.."})
  void sources_directoryThatLeaves_refused(String evil) throws Exception {
    jammy()
        .extraStanza(
            "main",
            "source",
            "\nPackage: x\nDirectory: "
                + evil
                + "\nChecksums-Sha256:\n "
                + "0".repeat(64)
                + " 5 evil_1.dsc\n");
    world.archive().write();

    fails(world.url(), "main/source/Sources.", "path '");
  }

  @ParameterizedTest
  @CsvSource({
    "401, 401: the server asks for credentials",
    "403, 403: the server forbids it",
    "404, 404: not found",
    "500, 500: the server fails"
  })
  void poolFile_errorStatus_named(int status, String reason) throws Exception {
    world.upstream().fault(Fault.status(status).on(".*/" + NEW_DEB));

    SyncReport report = fails(world.url() + "/" + NEW_DEB + ": " + reason);

    assertThat(report.pendingFiles()).isEqualTo(1);
  }

  static Stream<Arguments> bodyFaults() {
    return Stream.of(
        Arguments.of(Fault.corrupted(1), "its digest is"),
        Arguments.of(Fault.truncated(), "bytes, the index lists"),
        Arguments.of(Fault.tooLong(), "bytes, the index lists"),
        Arguments.of(Fault.captivePortal(), "bytes, the index lists"),
        Arguments.of(Fault.disconnectMidway(), "the connection broke"));
  }

  @ParameterizedTest
  @MethodSource("bodyFaults")
  void poolFile_wrongBody_namedAndFetchedByTheNextRun(Fault fault, String reason) throws Exception {
    world.upstream().fault(fault.on(".*/" + NEW_DEB));

    fails(world.url() + "/" + NEW_DEB, reason);

    world.upstream().clearFaults();
    assertThat(world.sync(world.jammy()).status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThatMirror(world).has(NEW_DEB).isSound(world.jammy());
  }

  @Test
  void poolFile_tooLongWithoutLength_stopped() throws Exception {
    Path deb = world.archive().root().resolve(NEW_DEB);
    Files.write(deb, Arrays.copyOf(Files.readAllBytes(deb), 1_000_000));
    world.upstream().fault(Fault.lengthMissing().on(".*/" + NEW_DEB));

    fails(world.url() + "/" + NEW_DEB, "bytes, the index lists");
  }

  @Test
  void poolFiles_tokenExpiresMidway_namedOnceOnly() throws Exception {
    for (int i = 0; i < 40; i++) {
      jammy().add("main", deb("more" + i, "1.0"));
    }
    world.archive().write();
    world.upstream().requireBasicBelow("ubuntu/pool/", "bearer", "other");

    SyncReport report = fails("401: the server asks for credentials", "no more files");

    assertThat(report.failures()).hasSize(1);
    assertThat(report.pendingFiles()).isEqualTo(41);
    assertThat(world.upstream().count("ubuntu/pool/.*deb")).isLessThan(20);
  }

  @Test
  void poolFile_oneFails_othersAreKeptForTheNextRun() throws Exception {
    jammy().add("main", deb("fresh", "1.0"));
    world.archive().write();
    world.upstream().fault(Fault.status(500).on(".*/" + NEW_DEB).times(1));

    fails(world.url() + "/" + NEW_DEB);
    world.upstream().clear();
    SyncReport report = world.sync(world.jammy());

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(world.upstream().requests("ubuntu/pool/.*deb"))
        .singleElement()
        .satisfies(request -> assertThat(request.path()).isEqualTo("ubuntu/" + NEW_DEB));
  }

  @Test
  void failedRun_cleanScript_removesNothing() throws Exception {
    world.upstream().fault(Fault.status(500).on(".*/" + NEW_DEB));

    SyncReport report = fails(world.url() + "/" + NEW_DEB);

    assertThat(report.removableFiles()).isZero();
    assertThat(world.cleanScript()).content().doesNotContain("rm -f");
    assertThat(events.lines("warning"))
        .singleElement()
        .asString()
        .contains(world.diskPath() + " is not cleaned");
  }

  @Test
  void oneSuiteBroken_otherPublished() throws Exception {
    world.archive().suite("jammy-updates").add("main", deb("fresh", "1.0"));
    world.archive().write();
    world.upstream().fault(Fault.captivePortal().on(RELEASES));
    MirrorList list = bothSuites();

    SyncReport report = world.sync(list);

    assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
    assertThat(report.repositories())
        .extracting(SuiteReport::suite, SuiteReport::status)
        .containsExactly(
            tuple("jammy", SuiteReport.Status.FAILED),
            tuple("jammy-updates", SuiteReport.Status.PUBLISHED));
    assertThatMirror(world)
        .has("pool/main/f/fresh/fresh_1.0_amd64.deb", "dists/jammy-updates/InRelease")
        .lacks(NEW_DEB)
        .hasNoTemporaryFiles()
        .isSound(list);
  }

  @Test
  void oneSuiteListsWrongDigestsAndBreaksOff_otherPublished() throws Exception {
    String fresh = "pool/main/f/fresh/fresh_1.0_amd64.deb";
    jammy().extraStanza("main", "amd64", stanza(fresh, 5, "0".repeat(64)) + "\nPackage: x\n");
    world.archive().suite("jammy-updates").add("main", deb("fresh", "1.0"));
    world.archive().write();

    SyncReport report = world.sync(bothSuites());

    assertThat(report.repositories())
        .extracting(SuiteReport::status)
        .containsExactly(SuiteReport.Status.FAILED, SuiteReport.Status.PUBLISHED);
    assertThatMirror(world).has(fresh, "dists/jammy-updates/InRelease").isSound(bothSuites());
  }

  @Test
  void oneOfTwoArchivesUnreachable_otherPublished() throws Exception {
    MirrorList list =
        world.list("deb http://127.0.0.1:1/ubuntu jammy main", "deb URL jammy main", "clean URL");

    SyncReport report = world.sync(list);

    assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
    assertThat(report.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.url())
                  .isEqualTo("http://127.0.0.1:1/ubuntu/dists/jammy/InRelease");
              assertThat(failure.reason()).isEqualTo("no connection to 127.0.0.1:1");
            });
    assertThatMirror(world).has(NEW_DEB).hasNoTemporaryFiles();
  }

  private MirrorList bothSuites() throws Exception {
    return world.list("deb [arch=amd64,src] URL jammy,jammy-updates main", "clean URL");
  }

  private SuiteBuilder jammy() {
    return world.archive().suite("jammy");
  }

  private static String stanza(String filename, long size, String sha256) {
    return "\nPackage: evil\nVersion: 1\nArchitecture: amd64\nFilename: "
        + filename
        + "\nSize: "
        + size
        + "\nSHA256: "
        + sha256
        + "\n";
  }

  /** Runs, and finds one failure with all of these words and the mirror as it was. */
  private SyncReport fails(String... words) throws Exception {
    SyncReport report = MirrorSync.of(list).events(events).call();

    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.repositories())
        .singleElement()
        .satisfies(
            suite -> {
              assertThat(suite.status()).isEqualTo(SuiteReport.Status.FAILED);
              assertThat(suite.problems()).isNotEmpty();
            });
    assertThat(report.failures())
        .anySatisfy(failure -> assertThat(failure.toString()).contains(words));
    assertThat(events.lines("failed")).hasSameSizeAs(report.failures());
    assertThatMirror(world)
        .publishesAsBefore(before)
        .hasNoTemporaryFiles()
        .wroteNothingElsewhere()
        .isSound(world.jammy());
    return report;
  }

  static Stream<Fault> answersInPlaceOfAnIndex() {
    return Stream.of(
        Fault.status(400),
        Fault.status(401),
        Fault.status(403),
        Fault.status(404),
        Fault.status(418),
        Fault.status(500),
        Fault.status(503),
        Fault.captivePortal(),
        Fault.truncated(),
        Fault.corrupted(7));
  }

  /** As apt does. */
  @ParameterizedTest
  @MethodSource("answersInPlaceOfAnIndex")
  void byHash_anythingButTheIndex_isAskedForByName(Fault answer) throws Exception {
    world.upstream().fault(answer.on(".*/by-hash/.*"));

    world.completes(world.jammy());

    assertThatMirror(world).isSound(world.jammy());
  }
}
