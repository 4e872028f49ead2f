package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.UpstreamServer;
import dev.pop.mirror.report.Problem;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.WipeGuard;
import dev.pop.mirror.sample.ArchiveBuilder;
import dev.pop.mirror.sample.DebFile;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObsoleteFilesTest {
  @TempDir private Path directory;
  private UpstreamServer server;
  private String url = "";
  private Path root = Path.of("");

  ObsoleteFilesTest(@TempDir Path served) throws IOException {
    ArchiveBuilder archive = ArchiveBuilder.at(served.resolve("ubuntu"));
    archive.suite("jammy").add("main", DebFile.named("hello", "1").file("h", "h").build());
    archive.write();
    server = UpstreamServer.start(served);
  }

  @BeforeEach
  void mirrorOnce() throws Exception {
    url = server.url("ubuntu");
    MirrorList list = list("clean " + url);
    assertThat(MirrorSync.of(list).call().status()).isEqualTo(SyncReport.Status.COMPLETE);
    root = MirrorLayout.of(list.settings()).root(list.repositories().get(0));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private MirrorList list(String... more) throws Exception {
    return MirrorList.parse(
        "set base_path "
            + directory.resolve("base")
            + "\ndeb [arch=amd64] "
            + url
            + " jammy main\n"
            + String.join("\n", more),
        "test");
  }

  private static ObsoleteFiles find(MirrorList list, Map<Repository, String> untouchable)
      throws Exception {
    try (MirrorStore store = MirrorStore.open(list.settings())) {
      return ObsoleteFiles.find(
          list, store.layout(), store.state(), new WipeGuard(0, 0), untouchable, Instant.now());
    }
  }

  private ObsoleteFiles find(String... more) throws Exception {
    return find(list(more), Map.of());
  }

  private Path junk(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(root.resolve(path.substring(0, path.lastIndexOf('/') + 1)));
    return Files.writeString(file, text);
  }

  private String inMirror(String path) {
    return directory.resolve("base/mirror").relativize(root.resolve(path)).toString();
  }

  @Test
  void find_inAMirrorThatIsAsItShouldBe_isNothing() throws Exception {
    assertThat(find("clean " + url))
        .isEqualTo(new ObsoleteFiles(List.of(), List.of(), 0, List.of()));
  }

  @Test
  void find_whatNothingNames_isSurplusWithTheDirectoriesItEmpties() throws Exception {
    junk("pool/main/o/old/old_1.deb", "12345");
    junk("pool/main/h/hello/hello_0.deb", "123");
    Files.createDirectories(root.resolve("pool/empty/inner"));

    ObsoleteFiles surplus = find("clean " + url);

    assertThat(surplus.files())
        .containsExactlyInAnyOrder(
            inMirror("pool/main/o/old/old_1.deb"), inMirror("pool/main/h/hello/hello_0.deb"));
    assertThat(surplus.bytes()).isEqualTo(8);
    assertThat(surplus.directories())
        .containsExactlyInAnyOrder(
            inMirror("pool/empty/inner"),
            inMirror("pool/empty"),
            inMirror("pool/main/o/old"),
            inMirror("pool/main/o"))
        .containsSubsequence(inMirror("pool/empty/inner"), inMirror("pool/empty"))
        .containsSubsequence(inMirror("pool/main/o/old"), inMirror("pool/main/o"));
  }

  @Test
  void find_withoutACleanLine_isNothing() throws Exception {
    junk("pool/old.deb", "x");

    assertThat(find().files()).isEmpty();
  }

  @Test
  void find_cleanLineWithCredentials_meansTheSameFiles() throws Exception {
    junk("pool/old.deb", "x");

    assertThat(find("clean " + url.replace("://", "://user:secret@")).files())
        .containsExactly(inMirror("pool/old.deb"));
  }

  @Test
  void find_cleanLineForAPart_looksThereOnly() throws Exception {
    junk("pool/old.deb", "x");
    junk("dists/old/Release", "x");

    assertThat(find("clean " + url + "/pool").files()).containsExactly(inMirror("pool/old.deb"));
  }

  @Test
  void find_cleanLineForTheHost_looksIntoMirroredArchivesOnly() throws Exception {
    junk("pool/old.deb", "x");
    Files.writeString(root.resolveSibling("index.html"), "by hand");

    assertThat(find("clean " + url.replace("/ubuntu", "")).files())
        .containsExactly(inMirror("pool/old.deb"));
  }

  @Test
  void find_skipClean_keepsFilesAndDirectories() throws Exception {
    junk("pool/keep/a.deb", "x");
    junk("pool/other/b.deb", "x");
    junk("pool/other/c.deb", "x");

    ObsoleteFiles surplus =
        find(
            "clean " + url,
            "skip-clean " + url + "/pool/keep",
            "skip-clean " + url + "/pool/other/b.deb");

    assertThat(surplus.files()).containsExactly(inMirror("pool/other/c.deb"));
    assertThat(surplus.directories()).isEmpty();
  }

  @Test
  void find_symbolicLinks_stay() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("mine"), "x");
    Files.createSymbolicLink(root.resolve("pool/link"), outside);

    ObsoleteFiles surplus = find("clean " + url);

    assertThat(surplus.files()).isEmpty();
    assertThat(surplus.directories()).isEmpty();
  }

  @Test
  void find_archiveThatIsIncomplete_isLeftAlone() throws Exception {
    junk("pool/old.deb", "x");
    MirrorList list = list("clean " + url);

    ObsoleteFiles surplus = find(list, Map.of(list.repositories().get(0), "so it is"));

    assertThat(surplus.files()).isEmpty();
    assertThat(surplus.skipped())
        .containsExactly(new Problem(inMirror("") + " is not cleaned: so it is"));
  }

  @Test
  void find_suiteThatWasNeverPublished_protectsTheArchive() throws Exception {
    junk("pool/old.deb", "x");

    assertThat(find("clean " + url, "deb [arch=amd64] " + url + " noble main").files()).isEmpty();
  }

  @Test
  void find_damagedMemory_protectsTheArchive() throws Exception {
    junk("pool/old.deb", "x");
    MirrorList list = list("clean " + url);
    Repository repository = list.repositories().get(0);
    Path manifest =
        MirrorLayout.of(list.settings()).manifest(repository, repository.suites().get(0));
    String whole = Files.readString(manifest);
    int lastLine = whole.lastIndexOf('\n', whole.length() - 2) + 1;

    for (String damaged :
        List.of(whole.substring(0, lastLine), whole.substring(0, lastLine + 9), whole + "x\n")) {
      Files.writeString(manifest, damaged);
      assertThat(find("clean " + url).files()).isEmpty();
    }
    Files.writeString(manifest, whole);
    assertThat(find("clean " + url).files()).containsExactly(inMirror("pool/old.deb"));
  }

  @Test
  void find_otherArchiveBelow_isNotLookedInto() throws Exception {
    junk("nested/pool/theirs.deb", "x");
    junk("pool/old.deb", "x");

    assertThat(find("clean " + url, "deb [arch=amd64] " + url + "/nested jammy main").files())
        .containsExactly(inMirror("pool/old.deb"));
  }
}
