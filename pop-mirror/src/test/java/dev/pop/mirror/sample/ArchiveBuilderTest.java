package dev.pop.mirror.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.io.Compression;
import dev.pop.core.openpgp.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveBuilderTest {
  private static final Instant LATER = Instant.parse("2024-04-26T10:00:00Z");
  private static final DebFile HELLO = hello("1.0");
  private static final DebFile DOCS =
      DebFile.named("hello-doc", "1.0")
          .architecture("all")
          .source("hello")
          .file("usr/share/doc/hello/manual", "m")
          .build();

  @TempDir private Path root;

  private static DebFile hello(String version) {
    return DebFile.named("hello", version)
        .description("greets\nPolitely.")
        .file("usr/bin/hello", version)
        .file("usr/share/applications/hello.desktop", "[Desktop Entry]\n")
        .file("usr/share/icons/hicolor/48x48/apps/hello.png", "png")
        .build();
  }

  private ArchiveBuilder archive() {
    ArchiveBuilder archive = ArchiveBuilder.at(root);
    archive.suite("jammy").components("main").add("main", HELLO, DOCS);
    return archive;
  }

  @Test
  void write_release_hasTheFieldsOfASuite() throws Exception {
    ArchiveBuilder archive =
        archive().origin("Ubuntu").label("Ubuntu").version("22.04").validUntil(LATER);
    archive.suite("jammy-updates").components("main", "universe").architectures("amd64", "arm64");
    archive.write();

    assertThat(root.resolve("dists/jammy-updates/Release"))
        .content()
        .startsWith(
            """
            Origin: Ubuntu
            Label: Ubuntu
            Suite: jammy-updates
            Version: 22.04
            Codename: jammy
            Date: Thu, 25 Apr 2024 15:10:33 UTC
            Valid-Until: Fri, 26 Apr 2024 10:00:00 UTC
            Acquire-By-Hash: yes
            Architectures: amd64 arm64
            Components: main universe
            Description: Sample suite jammy-updates
            MD5Sum:
            """);
  }

  @Test
  void write_everyListedFile_isThereByHash() throws Exception {
    archive().write();

    List<Listed> listed = listed("dists/jammy/Release");
    assertThat(listed).extracting(Listed::field).contains("MD5Sum", "SHA1", "SHA256");
    for (Listed file : listed) {
      Path path = root.resolve("dists/jammy").resolve(file.path());
      Path byHash = path.resolveSibling("by-hash/" + file.field() + "/" + file.hex());
      if (Files.exists(path)) {
        assertThat(path).hasSize(file.sizeBytes());
        assertThat(Files.isSameFile(path, byHash)).as("%s is %s", byHash, path).isTrue();
        assertThat(digest(file.field(), Files.readAllBytes(byHash))).isEqualTo(file.hex());
      }
    }
  }

  @Test
  void write_plainIndices_areListedOnly() throws Exception {
    archive().write();

    Set<String> paths = new HashSet<>();
    listed("dists/jammy/Release").forEach(file -> paths.add(file.path()));
    assertThat(paths)
        .contains(
            "Contents-amd64",
            "main/binary-amd64/Packages",
            "main/binary-amd64/Packages.gz",
            "main/binary-amd64/Packages.xz",
            "main/binary-amd64/Release",
            "main/cnf/Commands-amd64.xz",
            "main/dep11/Components-amd64.yml.gz",
            "main/dep11/icons-48x48.tar.gz",
            "main/i18n/Translation-en.xz",
            "main/source/Release",
            "main/source/Sources.gz");
    assertThat(root.resolve("dists/jammy/main/binary-amd64/Packages")).doesNotExist();
    assertThat(root.resolve("dists/jammy/main/binary-amd64/Release")).exists();
  }

  @Test
  void write_packages_describeThePoolFiles() throws Exception {
    archive().write();

    String path = "pool/main/h/hello/hello_1.0_amd64.deb";
    assertThat(root.resolve(path)).hasBinaryContent(HELLO.bytes());
    assertThat(root.resolve("pool/main/h/hello/hello-doc_1.0_all.deb")).exists();
    assertThat(index("main/binary-amd64/Packages"))
        .contains("\nFilename: " + path + "\nSize: " + HELLO.sizeBytes() + "\nMD5sum: ")
        .contains("\nSHA256: " + digest("SHA256", HELLO.bytes()) + "\n")
        .contains("\nDescription: greets\nDescription-md5: ")
        .contains("Package: hello-doc\nSource: hello\n");
    assertThat(index("main/i18n/Translation-en"))
        .contains("\nDescription-en: greets\n Politely.\n\n");
  }

  @Test
  void write_pathIndices_nameFilesCommandsAndApplications() throws Exception {
    archive().write();

    assertThat(index("Contents-amd64")).containsPattern("(?m)^usr/bin/hello +misc/hello$");
    assertThat(index("main/cnf/Commands-amd64"))
        .isEqualTo(
            """
            suite: jammy
            component: main
            arch: amd64

            name: hello
            version: 1.0
            commands: hello
            """);
    assertThat(index("main/dep11/Components-amd64.yml")).contains("\nID: 'hello.desktop'\n");
  }

  @Test
  void architectureAll_chosenPlace_hasThePackages() throws Exception {
    ArchiveBuilder archive = archive();
    archive.suite("each").add("main", HELLO, DOCS);
    archive
        .suite("both")
        .add("main", HELLO, DOCS)
        .architectureAll(ArchitectureAll.IN_EACH_AND_ALL, true);
    archive
        .suite("only")
        .add("main", HELLO, DOCS)
        .architectureAll(ArchitectureAll.ONLY_IN_ALL, false);
    archive.write();

    assertThat(packagesIn("each", "amd64")).containsExactly("hello", "hello-doc");
    assertThat(packagesIn("both", "amd64")).containsExactly("hello", "hello-doc");
    assertThat(packagesIn("both", "all")).containsExactly("hello-doc");
    assertThat(packagesIn("only", "amd64")).containsExactly("hello");
    assertThat(packagesIn("only", "all")).containsExactly("hello-doc");
    assertThat(root.resolve("dists/each/main/binary-all")).doesNotExist();
    assertThat(root.resolve("dists/both/Release"))
        .content()
        .contains("No-Support-for-Architecture-all: Packages\nArchitectures: all amd64\n");
    assertThat(root.resolve("dists/only/Release")).content().doesNotContain("No-Support");
  }

  @Test
  void settings_chooseFormsDigestsAndIndices() throws Exception {
    ArchiveBuilder archive =
        archive()
            .compressions(Compression.NONE, Compression.ZSTD)
            .hashes(HashAlgorithm.SHA512)
            .acquireByHash(false);
    archive.suite("jammy").indices(IndexKind.CONTENTS).contentsPlace(ContentsPlace.COMPONENT);
    archive.write();

    assertThat(listed("dists/jammy/Release"))
        .extracting(file -> file.field() + " " + file.path())
        .containsExactly(
            "SHA512 main/Contents-amd64",
            "SHA512 main/Contents-amd64.zst",
            "SHA512 main/binary-amd64/Packages",
            "SHA512 main/binary-amd64/Packages.zst");
    assertThat(root.resolve("dists/jammy/main/binary-amd64/by-hash")).doesNotExist();
    assertThat(root.resolve("dists/jammy/main/binary-amd64/Packages"))
        .content()
        .contains("\nDescription: greets\n Politely.\n");
  }

  @Test
  void write_again_replacesIndicesAndKeepsOlderByHash() throws Exception {
    ArchiveBuilder archive = archive();
    archive.write();
    List<Listed> before = listed("dists/jammy/Release");
    FileKey sources = FileKey.of(root.resolve("dists/jammy/main/source/Sources.gz"));

    archive.suite("jammy").remove("main", "hello").add("main", hello("1.1"));
    archive.date(LATER).write();

    assertThat(listed("dists/jammy/Release")).isNotEqualTo(before);
    for (Listed file : before) {
      Path path = root.resolve("dists/jammy").resolve(file.path());
      if (Files.exists(path)) {
        assertThat(path.resolveSibling("by-hash/" + file.field() + "/" + file.hex())).exists();
      }
    }
    assertThat(FileKey.of(root.resolve("dists/jammy/main/source/Sources.gz"))).isEqualTo(sources);
    assertThat(index("main/binary-amd64/Packages")).contains("hello_1.1_amd64.deb");
    assertThat(root.resolve("pool/main/h/hello/hello_1.0_amd64.deb")).exists();
  }

  @Test
  void write_deletingUnlisted_removesOnlyItsOwnFiles() throws Exception {
    ArchiveBuilder archive = archive().deletingUnlisted(true);
    archive.write();
    Path alien = Files.writeString(root.resolve("pool/main/h/hello/alien.deb"), "x");

    archive.suite("jammy").remove("main", "hello");
    archive.write();

    assertThat(root.resolve("pool/main/h/hello/hello_1.0_amd64.deb")).doesNotExist();
    assertThat(root.resolve("pool/main/h/hello/hello-doc_1.0_all.deb")).exists();
    assertThat(alien).exists();
  }

  @Test
  void signedBy_writesBothSignatures_unsignedRemovesThem() throws Exception {
    SigningKey key = SigningKey.generate("Sample <s@example.com>", ArchiveBuilder.DEFAULT_DATE);
    ArchiveBuilder archive = archive().signedBy(key);
    archive.write();

    String release = Files.readString(root.resolve("dists/jammy/Release"));
    assertThat(root.resolve("dists/jammy/InRelease"))
        .content()
        .startsWith("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + release);
    assertThat(root.resolve("dists/jammy/Release.gpg"))
        .content()
        .isEqualTo(key.detachSign(release.getBytes(UTF_8), ArchiveBuilder.DEFAULT_DATE));

    archive.unsigned().write();

    assertThat(root.resolve("dists/jammy/InRelease")).doesNotExist();
    assertThat(root.resolve("dists/jammy/Release.gpg")).doesNotExist();
  }

  @Test
  void extras_areInIndexAndReleaseAsGiven() throws Exception {
    ArchiveBuilder archive = archive();
    archive
        .suite("jammy")
        .extraStanza("main", "amd64", "Package: evil\nFilename: ../../etc/passwd\n\n")
        .extraStanza("main", "source", "Package: odd\n")
        .extraReleaseLine("NotAutomatic: yes");
    archive.write();

    assertThat(index("main/binary-amd64/Packages")).endsWith("Filename: ../../etc/passwd\n\n");
    assertThat(index("main/source/Sources")).isEqualTo("Package: odd\n");
    assertThat(root.resolve("dists/jammy/Release"))
        .content()
        .contains("NotAutomatic: yes\nMD5Sum:");
  }

  @Test
  void tamper_changesFileAndByHashButNotRelease() throws Exception {
    ArchiveBuilder archive = archive();
    archive.suite("jammy").tamper("main/binary-amd64/Packages.gz", right -> new byte[] {1});
    archive.write();

    Listed listed = listedAs("SHA256", "main/binary-amd64/Packages.gz");
    Path directory = root.resolve("dists/jammy/main/binary-amd64");
    assertThat(listed.sizeBytes()).isGreaterThan(1);
    assertThat(directory.resolve("Packages.gz")).hasBinaryContent(new byte[] {1});
    assertThat(directory.resolve("by-hash/SHA256/" + listed.hex()))
        .hasBinaryContent(new byte[] {1});

    archive.suite("jammy").untamper();
    archive.write();

    assertThat(directory.resolve("Packages.gz")).hasSize(listed.sizeBytes());
    assertThat(directory.resolve("by-hash/SHA256/" + listed.hex())).hasSize(listed.sizeBytes());
  }

  @Test
  void flat_pathsAreRelativeToTheArchive() throws Exception {
    ArchiveBuilder archive = ArchiveBuilder.at(root).compressions(Compression.NONE);
    FlatBuilder.of(archive, "./").add(HELLO);
    FlatBuilder.of(archive, "stable/")
        .add(HELLO, DOCS)
        .add(SourcePackage.named("hello", "1.0-1").build());
    archive.write();

    assertThat(root.resolve("Packages")).content().contains("\nFilename: ./hello_1.0_amd64.deb\n");
    assertThat(root.resolve("hello_1.0_amd64.deb")).exists();
    assertThat(root.resolve("Sources")).doesNotExist();
    assertThat(root.resolve("stable/Packages"))
        .content()
        .contains("\nFilename: stable/hello_1.0_amd64.deb\n");
    assertThat(root.resolve("stable/Sources")).content().contains("\nDirectory: stable\n");
    assertThat(root.resolve("stable/hello_1.0-1.dsc")).exists();
    assertThat(listed("stable/Release"))
        .extracting(Listed::path)
        .contains("Packages", "Sources")
        .doesNotContain("stable/Packages");
  }

  @Test
  void write_impossibleArchive_isRefusedBeforeWriting() throws Exception {
    ArchiveBuilder archive = archive();
    archive.suite("other").add("main", DebFile.named("hello", "1.0").depends("other").build());
    assertThatIllegalStateException()
        .isThrownBy(archive::write)
        .withMessageContaining("two packages with different bytes at pool/main/h/hello/hello_1.0");

    ArchiveBuilder foreign = ArchiveBuilder.at(root);
    foreign.suite("jammy").add("main", HELLO).architectures("arm64");
    assertThatIllegalStateException()
        .isThrownBy(foreign::write)
        .withMessage("hello_1.0_amd64.deb is of an architecture that suite jammy lacks");

    assertThat(root).isEmptyDirectory();
  }

  @Test
  void write_leavesNoTemporaryFiles() throws Exception {
    ArchiveBuilder archive = archive();
    archive.write();
    archive.write();

    try (Stream<Path> files = Files.walk(root)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
    }
  }

  /** Whether a file was replaced: its date and its identity on disk. */
  private record FileKey(Object dateAndInode) {
    static FileKey of(Path file) throws IOException {
      return new FileKey(Files.readAttributes(file, "unix:lastModifiedTime,ino"));
    }
  }

  private record Listed(String field, String hex, long sizeBytes, String path) {}

  private List<Listed> listed(String release) throws IOException {
    List<Listed> listed = new ArrayList<>();
    String field = "";
    Pattern entry = Pattern.compile(" ([0-9a-f]+) +([0-9]+) (\\S+)");
    for (String line : Files.readAllLines(root.resolve(release))) {
      Matcher matcher = entry.matcher(line);
      if (matcher.matches()) {
        long size = Long.parseLong(matcher.group(2));
        listed.add(new Listed(field, matcher.group(1), size, matcher.group(3)));
      } else {
        field = line.substring(0, line.indexOf(':'));
      }
    }
    return listed;
  }

  private Listed listedAs(String field, String path) throws IOException {
    return listed("dists/jammy/Release").stream()
        .filter(file -> file.field().equals(field) && file.path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  private static String digest(String releaseField, byte[] bytes) {
    HashAlgorithm algorithm = HashAlgorithm.ofReleaseField(releaseField).orElseThrow();
    return HexFormat.of().formatHex(algorithm.newDigest().digest(bytes));
  }

  /** Text of an index of jammy, read from its xz form. */
  private String index(String path) throws IOException {
    return text(root.resolve("dists/jammy/" + path + ".xz"));
  }

  private List<String> packagesIn(String suite, String architecture) throws IOException {
    String index = "dists/" + suite + "/main/binary-" + architecture + "/Packages.gz";
    return text(root.resolve(index))
        .lines()
        .filter(line -> line.startsWith("Package: "))
        .map(line -> line.substring("Package: ".length()))
        .toList();
  }

  private static String text(Path file) throws IOException {
    try (InputStream in =
        Compression.ofFileName(file.toString()).decode(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
