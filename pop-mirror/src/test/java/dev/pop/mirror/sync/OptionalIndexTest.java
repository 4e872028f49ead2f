package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.HandmadeArchive.stanza;
import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.io.Compression;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.HandmadeArchive;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.repository.MirrorList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a suite can do without: optional indices, and stanzas that name no file. */
@Timeout(60)
class OptionalIndexTest {
  private static final String HELLO = "pool/hello.deb";

  @TempDir Path directory;
  private MirrorFixture world;
  private HandmadeArchive archive;
  private final RecordedEvents events = new RecordedEvents();

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.in(directory);
    archive = HandmadeArchive.at(world.archive().root());
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** A suite that lists an index which is other than listed, or not there at all. */
  private void lists(String index, boolean missing) throws IOException {
    archive.deb(HELLO, "hello").suite("stable", Map.of("main/" + index, "as listed"));
    if (missing) {
      Files.delete(archive.root().resolve("dists/stable/main/" + index));
    } else {
      archive.file("dists/stable/main/" + index, "made anew later");
    }
  }

  private SyncReport sync(String... lines) throws Exception {
    return MirrorSync.of(list(lines)).events(events).call();
  }

  private MirrorList list(String... lines) throws Exception {
    String[] all = new String[lines.length + 2];
    System.arraycopy(lines, 0, all, 0, lines.length);
    all[lines.length] = "set gpg_verify off";
    all[lines.length + 1] = "deb URL stable main";
    return world.list(all);
  }

  private void isWhole(SyncReport report) throws Exception {
    assertThat(report.failures()).isEmpty();
    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThatMirror(world).has(HELLO, "dists/stable/Release");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void releaseOfAnArchitecture_isAWarning(boolean missing) throws Exception {
    lists("binary-amd64/Release", missing);

    isWhole(sync());

    assertThat(events.lines("warning"))
        .singleElement()
        .asString()
        .contains("stable: left out, for it could not be had: ", "binary-amd64/Release");
    assertThatMirror(world).lacks("dists/stable/main/binary-amd64/Release");
    assertThat(world.verify(list()).status()).isEqualTo(VerifyReport.Status.AVAILABLE);
    assertThat(sync().repositories())
        .extracting(SuiteReport::status)
        .containsExactly(SuiteReport.Status.UNCHANGED);
  }

  @ParameterizedTest
  @CsvSource({
    "Contents-amd64, true",
    "Contents-amd64, false",
    "dep11/icons-64x64.tar, true",
    "dep11/icons-64x64.tar, false",
    "i18n/Translation-en, true",
    "i18n/Translation-en, false"
  })
  void optionalIndex_suiteIsPublishedAndItIsNamed(String index, boolean missing) throws Exception {
    lists(index, missing);

    SyncReport report = sync();

    assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
    assertThat(report.repositories())
        .extracting(SuiteReport::status)
        .containsExactly(SuiteReport.Status.PUBLISHED);
    assertThat(report.failures())
        .extracting(Failure::url)
        .singleElement()
        .asString()
        .contains(index);
    assertThatMirror(world).has(HELLO).lacks("dists/stable/main/" + index);

    isWhole(sync("ignore_errors URL dists/stable/main/" + index));
    assertThat(world.verify(list("ignore_errors URL dists")).status())
        .isEqualTo(VerifyReport.Status.AVAILABLE);
  }

  @Test
  void optionalIndex_ignoredByTheSetting() throws Exception {
    lists("Contents-amd64", false);

    isWhole(sync("set optional_indices ignore"));

    assertThat(world.verify(list("set optional_indices ignore")).status())
        .isEqualTo(VerifyReport.Status.AVAILABLE);
  }

  /** A server that does not answer says nothing of the index: the suite waits for the next run. */
  @Test
  void optionalIndex_connectionBreaks_suiteIsPublishedAndItIsNamed() throws Exception {
    archive.deb(HELLO, "hello").suite("stable", Map.of("main/Contents-amd64", "one"));
    isWhole(sync());
    archive.deb(HELLO, "hello").suite("stable", Map.of("main/Contents-amd64", "two"));
    world.upstream().fault(Fault.disconnectMidway().on(".*Contents.*"));

    SyncReport report = sync();

    assertThat(report.status()).isEqualTo(SyncReport.Status.PARTIAL);
    assertThat(report.failures()).singleElement().asString().contains("Contents-amd64");
    assertThatMirror(world).has("dists/stable/Release").lacks("dists/stable/main/Contents-amd64");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Package: a\nVersion: 1\nArchitecture: amd64\nSize: 5\nSHA256: HASH\n",
        "Package: a\nFilename: pool/a.deb\nSHA256: HASH\n",
        "Package: a\nFilename: pool/a.deb\nSize: 5\n",
        "Package: a\nFilename: pool/a.deb\nSize: x5\nSHA256: HASH\n",
        "Package: a\nFilename: pool/a.deb\nSize: 5\nSHA256: 12\n",
        "Package: a\nFilename: ../pool/a.deb\nSize: 5\nSHA256: HASH\n",
        "Package: a\nFilename: pool/a.deb\nSize: 0\nSHA256: HASH\n",
        "Just: a comment\n"
      })
  void stanzaThatNamesNoFile_costsItself(String text) throws Exception {
    String unusable = text.replace("\\n", "\n").replace("HASH", "0".repeat(64));
    archive.file(HELLO, "hello");
    archive.suiteOf("stable", unusable + "\n" + stanza(HELLO, "hello"));

    isWhole(sync());

    assertThat(events.lines("warning"))
        .singleElement()
        .asString()
        .contains("stable: passed over: main/binary-amd64/Packages: ");
    assertThat(world.verify(list()).status()).isEqualTo(VerifyReport.Status.AVAILABLE);
  }

