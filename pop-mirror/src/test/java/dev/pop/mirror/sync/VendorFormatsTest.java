package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.HandmadeArchive.stanza;
import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.openpgp.SigningKey;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.report.SyncReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms of indices and of Release that vendors write by hand, which apt takes. */
@Timeout(60)
class VendorFormatsTest extends VendorArchives {
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
    packagesOf(broken + stanza(HELLO, "hello"));

    completes(list("deb URL s main"));

    assertThatMirror(world).has(HELLO, "dists/s/Release");
  }

  @Test
  void urlWithColonsAndASlashAsSuite_asTheBuildServiceHasIt() throws Exception {
    String place = "devel:/kubic:/stable/xUbuntu_20.04";
    archive.file(place + "/amd64/cri-o.deb", "cri-o");
    archive.file(place + "/Packages", stanza("./amd64/cri-o.deb", "cri-o"));
    archive.file(place + "/Release", release(place, "Origin: x", "Packages"));

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
    archive.file("dists/s/" + PACKAGES, "");
    bytes("dists/s/" + PACKAGES + ".gz", gzipped(""));
    listed("dists/s", PACKAGES, PACKAGES + ".gz");

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
    packagesOf(stanza(".//pool//a/./b.deb", "b"));

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
        release("dists/s/updates", "Components: updates/main", PACKAGES));

    completes(list("deb URL s/updates main"));

    assertThatMirror(world).has(HELLO, "dists/s/updates/Release");
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
    String place = "dists/s/" + PACKAGES;
    String fresh = stanza("pool/hello_2.0.deb", "hello 2");
    archive.file("pool/hello_1.0.deb", "hello 1").file("pool/hello_2.0.deb", "hello 2");
    archive.file(place, fresh);
    bytes(place + ".gz", gzipped(stanza("pool/hello_1.0.deb", "hello 1")));
    listed("dists/s", PACKAGES, PACKAGES + ".gz");

    SyncReport report = sync(list("deb URL s main"));

    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.toString())
        .contains("Packages.gz: it decodes to another text than the plain form");
  }

  @Test
  void emptyCompressedPackages_isAnEmptyText() throws Exception {
    archive.file("dists/s/" + PACKAGES + ".gz", "");
    listed("dists/s", PACKAGES + ".gz");

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
    String place = "dists/s/" + PACKAGES;
    String text = stanza(HELLO, "hello");
    byte[] whole = gzipped(text);
    archive.file(HELLO, "hello").file(place, text);
    bytes(
        place + ".gz",
        content.equals("TRUNCATED")
            ? Arrays.copyOf(whole, whole.length / 2)
            : content.getBytes(UTF_8));
    listed("dists/s", PACKAGES, PACKAGES + ".gz");

    completes(list("deb URL s main"));

    assertThatMirror(world).has(HELLO, place, place + ".gz");
    assertThat(events.lines("warning")).anyMatch(line -> line.contains("Packages.gz: it "));
  }
}
