package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.HandmadeArchive.stanza;
import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.apt.HashAlgorithm;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.HandmadeArchive;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.fixture.Tool;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives as vendors make and serve them, which apt takes. */
@Timeout(60)
class VendorArchivesTest extends VendorArchives {
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
    String index = "dists/stable/" + PACKAGES + ".gz";
    bytes(index, gzipped(stanza(HELLO, "hello")));
    listed("dists/stable", PACKAGES + ".gz");
    world.upstream().fault(Fault.rangesIgnored().withHeader("Content-Encoding", encoding));

    completes(list("deb URL stable main"));

    assertThatMirror(world).has(HELLO, index);
  }

  @Test
  void crlf_inReleaseAndPackages_isTaken() throws Exception {
    archive.file("r/hello.deb", "hello");
    archive.file("r/Packages", stanza("./hello.deb", "hello").replace("\n", "\r\n"));
    String text = release("r", "Origin: x", "Packages");
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
    String text = release("r", fields.strip().replace(';', '\n'), "Packages");
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
    archive.file("r/Release", release("r", "Origin: x", "Packages"));

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
    String index = "dists/stable/" + PACKAGES + ".gz";
    byte[] member = gzipped(stanza(HELLO, "hello"));
    byte[] padded = new byte[member.length + 17];
    System.arraycopy(member, 0, padded, 0, member.length);
    bytes(index, padded);
    listed("dists/stable", PACKAGES + ".gz");

    completes(list("deb URL stable main"));

    assertThat(world.root().resolve(index)).hasBinaryContent(padded);
  }

  @Test
  void webPageInPlaceOfInRelease_isRefusedAsByApt() throws Exception {
    archive.file("r/hello.deb", "hello").file("r/Packages", stanza("./hello.deb", "hello"));
    world.upstream().fault(Fault.captivePortal().on(".*/(InRelease|Release.gpg|.*[.](gz|xz))"));
    archive.file("r/Release", release("r", "Origin: x", "Packages"));

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
        "dists/s/Release", release("dists/s", fields.replace(';', '\n'), place + "/Packages"));

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
}