  @Test
  void manyUnusableStanzas_areOneLine() throws Exception {
    archive.file(HELLO, "hello");
    archive.suiteOf("stable", "Package: a\n\n".repeat(500) + stanza(HELLO, "hello"));

    isWhole(sync());

    assertThat(events.lines("warning"))
        .singleElement()
        .asString()
        .endsWith("lacks Filename; and 497 more")
        .hasSizeLessThan(500);
  }

  @Test
  void noStanzaIsUsable_suiteFails() throws Exception {
    archive.suiteOf("stable", "<html>\n<p>log in</p>\n\nPackage: a\n");

    assertThat(sync().status()).isEqualTo(SyncReport.Status.FAILED);
  }

  @Test
  void sourcesStanzaThatNamesNoFile_costsItself() throws Exception {
    archive.suite(
        "stable",
        Map.of(
            "main/source/Sources",
            """
            Package: a
            Checksums-Sha256:
             00 1 a.dsc

            Package: b
            Directory: pool
            Files:
             098f6bcd4621d373cade4e832627b4f6 4 b.dsc
            """));
    archive.file("pool/b.dsc", "test");

    SyncReport report =
        MirrorSync.of(world.list("set gpg_verify off", "deb-src URL stable main"))
            .events(events)
            .call();

    assertThat(report.failures()).isEmpty();
    assertThatMirror(world).has("pool/b.dsc");
  }

  /** Upstream listed what its compressor left cut short; clients take another form. */
  @Test
  void oneFormDoesNotDecode_theNextIsRead() throws Exception {
    world.archive().suite("stable").add("main", MirrorFixture.deb("hello", "1.0"));
    world
        .archive()
        .unsigned()
        .acquireByHash(false)
        .compressions(Compression.GZIP, Compression.XZ)
        .write();
    String index = "main/binary-amd64/Packages.gz";
    byte[] sound = Files.readAllBytes(archive.root().resolve("dists/stable/" + index));
    world.relist("stable", index, Arrays.copyOf(sound, sound.length / 2));

    SyncReport report = sync();

    assertThat(report.failures()).isEmpty();
    assertThatMirror(world).has("pool/main/h/hello/hello_1.0_amd64.deb");
    assertThat(events.lines("warning")).singleElement().asString().contains(index);
  }
}
