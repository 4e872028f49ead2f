package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.HandmadeArchive.stanza;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.mirror.fixture.HandmadeArchive;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
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
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An archive as a vendor makes and serves it, and a mirror of it. */
abstract class VendorArchives {
  static final String HELLO = "pool/hello_1.0_amd64.deb";
  static final String PACKAGES = "main/binary-amd64/Packages";
  static final Instant NOW = Instant.parse("2026-11-22T10:11:12Z");

  @TempDir Path directory;
  MirrorFixture world;
  HandmadeArchive archive;
  RecordedEvents events = new RecordedEvents();

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.in(directory);
    archive = HandmadeArchive.at(world.archive().root());
  }

  @AfterEach
  void stop() {
    world.close();
  }

  MirrorList list(String... lines) throws Exception {
    List<String> all = new ArrayList<>(List.of(lines));
    all.add("set retry_delay 0.01");
    return world.list(all.toArray(String[]::new));
  }

  SyncReport sync(MirrorList list) throws Exception {
    return MirrorSync.of(list).clock(Clock.fixed(NOW, ZoneOffset.UTC)).events(events).call();
  }

  /** Everything is there and verified, now and after a second look. */
  void completes(MirrorList list) throws Exception {
    SyncReport report = sync(list);
    assertThat(report.failures()).isEmpty();
    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    VerifyReport verified = MirrorVerifier.of(list).deep(true).call();
    assertThat(verified.missing()).isEmpty();
    assertThat(verified.corrupt()).isEmpty();
    assertThat(verified.status()).isEqualTo(VerifyReport.Status.AVAILABLE);
  }

  static String digest(HashAlgorithm algorithm, byte[] content) {
    return Checksum.of(algorithm, algorithm.newDigest().digest(content)).hex();
  }

  /** As {@link #release(String, HashAlgorithm, String, String...)}, with SHA-256. */
  String release(String directory, String fields, String... files) throws IOException {
    return release(directory, HashAlgorithm.SHA256, fields, files);
  }

  /** The text of a Release with these fields, for files below {@code directory}. */
  String release(String directory, HashAlgorithm algorithm, String fields, String... files)
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

  static String inRelease(String text) {
    return MirrorFixture.KEY.clearSign(text, NOW);
  }

  static byte[] gzipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  /** The text of {@code Release} of a suite with one package. */
  String releaseOfPackages(String fields) throws IOException {
    archive.file("dists/s/" + PACKAGES, stanza(HELLO, "hello"));
    return release("dists/s", fields, PACKAGES);
  }

  /** A suite with one package, with {@code Release} of that text. */
  void listedBy(String releaseText) throws IOException {
    archive.file(HELLO, "hello").file("dists/s/" + PACKAGES, stanza(HELLO, "hello"));
    archive.file("dists/s/Release", releaseText);
  }

  /** A suite with that text as {@code Packages}. */
  void packagesOf(String text) throws IOException {
    archive.file("dists/s/" + PACKAGES, text);
    listed("dists/s", PACKAGES);
  }

  /** Writes {@code Release} of a suite that lists these of its files. */
  void listed(String suite, String... files) throws IOException {
    archive.file(suite + "/Release", release(suite, "Components: main", files));
  }

  void bytes(String path, byte[] content) throws IOException {
    Path file = archive.root().resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }
}
