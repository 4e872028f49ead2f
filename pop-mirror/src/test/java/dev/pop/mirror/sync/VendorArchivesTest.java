package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.HandmadeArchive.stanza;
import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.openpgp.SigningKey;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.HandmadeArchive;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.fixture.Tool;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.repository.MirrorList;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives as vendors make and serve them, which apt takes. */
@Timeout(60)
class VendorArchivesTest {
  private static final String HELLO = "pool/hello_1.0_amd64.deb";
  private static final Instant NOW = Instant.parse("2026-11-22T10:11:12Z");

  @TempDir Path directory;
  private MirrorFixture world;
  private HandmadeArchive archive;
  private RecordedEvents events = new RecordedEvents();

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.in(directory);
    archive = HandmadeArchive.at(world.archive().root());
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private MirrorList list(String... lines) throws Exception {
    List<String> all = new ArrayList<>(List.of(lines));
    all.add("set retry_delay 0.01");
    return world.list(all.toArray(String[]::new));
  }

  private SyncReport sync(MirrorList list) throws Exception {
    return MirrorSync.of(list).clock(Clock.fixed(NOW, ZoneOffset.UTC)).events(events).call();
  }

  /** Everything is there and verified, now and after a second look. */
  private void completes(MirrorList list) throws Exception {
    SyncReport report = sync(list);
    assertThat(report.failures()).isEmpty();
    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    VerifyReport verified = MirrorVerifier.of(list).deep(true).call();
    assertThat(verified.missing()).isEmpty();
    assertThat(verified.corrupt()).isEmpty();
    assertThat(verified.status()).isEqualTo(VerifyReport.Status.AVAILABLE);
  }

  private static String digest(HashAlgorithm algorithm, byte[] content) {
    return Checksum.of(algorithm, algorithm.newDigest().digest(content)).hex();
  }

  /** The text of a Release with these fields, for files below {@code directory}. */
  private String release(String directory, HashAlgorithm algorithm, String fields, String... files)
      throws IOException {
    StringBuilder text = new StringBuilder(fields.isEmpty() ? "" : fields + "\n");
    text.append(algorithm).append(":\n");
    for (String file : files) {
      byte[] content = Files.readAllBytes(archive.root().resolve(directory + "/" + file));
      text.append(' ').append(digest(algorithm, content)).append(' ').append(content.length);
      text.append(' ').append(file).append('\n');
    }
    return text.toString();
  }

  private static String inRelease(String text) {
    return MirrorFixture.KEY.clearSign(text, NOW);
  }

  private static byte[] gzipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void archiveInTheDirectoryOfAnother_bothAreCleanedAndStayWhole() throws Exception {
    HandmadeArchive inner = HandmadeArchive.at(archive.root().resolve("security"));
    archive.deb("pool/outer_1.deb", "outer 1").suite("old");
    inner.deb("pool/inner_1.deb", "inner 1").suite("new");
    MirrorList list =
        list(
            "deb URL old main",
            "deb URL/security new main",
            "clean URL",
            "clean URL/security",
            "set _autoclean 1");
    completes(list);

    Files.delete(archive.root().resolve("pool/outer_1.deb"));
    archive.deb("pool/outer_2.deb", "outer 2").suite("old");
    completes(list);
    assertThatMirror(world)
        .has("pool/outer_2.deb", "security/pool/inner_1.deb", "security/dists/new/Release")
        .lacks("pool/outer_1.deb");

    Files.delete(archive.root().resolve("security/pool/inner_1.deb"));
    inner.deb("pool/inner_2.deb", "inner 2").suite("new");
    completes(list);
    assertThatMirror(world)
        .has("pool/outer_2.deb", "dists/old/Release", "security/pool/inner_2.deb")
        .lacks("security/pool/inner_1.deb");
  }

