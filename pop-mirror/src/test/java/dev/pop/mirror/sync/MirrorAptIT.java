package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.openpgp.SigningKey;
import dev.pop.mirror.fixture.AptClient;
import dev.pop.mirror.fixture.UpstreamServer;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.sample.ArchiveBuilder;
import dev.pop.mirror.sample.DebFile;
import dev.pop.mirror.sample.FlatBuilder;
import dev.pop.mirror.sample.SourcePackage;
import dev.pop.mirror.server.MirrorServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mirrors as the real apt installs from them, with signature checking on and no other source. */
class MirrorAptIT {
  private static final DebFile LIBRARY =
      DebFile.named("libgreet1", "1.0").source("greet").file("usr/lib/greet.txt", "x").build();
  private static final DebFile DATA =
      DebFile.named("greet-data", "1:1.0")
          .architecture("all")
          .file("usr/share/greet", "hi")
          .build();

  @TempDir private Path directory;
  private final SigningKey key =
      SigningKey.generate("Upstream <upstream@example.com>", ArchiveBuilder.DEFAULT_DATE);
  private ArchiveBuilder archive;
  private UpstreamServer upstream;
  private AptClient apt;

  @BeforeEach
  void prepare() throws Exception {
    archive = ArchiveBuilder.at(directory.resolve("upstream/ubuntu")).signedBy(key);
    Files.createDirectories(archive.root());
    upstream = UpstreamServer.start(directory.resolve("upstream"));
    upstream.requireBasic("bearer", "TOKEN");
    apt = AptClient.at(Files.createDirectory(directory.resolve("client")), key.publicKeyring());
  }

  @AfterEach
  void stop() throws Exception {
    upstream.close();
  }

  private static DebFile greet(String version) {
    return DebFile.named("greet", version)
        .depends("libgreet1, greet-data")
        .file("usr/bin/greet", "#!/bin/sh\necho " + version + "\n")
        .build();
  }

  private Path sync(String... lines) throws Exception {
    String url = "http://bearer:TOKEN@" + upstream.host() + ":" + upstream.port() + "/ubuntu";
    String text =
        "set base_path "
            + directory.resolve("spool")
            + "\n"
            + String.join("\n", lines).replace("URL", url)
            + "\nclean "
            + url
            + "\n";
    SyncReport report = MirrorSync.of(MirrorList.parse(text, "test")).call();
    assertThat(report.failures()).isEmpty();
    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    return directory.resolve("spool/mirror/" + upstream.host() + ":" + upstream.port() + "/ubuntu");
  }

  private void addJammy() throws Exception {
    archive
        .suite("jammy")
        .add("main", greet("1.0"), DATA)
        .add("main", SourcePackage.named("greet", "1.0-1").binaries("greet").build())
        .add("universe", LIBRARY);
    archive.write();
  }

  @Test
  void suite_installsFromFileAndOverHttp() throws Exception {
    addJammy();
    Path mirror =
        sync("deb [arch=amd64] URL jammy main universe", "deb-src URL jammy main universe");

    apt.sources("file:" + mirror, "jammy main").get("update");
    assertThat(apt.get("install", "--download-only", "-y", "greet-data"))
        .contains("Download complete");

    try (MirrorServer server =
        MirrorServer.start(directory.resolve("spool/mirror"), "127.0.0.1", 0)) {
      String uri = server.baseUri() + upstream.host() + ":" + upstream.port() + "/ubuntu";
      apt.sources(uri, "jammy main universe").get("update");
      Path root = apt.install("greet");
      assertThat(root.resolve("usr/bin/greet")).content().contains("echo 1.0");
      assertThat(root.resolve("usr/lib/greet.txt")).hasContent("x");
      assertThat(apt.get("source", "--download-only", "greet")).contains("greet 1.0-1 (dsc)");
    }
  }

  @Test
  void nextGeneration_upgrades() throws Exception {
    addJammy();
    Path mirror = sync("deb [arch=amd64,src] URL jammy main universe");
    apt.sources("file:" + mirror, "jammy main universe").get("update");
    apt.install("greet");

    archive.suite("jammy").remove("main", "greet").add("main", greet("2.0"));
    archive.date(ArchiveBuilder.DEFAULT_DATE.plus(Duration.ofDays(1))).write();
    sync("deb [arch=amd64,src] URL jammy main universe");
    new ProcessBuilder("sh", directory.resolve("spool/var/clean.sh").toString()).start().waitFor();
    apt.get("update");

    assertThat(apt.install("greet").resolve("usr/bin/greet")).content().contains("echo 2.0");
  }

  @Test
  void flatRepositories_install() throws Exception {
    FlatBuilder.of(archive, "./").add(DATA);
    FlatBuilder.of(archive, "stable/").add(LIBRARY);
    archive.write();
    Path mirror = sync("deb [arch=amd64] URL ./", "deb [arch=amd64] URL stable/");

    apt.sources("file:" + mirror, "./", "stable/");
    Files.writeString(
        apt.home().resolve("etc/apt/sources.list"),
        Files.readString(apt.home().resolve("etc/apt/sources.list")).replaceAll("deb-src.*\n", ""));
    apt.get("update");

    assertThat(apt.install("greet-data", "libgreet1").resolve("usr/share/greet")).hasContent("hi");
  }
}
