package dev.pop.mirror.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.openpgp.SigningKey;
import dev.pop.mirror.fixture.AptClient;
import dev.pop.mirror.fixture.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sample archives as the real apt updates from them. */
class AptIT {
  private static final DebFile LIBRARY =
      DebFile.named("libgreet1", "1.0").source("greet").file("usr/lib/libgreet.so.1", "x").build();
  private static final DebFile HELLO =
      DebFile.named("hello", "1.0-1")
          .depends("libgreet1 (>= 1.0), hello-data")
          .description("greets\nPolitely.\n\nAnd shortly.")
          .file("usr/bin/hello", "#!/bin/sh\n")
          .build();
  private static final DebFile DATA =
      DebFile.named("hello-data", "1:1.0-1").architecture("all").source("hello", "1.0-1").build();
  private static final SourcePackage SOURCE =
      SourcePackage.named("hello", "1.0-1").binaries("hello", "hello-data").build();

  @TempDir private Path directory;
  private final SigningKey key =
      SigningKey.generate("Sample <sample@example.com>", ArchiveBuilder.DEFAULT_DATE);
  private ArchiveBuilder archive;
  private AptClient apt;

  @BeforeEach
  void prepare() throws Exception {
    archive = ArchiveBuilder.at(directory.resolve("archive")).signedBy(key);
    apt = AptClient.at(Files.createDirectory(directory.resolve("client")), key.publicKeyring());
  }

  private SuiteBuilder jammy() {
    return archive
        .suite("jammy")
        .add("main", HELLO, DATA)
        .add("main", SOURCE)
        .add("universe", LIBRARY);
  }

  @Test
  void suite_updatesAndInstalls() throws Exception {
    jammy();
    archive.write();
    apt.sources("file:" + archive.root(), "jammy main universe").get("update");

    assertThat(apt.get("install", "--download-only", "-y", "hello"))
        .contains("The following NEW packages will be installed:\n  hello hello-data libgreet1\n")
        .contains("Download complete and in download only mode");
    apt.get("download", "hello");
    assertThat(apt.home().resolve("hello_1.0-1_amd64.deb")).hasBinaryContent(HELLO.bytes());
  }

  @Test
  void suite_givesSources() throws Exception {
    jammy();
    archive.write();
    apt.sources("file:" + archive.root(), "jammy main universe").get("update");

    apt.get("source", "--download-only", "hello");

    assertThat(apt.home().resolve("hello_1.0.orig.tar.xz"))
        .hasBinaryContent(SOURCE.files().getOrDefault("hello_1.0.orig.tar.xz", new byte[0]));
  }

  @Test
  void suite_descriptionIsFoundByItsDigest() throws Exception {
    jammy();
    archive.write();
    apt.sources("file:" + archive.root(), "jammy main").get("update");

    assertThat(apt.show("hello"))
        .contains("Description-en: greets\n Politely.\n .\n And shortly.\n");
  }

  @Test
  void suite_givesEveryKindOfIndex() throws Exception {
    jammy();
    archive.write();

    String update =
        apt.alsoFetching("Contents", "Contents-$(ARCHITECTURE)")
            .alsoFetching("Commands", "$(COMPONENT)/cnf/Commands-$(ARCHITECTURE)")
            .alsoFetching("Dep11", "$(COMPONENT)/dep11/Components-$(ARCHITECTURE).yml")
            .alsoFetching("Icons", "$(COMPONENT)/dep11/icons-48x48.tar")
            .sources("file:" + archive.root(), "jammy main universe")
            .get("update");

    assertThat(update)
        .contains("jammy Contents", "jammy Commands", "jammy Dep11", "jammy Icons")
        .contains("Translation-en");
  }

  @Test
  void suite_debianLikeArchitectureAll_updatesAndInstalls() throws Exception {
    jammy().architectureAll(ArchitectureAll.ONLY_IN_ALL, false);
    archive.write();

    apt.sources("file:" + archive.root(), "jammy main universe").get("update");

    assertThat(apt.get("install", "--download-only", "-y", "hello")).contains("hello-data");
  }

  @Test
  void flat_updatesInstallsAndGivesSources() throws Exception {
    FlatBuilder.of(archive, "./")
        .add(LIBRARY, DATA)
        .add(SourcePackage.named("greet", "1.0-1").build());
    FlatBuilder.of(archive, "stable/").add(HELLO).add(SOURCE);
    archive.write();
    apt.sources("file:" + archive.root(), "./", "stable/").get("update");

    assertThat(apt.get("install", "--download-only", "-y", "hello"))
        .contains("The following NEW packages will be installed:\n  hello hello-data libgreet1\n");
    apt.get("download", "hello", "libgreet1");
    apt.get("source", "--download-only", "hello", "greet");
    assertThat(apt.home().resolve("hello_1.0-1_amd64.deb")).hasBinaryContent(HELLO.bytes());
    assertThat(apt.home().resolve("libgreet1_1.0_amd64.deb")).hasBinaryContent(LIBRARY.bytes());
    assertThat(apt.home().resolve("greet_1.0-1.dsc")).exists();
  }

  @Test
  void nextGeneration_isSeen() throws Exception {
    jammy();
    archive.write();
    apt.sources("file:" + archive.root(), "jammy main universe").get("update");

    jammy().add("main", DebFile.named("newcomer", "1").build());
    archive.date(ArchiveBuilder.DEFAULT_DATE.plus(Duration.ofDays(1))).write();
    apt.get("update");

    apt.get("install", "--download-only", "-y", "newcomer");
  }

  @Test
  void tamperedIndex_isRefused() throws Exception {
    jammy().tamper("main/binary-amd64/Packages.xz", right -> new byte[right.length]);
    archive.write();

    Tool.Result update =
        apt.sources("file:" + archive.root(), "jammy main universe").tryGet("update");

    assertThat(update.exitCode()).isNotZero();
    assertThat(update.output()).contains("Hash Sum mismatch");
  }

  @Test
  void otherKey_isRefused() throws Exception {
    jammy();
    archive.signedBy(SigningKey.generate("Other <o@example.com>", ArchiveBuilder.DEFAULT_DATE));
    archive.write();

    Tool.Result update =
        apt.sources("file:" + archive.root(), "jammy main universe").tryGet("update");

    assertThat(update.exitCode()).isNotZero();
    assertThat(update.output()).contains("NO_PUBKEY");
  }
}