  @Test
  void redirectWithASignatureInItsQuery_isFollowedAndNotRepeated() throws Exception {
    archive.listed(HELLO, "hello").listed("pool/gone.deb", "gone").suite("stable");
    archive.file("cdn", "hello");
    String elsewhere = world.url().replace("localhost", "127.0.0.1") + "/";
    world.upstream().fault(Fault.redirect(elsewhere + "cdn?t=SIGSIG").on(".*" + HELLO));
    world.upstream().fault(Fault.redirect(elsewhere + "no.deb?t=SIGSIG").on(".*gone.deb"));
    MirrorList list = list("deb " + world.url("me", "tok%2Fen") + " stable main");

    SyncReport report = sync(list);

    assertThat(report.failures()).singleElement().asString().contains("pool/gone.deb", "404");
    assertThat(report.toString() + events.lines()).doesNotContain("SIGSIG", "tok");
    assertThatMirror(world).nowhereContains("SIGSIG");
    assertThat(world.upstream().requests("ubuntu/cdn"))
        .singleElement()
        .matches(request -> !request.authorizationSent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "x-gzip"})
  void compressedIndexLabelledAsEncoded_isTakenAsItIs(String encoding) throws Exception {
    archive.deb(HELLO, "hello");
    String index = "dists/stable/main/binary-amd64/Packages.gz";
    Path file = archive.root().resolve(index);
    Files.createDirectories(file.getParent());
    Files.write(file, gzipped(stanza(HELLO, "hello")));
    archive.file(
        "dists/stable/Release",
        release(
            "dists/stable",
            HashAlgorithm.SHA256,
            "Components: main",
            "main/binary-amd64/Packages.gz"));
    world.upstream().fault(Fault.rangesIgnored().withHeader("Content-Encoding", encoding));

    completes(list("deb URL stable main"));

    assertThatMirror(world).has(HELLO, index);
  }

  @Test
  void crlf_inReleaseAndPackages_isTaken() throws Exception {
    archive.file("r/hello.deb", "hello");
    archive.file("r/Packages", stanza("./hello.deb", "hello").replace("\n", "\r\n"));
    String text = release("r", HashAlgorithm.SHA256, "Origin: x", "Packages");
    String crlf = text.replace("\n", "\r\n");
    archive.file("r/Release", crlf);
    archive.file("r/Release.gpg", MirrorFixture.KEY.detachSign(crlf.getBytes(UTF_8), NOW));

    completes(list("deb URL/r ./"));

    Files.delete(archive.root().resolve("r/Release"));
    Files.delete(archive.root().resolve("r/Release.gpg"));
    archive.file("r/InRelease", inRelease(text).replace("\n", "\r\n"));
    completes(list("deb URL/r ./"));
    assertThat(events.lines("warning")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Date: Thu, 06 Oct 2016 21:22:35 +0800                              | false",
        "Date: Sat, 17 Dec 2016 14:18:06 -0800                              | false",
        "Date: 2016-09-29 13:22:30 UTC                                      | true",
        "Date: Mon, Jan 08 2024 15:24:22 +0000                              | true",
        "Date: 三, 25 12月 2019 13:34:43 UTC                                  | true",
        "Date: Mon Nov 23 10:00:00 CET 2026                                 | true",
        "Date:                                                              | true",
        "Date: Sun, 22 Nov 2026 10:00:00 UTC;Valid-Until:                   | false",
        "Date: Sun, 22 Nov 2026 10:00:00 UTC;Valid-Until: never             | true",
        "Date: Sun, 22 Nov 2026 10:00:00 UTC;Valid-Until: Thu, 01 Jan 2099 00:00:00 +0200 | false",
      })
  void dateOfAnyForm_isTaken_aWarningWhereItCannotBeRead(String fields, boolean warned)
      throws Exception {
    archive.file("r/hello.deb", "hello").file("r/Packages", stanza("./hello.deb", "hello"));
    String text = release("r", HashAlgorithm.SHA256, fields.strip().replace(';', '\n'), "Packages");
    archive.file("r/InRelease", inRelease(text));

    completes(list("deb URL/r ./"));

    assertThat(events.lines("warning")).hasSize(warned ? 1 : 0);
    events = new RecordedEvents();
    completes(list("deb URL/r ./", "set check_date 0", "set check_valid_until 0"));
    assertThat(events.lines("warning")).isEmpty();
  }

  @Test
  void packagesThatUpstreamLacks_areNamed_andPassedOverWhereTheListSaysSo() throws Exception {
    String packages = "";
    for (String name : List.of("a", "b", "c")) {
      packages += stanza("./" + name + ".deb", name);
    }
    archive.file("r/Packages", packages).file("r/a.deb", "a").file("r/c.deb/x", "a directory");
    archive.file("r/Release", release("r", HashAlgorithm.SHA256, "Origin: x", "Packages"));

    SyncReport report = sync(list("deb URL/r ./"));

    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.failures())
        .extracting(Failure::url)
        .containsExactlyInAnyOrder(world.url() + "/r/b.deb", world.url() + "/r/c.deb");

