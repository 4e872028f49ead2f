package dev.pop.cli;

import static dev.pop.mirror.fixture.MirrorFixture.deb;

import com.google.common.collect.MoreCollectors;
import dev.pop.core.openpgp.SigningKey;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.UpstreamServer;
import dev.pop.mirror.sample.ArchiveBuilder;
import dev.pop.mirror.sample.DebFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * What the program in src/consumer mirrors: archives that work and archives with a fault, given out
 * over HTTP and over HTTPS.
 */
final class ConsumerUpstream implements Closeable {
  /** Opens what lies below {@code infra/}. */
  private static final String TOKEN = "C1sampletoken";

  private static final int LARGE = 8 << 20;

  private final Path directory;
  private final MirrorFixture world;
  private final UpstreamServer secured;

  private ConsumerUpstream(Path directory, MirrorFixture world, UpstreamServer secured) {
    this.directory = directory;
    this.world = world;
    this.secured = secured;
  }

  static ConsumerUpstream start(Path directory) throws IOException {
    MirrorFixture world = MirrorFixture.withJammy(directory);
    Path served = world.archive().root().resolveSibling(".").normalize();
    world.serviceKeyrings();
    infra(served.resolve("infra/ubuntu"));
    large(served.resolve("large"));
    huge(served.resolve("huge"));
    Files.delete(onlyPackage(small(served.resolve("lacking"), MirrorFixture.KEY)));
    damage(onlyPackage(small(served.resolve("damaged"), MirrorFixture.KEY)));
    small(served.resolve("foreign"), SigningKey.generate("Foreign", ArchiveBuilder.DEFAULT_DATE));
    changed(served.resolve("expired"), archive -> archive.validUntil(MirrorFixture.NEXT_DAY));
    changed(served.resolve("newer"), archive -> archive.date(MirrorFixture.NEXT_DAY));
    changed(
        served.resolve("renamed"),
        archive -> archive.date(MirrorFixture.NEXT_DAY).origin("Another"));
    world.upstream().fault(Fault.status(403).on("refused/.*"));
    world.upstream().requireBasicBelow("infra/", "bearer", TOKEN);
    UpstreamServer secured = UpstreamServer.startSecured(served, certificate(directory));
    return new ConsumerUpstream(directory, world, secured);
  }

  private static void infra(Path root) throws IOException {
    ArchiveBuilder archive = ArchiveBuilder.at(root).signedBy(MirrorFixture.KEY);
    archive.suite("jammy-infra-security").add("main", deb("patched", "1.0"));
    archive.suite("jammy-infra-updates").add("main", deb("updated", "1.0"));
    archive.write();
  }

  /** Has one file that takes a while. */
  private static void large(Path root) throws IOException {
    byte[] noise = new byte[LARGE];
    new Random(7).nextBytes(noise);
    ArchiveBuilder archive = ArchiveBuilder.at(root).signedBy(MirrorFixture.KEY);
    archive
        .suite("jammy")
        .add("main", DebFile.named("large", "1.0").file("usr/share/large", noise).build());
    archive.write();
  }

  /** Lists a file that no disk has room for. */
  private static void huge(Path root) throws IOException {
    ArchiveBuilder archive = ArchiveBuilder.at(root).signedBy(MirrorFixture.KEY);
    String stanza =
        "\nPackage: huge\nFilename: pool/huge.deb\nSize: 999999999999999999\nSHA256: %s\n";
    archive
        .suite("jammy")
        .add("main", deb("hello", "1.0"))
        .extraStanza("main", "amd64", stanza.formatted("0".repeat(64)));
    archive.write();
  }

  private static Path small(Path root, SigningKey key) throws IOException {
    return changed(root, archive -> archive.signedBy(key));
  }

  private static Path changed(Path root, UnaryOperator<ArchiveBuilder> change) throws IOException {
    ArchiveBuilder archive = change.apply(ArchiveBuilder.at(root).signedBy(MirrorFixture.KEY));
    archive.suite("jammy").add("main", deb("hello", "1.0"));
    archive.write();
    return root;
  }

  private static Path onlyPackage(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("pool"))) {
      return files.filter(Files::isRegularFile).collect(MoreCollectors.onlyElement());
    }
  }

  /** Leaves the size as it is. */
  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1]++;
    Files.write(file, bytes);
  }

  private static SSLSocketFactory certificate(Path directory) throws IOException {
    HeldCertificate authority = new HeldCertificate.Builder().certificateAuthority(0).build();
    Files.writeString(directory.resolve("authority.pem"), authority.certificatePem());
    HeldCertificate certificate =
        new HeldCertificate.Builder()
            .signedBy(authority)
            .addSubjectAlternativeName("localhost")
            .build();
    return new HandshakeCertificates.Builder()
        .heldCertificate(certificate)
        .build()
        .sslSocketFactory();
  }

  /** What the program has to be told, before the directory that it may write to. */
  Object[] arguments(Path scratch) {
    return new Object[] {
      withoutSlash(world.upstream()),
      withoutSlash(secured),
      directory.resolve("authority.pem"),
      directory.resolve(MirrorFixture.KEYRING),
      TOKEN,
      scratch
    };
  }

  private static String withoutSlash(UpstreamServer server) {
    return server.url("x").replaceAll("/x$", "");
  }

  @Override
  public void close() {
    secured.close();
    world.close();
  }
}