    completes(list("deb URL/r ./", "ignore_errors URL/r b.deb c.deb"));
    completes(list("deb URL/r ./", "ignore_errors URL/r /"));
    completes(list("deb URL/r ./", "ignore_errors \"URL/r\" \"b.deb\" URL/r/c.deb"));
    completes(list("deb URL/r ./", "ignore_errors URL/r *"));
    assertThatMirror(world).has("r/a.deb").lacks("r/b.deb");
  }

  @Test
  void flatSuitesInDirectories_sha512AndInReleaseAlone() throws Exception {
    for (String suite : List.of("bullseye", "bookworm")) {
      String path = suite + "/nd.deb";
      String sha512 = digest(HashAlgorithm.SHA512, suite.getBytes(UTF_8));
      archive.file("r/" + path, suite);
      archive.file(
          "r/" + suite + "/Packages",
          stanza(path, suite).replaceAll("SHA256: .*", "SHA512: " + sha512));
      String text = release("r/" + suite, HashAlgorithm.SHA512, "Origin: x", "Packages");
      archive.file("r/" + suite + "/InRelease", inRelease(text));
    }

    completes(list("deb URL/r bookworm/", "deb URL/r bullseye/", "clean URL/r"));

    assertThatMirror(world)
        .has("r/bookworm/nd.deb", "r/bullseye/nd.deb", "r/bullseye/InRelease")
        .lacks("r/bullseye/Release");
  }

  @Test
  void flatArchiveWithoutRelease_suiteIsASlash() throws Exception {
    archive.file("v/hello.deb", "hello").file("v/Packages", stanza("hello.deb", "hello"));
    MirrorList list = list("deb [trusted=yes] URL/v/ /", "clean URL/v/");

    completes(list);
    completes(list);

    assertThatMirror(world).has("v/hello.deb", "v/Packages");
  }

  @Test
  void zerosBehindTheGzipMember_areTaken() throws Exception {
    archive.deb(HELLO, "hello");
    String index = "dists/stable/main/binary-amd64/Packages.gz";
    Path file = archive.root().resolve(index);
    Files.createDirectories(file.getParent());
    byte[] member = gzipped(stanza(HELLO, "hello"));
    byte[] padded = new byte[member.length + 17];
    System.arraycopy(member, 0, padded, 0, member.length);
    Files.write(file, padded);
    archive.file(
        "dists/stable/Release",
        release(
            "dists/stable",
            HashAlgorithm.SHA256,
            "Components: main",
            "main/binary-amd64/Packages.gz"));

    completes(list("deb URL stable main"));

    assertThat(world.root().resolve(index)).hasBinaryContent(padded);
  }

  @Test
  void webPageInPlaceOfInRelease_isRefusedAsByApt() throws Exception {
    archive.file("r/hello.deb", "hello").file("r/Packages", stanza("./hello.deb", "hello"));
    world.upstream().fault(Fault.captivePortal().on(".*/(InRelease|Release.gpg|.*[.](gz|xz))"));
    archive.file("r/Release", release("r", HashAlgorithm.SHA256, "Origin: x", "Packages"));

    SyncReport report = sync(list("deb URL/r ./"));

    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.failures()).singleElement().asString().contains("InRelease", "a web page");
  }

  @ParameterizedTest
  @CsvSource({
    "stable/v16, stable/v16/binary-amd64, 'Components: stable/cloud stable/v16'",
    "all, all/binary-all, 'Components: all;Architectures: all'",
    "main, main/binary-amd64, 'Components: updates/main updates/contrib'",
    "main, main/binary-amd64, 'Architectures: noarch'",
    "main, main/binary-amd64, 'Suite: stable'",
    "main, main/binary-amd64, 'Components: testing;Architectures: amd64 i386'",
    "main, main/binary-amd64, 'Component: main;Architecture: i386 amd64'",
    "main, main/binary-amd64, 'Components: main;Architectures: amd64;arm64'",
    "main, main/binary-amd64, 'Components: main;a stray line'",
  })
  void oddFieldsOfARelease(String component, String place, String fields) throws Exception {
    archive.file(HELLO, "hello").file("dists/s/" + place + "/Packages", stanza(HELLO, "hello"));
    archive.file(
        "dists/s/Release",
        release("dists/s", HashAlgorithm.SHA256, fields.replace(';', '\n'), place + "/Packages"));

    completes(list("deb URL s " + component));

    assertThatMirror(world).has(HELLO);
  }

  @Test
  void releaseThatListsItself_isTaken() throws Exception {
    archive.fields("Origin: x").deb(HELLO, "hello").suite("s");
    Path release = archive.root().resolve("dists/s/Release");
    String empty = digest(HashAlgorithm.SHA256, new byte[0]);
    Files.writeString(
        release,
        Files.readString(release) + " " + empty + " 0 Release\n " + empty + " 17 Release\n");

    completes(list("deb URL s main"));

    assertThatMirror(world).has(HELLO, "dists/s/Release");
  }

  @Test
  void namesWithAnyCharacter_areFetchedCleanedAndVerified() throws Exception {
    List<String> names =
        List.of(
            "libserdes++1_8.0.0-1.cflt~ubu20",
            "conmon_2:2.1.12-0ubuntu22.04+obs20.46",
            "foo_1%3a2.3",
            "caret_0^2023",
            "par(1)_1",
            "grün_1",
            "hash#1_1",
            "q?x_1",
            "semi;a=b&c_1",
            "brack[1]_1");
    for (String name : names) {
      archive.deb("pool/" + name + "_amd64.deb", name);
    }
    archive.suite("stable");
    MirrorList list = list("deb URL stable main", "clean URL");

    completes(list);

    Tool.in(directory).succeeds("sh", world.cleanScript().toString());
    assertThat(MirrorVerifier.of(list).deep(true).call().missing()).isEmpty();
    for (String name : names) {
      assertThatMirror(world).has("pool/" + name + "_amd64.deb");
    }
    assertThat(world.upstream().paths()).noneMatch(path -> path.contains("%7E"));
  }

  private void listedBy(String releaseText) throws IOException {
    archive.file(HELLO, "hello").file("dists/s/main/binary-amd64/Packages", stanza(HELLO, "hello"));
    archive.file("dists/s/Release", releaseText);
  }

  private String releaseOfPackages(String fields) throws IOException {
    archive.file("dists/s/main/binary-amd64/Packages", stanza(HELLO, "hello"));
    return release("dists/s", HashAlgorithm.SHA256, fields, "main/binary-amd64/Packages");
  }

  /** As a vendor's script once wrote it: the section that follows is the one that counts. */
  @Test
  void hashSectionWithoutItsColon_isPassedOver() throws Exception {
    String right = releaseOfPackages("Components: main");
    String broken =
        """
        SHA1
         ebd5d8eb8bea40a1f888eceafe885d913b4abf90 6004 main/binary-amd64/Packages
        """;
    listedBy(right.replace("SHA256:\n", broken + "SHA256:\n"));

    completes(list("deb URL s main"));
  }

  @Test
  void quotedComponents_areNotAsked() throws Exception {
    listedBy(releaseOfPackages("Components: \"main\" \"main-on-device\""));

    completes(list("deb URL s main"));
  }

  @Test
  void lineThatIsNoFieldInAStanza_isPassedOver() throws Exception {
    String broken =
        stanza("pool/broken.deb", "broken").replace("Version: 1", "Version: 1\nan unfolded line");
    archive.file(HELLO, "hello").file("pool/broken.deb", "broken");
    archive.file("dists/s/main/binary-amd64/Packages", broken + stanza(HELLO, "hello"));
    archive.file(
        "dists/s/Release",
        release("dists/s", HashAlgorithm.SHA256, "Components: main", "main/binary-amd64/Packages"));

    SyncReport report = sync(list("deb URL s main"));
    System.out.println("RRR " + report + events.lines());
    assertThatMirror(world).has(HELLO, "dists/s/Release");
  }

  @Test
  void urlWithColonsAndASlashAsSuite_asTheBuildServiceHasIt() throws Exception {
    String place = "devel:/kubic:/stable/xUbuntu_20.04";
    archive.file(place + "/amd64/cri-o.deb", "cri-o");
    archive.file(place + "/Packages", stanza("./amd64/cri-o.deb", "cri-o"));
    archive.file(place + "/Release", release(place, HashAlgorithm.SHA256, "Origin: x", "Packages"));

    completes(list("deb URL/devel:/kubic:/stable/xUbuntu_20.04/ /"));

    assertThatMirror(world).has(place + "/amd64/cri-o.deb");
  }

  @Test
  void redirectorThatSendsToAStaleMirrorOnce_isAskedAgain() throws Exception {
    listedBy(releaseOfPackages("Components: main"));
    world.upstream().fault(Fault.corrupted(7).on(".*/Packages").times(1));
    world.upstream().fault(Fault.corrupted(8).on(".*" + HELLO).times(1));

    completes(list("deb URL s main", "set retry_attempts 3"));
  }

  @Test
  void optionsWithBlanksInTheBracketsAndTwoKeyrings() throws Exception {
    archive.file(HELLO, "hello");
    archive.file("dists/s/InRelease", inRelease(releaseOfPackages("Components: main")));
    Path own = Files.write(directory.resolve("own.gpg"), MirrorFixture.KEY.publicKeyring());
    Path other = directory.resolve("other.gpg");
    Files.write(other, SigningKey.generate("O <o@example.org>", NOW).publicKeyring());

    completes(list("deb [ arch=amd64 signed-by=" + other + "," + own + " ] URL s main"));

    assertThat(events.lines("warning")).isEmpty();
  }

  @Test
  void emptyPackages_isAComponentWithoutPackages() throws Exception {
    archive.file("dists/s/main/binary-amd64/Packages", "");
    Files.write(archive.root().resolve("dists/s/main/binary-amd64/Packages.gz"), gzipped(""));
    archive.file(
        "dists/s/Release",
        release(
            "dists/s",
            HashAlgorithm.SHA256,
            "Components: main",
            "main/binary-amd64/Packages",
            "main/binary-amd64/Packages.gz"));

    completes(list("deb URL s main"));

    assertThatMirror(world).has("dists/s/main/binary-amd64/Packages.gz");
  }

  @Test
  void byHashThatAnswersWithAPage_fallsBackToTheName() throws Exception {
    listedBy(releaseOfPackages("Components: main\nAcquire-By-Hash: yes"));
    world.upstream().fault(Fault.captivePortal().on(".*/by-hash/.*"));

    completes(list("deb URL s main"));
  }

  @Test
  void filenameWithDotsAndDoubledSlashes() throws Exception {
    archive.file("pool/a/b.deb", "b");
    archive.file("dists/s/main/binary-amd64/Packages", stanza(".//pool//a/./b.deb", "b"));
    archive.file(
        "dists/s/Release",
        release("dists/s", HashAlgorithm.SHA256, "Components: main", "main/binary-amd64/Packages"));

    completes(list("deb URL s main"));

    assertThatMirror(world).has("pool/a/b.deb");
  }

  @Test
  void byteOrderMarkAndBlankLinesBeforeTheFirstField() throws Exception {
    listedBy("\n\n" + releaseOfPackages("Components: main"));

    completes(list("deb URL s main"));
  }

  @Test
  void sizesAndDigestsInUpperCaseAndWithTabs() throws Exception {
    String text = releaseOfPackages("Components: main");
    String digest = digest(HashAlgorithm.SHA256, stanza(HELLO, "hello").getBytes(UTF_8));
    listedBy(text.replace(" " + digest + " ", "\t" + digest.toUpperCase(Locale.ROOT) + "\t  "));

    completes(list("deb URL s main"));
  }

  @Test
  void suiteWithASlash_asSecurityUpdatesHadIt() throws Exception {
    archive.file(HELLO, "hello");
    archive.file("dists/s/updates/main/binary-amd64/Packages", stanza(HELLO, "hello"));
    archive.file(
        "dists/s/updates/Release",
        release(
            "dists/s/updates",
            HashAlgorithm.SHA256,
            "Components: updates/main",
            "main/binary-amd64/Packages"));

    completes(list("deb URL s/updates main"));

    assertThatMirror(world).has(HELLO, "dists/s/updates/Release");
  }

  private void packagesOf(String text) throws IOException {
    archive.file("dists/s/main/binary-amd64/Packages", text);
    archive.file(
        "dists/s/Release",
        release("dists/s", HashAlgorithm.SHA256, "Components: main", "main/binary-amd64/Packages"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Filename: pool/old.deb\nSTANZA",
        "STANZASHA256: HASH\n",
        "Size: 9\nMD5sum: 00\nSTANZA",
        "Package: other\nFilename: pool/other.deb\nSize: 9\n \nSTANZA",
      })
  void fieldTwiceInAStanza_theLastCountsAsForApt(String text) throws Exception {
    String stanza = stanza(HELLO, "hello").stripTrailing() + "\n";
    String digest = digest(HashAlgorithm.SHA256, "hello".getBytes(UTF_8));
    archive.file(HELLO, "hello");
    packagesOf(text.replace("STANZA", stanza).replace("HASH", digest) + "\n");

    completes(list("deb URL s main"));

    assertThatMirror(world).has(HELLO);
  }

  @Test
  void staleForm_isNotTakenForTheRightOne() throws Exception {
    String place = "dists/s/main/binary-amd64/Packages";
    String fresh = stanza("pool/hello_2.0.deb", "hello 2");
    archive.file("pool/hello_1.0.deb", "hello 1").file("pool/hello_2.0.deb", "hello 2");
    archive.file(place, fresh);
    Files.write(
        archive.root().resolve(place + ".gz"), gzipped(stanza("pool/hello_1.0.deb", "hello 1")));
    archive.file(
        "dists/s/Release",
        release(
            "dists/s",
            HashAlgorithm.SHA256,
            "Components: main",
            "main/binary-amd64/Packages",
            "main/binary-amd64/Packages.gz"));

    SyncReport report = sync(list("deb URL s main"));

    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.toString())
        .contains("Packages.gz: it decodes to another text than the plain form");
  }

  @Test
  void emptyCompressedPackages_isAnEmptyText() throws Exception {
    archive.file("dists/s/main/binary-amd64/Packages.gz", "");
    archive.file(
        "dists/s/Release",
        release(
            "dists/s", HashAlgorithm.SHA256, "Components: main", "main/binary-amd64/Packages.gz"));

    completes(list("deb URL s main"));
  }

  @Test
  void filenameThatStaysInside_andSourcesInDirectoriesBelow() throws Exception {
    archive.file("pool/h/hello.deb", "hello");
    packagesOf(stanza("pool/x/../h/hello.deb", "hello"));

    completes(list("deb URL s main"));

    assertThatMirror(world).has("pool/h/hello.deb");
  }

  @Test
  void connectionThatBreaks_isAsAnAnswerOfAnotherKind() throws Exception {
    archive.file(HELLO, "hello");
    archive.file(
        "dists/s/InRelease",
        inRelease(releaseOfPackages("Components: main\nAcquire-By-Hash: yes")));
    archive.file("dists/s/Release", "stale");
    world.upstream().fault(Fault.disconnectMidway().on(".*/s/Release"));
    world.upstream().fault(Fault.disconnectMidway().on(".*/by-hash/.*"));

    completes(list("deb URL s main"));

    assertThatMirror(world).has(HELLO, "dists/s/InRelease").lacks("dists/s/Release");
  }

  @Test
  void misspeltSuiteWithAKeyring_saysWhatIsLikely() throws Exception {
    archive.deb(HELLO, "hello").suite("s");
    String keyring = world.directory().resolve(MirrorFixture.KEYRING).toString();

    SyncReport report = sync(list("deb [signed-by=" + keyring + "] URL bookwrm main"));

    assertThat(report.failures()).singleElement().asString().contains("wrong suite or URL?");
  }

  @Test
  void emptySuiteAndCodename_areAsNone() throws Exception {
    archive.file(HELLO, "hello");
    archive.file(
        "dists/s/InRelease", inRelease(releaseOfPackages("Suite:\nCodename:\nComponents: main")));

    completes(list("deb URL s main"));
  }

  /** A compressor failed at upstream: its file is listed as it is, and the plain one is good. */
  @ParameterizedTest
  @ValueSource(strings = {"", "not compressed at all", "TRUNCATED"})
  void damagedCompressedForm_thePlainOneIsTaken(String content) throws Exception {
    String place = "dists/s/main/binary-amd64/Packages";
    String text = stanza(HELLO, "hello");
    byte[] whole = gzipped(text);
    archive.file(HELLO, "hello").file(place, text);
    Files.write(
        archive.root().resolve(place + ".gz"),
        content.equals("TRUNCATED")
            ? Arrays.copyOf(whole, whole.length / 2)
            : content.getBytes(UTF_8));
    archive.file(
        "dists/s/Release",
        release(
            "dists/s",
            HashAlgorithm.SHA256,
            "Components: main",
            "main/binary-amd64/Packages",
            "main/binary-amd64/Packages.gz"));

    completes(list("deb URL s main"));

    assertThatMirror(world).has(HELLO, place, place + ".gz");
    assertThat(events.lines("warning")).anyMatch(line -> line.contains("Packages.gz: it "));
  }
}
