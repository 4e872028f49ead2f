package dev.pop.mirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.openpgp.SigningKey;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.plan.IndexGroup;
import dev.pop.mirror.plan.IndexSelection;
import dev.pop.mirror.plan.LocalIndex;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.ReleaseSet;
import dev.pop.mirror.plan.ReservedPaths;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.repository.ArchiveLimits;
import dev.pop.mirror.sample.ArchiveBuilder;
import dev.pop.mirror.sample.DebFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuitePublisherTest {
  private static final SigningKey KEY = SigningKey.generate("test", ArchiveBuilder.DEFAULT_DATE);

  private final StoreFixture mirror;
  private final MirrorStore store;
  private final Path suite;

  /** Upstream, written straight to where a run would have fetched its indices. */
  private final ArchiveBuilder archive;

  SuitePublisherTest(@TempDir Path directory) throws Exception {
    mirror = StoreFixture.in(directory);
    store = MirrorStore.open(mirror.list().settings());
    suite = mirror.layout().root(mirror.repository()).resolve("dists/jammy");
    archive = ArchiveBuilder.at(mirror.layout().skeleton(mirror.repository())).signedBy(KEY);
    archive.suite("jammy").add("main", DebFile.named("hello", "1").file("h", "h").build());
  }

  @AfterEach
  void close() throws IOException, InterruptedException {
    store.close();
  }

  private Path skeleton(String path) {
    return archive.root().resolve("dists/jammy").resolve(path);
  }

  private ReleaseFile release() throws IOException, InterruptedException {
    return ReleaseFile.parse(Files.readAllBytes(skeleton("Release")));
  }

  private List<LocalIndex> held() throws IOException, InterruptedException {
    List<LocalIndex> indices = new ArrayList<>();
    for (IndexGroup group : IndexSelection.of(release(), mirror.suite()).groups()) {
      List<LocalIndex.Variant> forms =
          group.forms().stream()
              .filter(form -> Files.exists(skeleton(form.path())))
              .map(form -> new LocalIndex.Variant(form, skeleton(form.path())))
              .toList();
      indices.add(new LocalIndex(group, forms));
    }
    return indices;
  }

  private SuiteManifest publish() throws IOException, InterruptedException {
    return publish(StoreFixture.PUBLISHED);
  }

  private SuiteManifest publish(Instant published) throws IOException, InterruptedException {
    MirrorPlan plan =
        new MirrorPlan(
            mirror.repository(),
            ReservedPaths.of(mirror.repository(), List.of(mirror.repository())),
            ArchiveLimits.NONE);
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (String name : ReleaseSet.NAMES) {
      if (Files.exists(skeleton(name))) {
        sizes.put(name, Files.size(skeleton(name)));
      }
    }
    SuitePlan suitePlan = plan.add(mirror.suite(), release(), held());
    plan.wanted().forEach(plan::arrived);
    store.beginPublishing(List.of(plan));
    SuitePublisher.Prepared generation =
        new SuitePublisher(store, published)
            .prepare(
                plan,
                suitePlan,
                new ReleaseSet(release(), sizes, StoreFixture.VALIDATORS),
                Optional.empty(),
                true,
                Map.of());
    SuiteManifest manifest = generation.publish();
    generation.remember(manifest);
    return manifest;
  }

  @Test
  void publish_everyListedDigest_isAHardLinkOfTheIndex() throws Exception {
    archive.hashes(HashAlgorithm.MD5, HashAlgorithm.SHA256, HashAlgorithm.SHA512).write();

    publish();

    int links = 0;
    for (LocalIndex index : held()) {
      for (LocalIndex.Variant form : index.forms()) {
        Path canonical = suite.resolve(form.entry().path());
        assertThat(canonical).hasSameBinaryContentAs(form.file());
        for (Checksum checksum : form.entry().checksums().values()) {
          Path byHash = suite.resolve(form.entry().byHashPath(checksum));
          assertThat(Files.isSameFile(byHash, canonical)).as("%s", byHash).isTrue();
          links++;
        }
      }
    }
    assertThat(links).isGreaterThan(3 * 5).isEqualTo(3 * (links / 3));
    assertThat(suite.resolve("main/binary-amd64/by-hash")).isDirectoryContaining("glob:**/MD5Sum");
    assertThat(suite.resolve("main/binary-amd64/by-hash/SHA512")).isNotEmptyDirectory();
  }

  @Test
  void publish_withoutAcquireByHash_makesNoByHash() throws Exception {
    archive.acquireByHash(false).write();

    publish();

    assertThat(suite.resolve("main/binary-amd64/Packages.gz")).exists();
    assertThat(suite.resolve("main/binary-amd64/by-hash")).doesNotExist();
  }

  @Test
  void publish_isRememberedWithEveryFile() throws Exception {
    archive.write();

    SuiteManifest manifest = publish();

    assertThat(store.state().upToDate(mirror.repository(), mirror.suite())).contains(manifest);
    assertThat(manifest.witness().path()).isEqualTo("dists/jammy/InRelease");
    assertThat(manifest.published())
        .isEqualTo(StoreFixture.PUBLISHED.truncatedTo(ChronoUnit.SECONDS));
    FileTable known = store.state().knownFiles(mirror.repository());
    assertThat(known.count()).isEqualTo(manifest.fileCount());
    assertThat(known.find("pool/main/h/hello/hello_1_amd64.deb")).isNotNegative();
    assertThat(known.find("dists/jammy/main/binary-amd64/Packages.xz")).isNotNegative();
    ReleaseEntry entry = entry("main/binary-amd64/Packages.xz");
    assertThat(known.find("dists/jammy/" + entry.byHashPath(entry.strongest()))).isNotNegative();
  }

  private ReleaseEntry entry(String path) throws IOException, InterruptedException {
    Map<String, ReleaseEntry> entries = release().entries();
    assertThat(entries).containsKey(path);
    return entries.getOrDefault(path, entries.values().iterator().next());
  }

  @Test
  void publish_whatARunHadVerifiedBefore_isNotRememberedTwice() throws Exception {
    archive.write();
    Files.createDirectories(mirror.unpublished().resolveSibling(""));
    Files.writeString(mirror.unpublished(), "");

    publish();

    assertThat(mirror.unpublished()).doesNotExist();
  }

  @Test
  void publish_aDirectoryInTheWay_stopsBeforeAnythingIsPublished() throws Exception {
    archive.write();
    publish();
    Tree before = Tree.of(suite);
    archive.suite("jammy").add("main", DebFile.named("more", "1").file("m", "m").build());
    archive.write();
    Path obstacle = suite.resolve("main/binary-amd64/Packages.xz");
    Files.delete(obstacle);
    Files.createDirectories(obstacle);
    Files.writeString(obstacle.resolve("in the way"), "mine");

    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(this::publish)
        .withMessageContaining("Packages.xz: is a directory");

    assertThat(obstacle.resolve("in the way")).hasContent("mine");
    assertThat(Tree.of(suite).differencesFrom(before))
        .containsExactly(
            "missing: main/binary-amd64/Packages.xz",
            "not expected: main/binary-amd64/Packages.xz/in the way");
  }

  @Test
  void publish_otherFilesOfTheSuite_stayAsTheyAre() throws Exception {
    archive.write();
    publish();
    Files.createDirectories(suite.resolve("updates/main"));
    Files.writeString(suite.resolve("updates/main/Release"), "of another suite");
    Files.writeString(suite.resolve("note.txt"), "put here by hand");
    Files.createSymbolicLink(suite.resolve("latest"), Path.of("note.txt"));
    Files.setPosixFilePermissions(suite, PosixFilePermissions.fromString("rwxr-x---"));

    archive.suite("jammy").add("main", DebFile.named("more", "1").file("m", "m").build());
    archive.write();
    publish();

    assertThat(suite.resolve("updates/main/Release")).hasContent("of another suite");
    assertThat(suite.resolve("note.txt")).hasContent("put here by hand");
    assertThat(Files.readSymbolicLink(suite.resolve("latest"))).isEqualTo(Path.of("note.txt"));
    assertThat(Files.getPosixFilePermissions(suite))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
    assertThat(suite.resolveSibling(".pop-new-jammy")).doesNotExist();
  }

  @Test
  void publish_indexThatIsNoLongerMirrored_isNotLeftBesideANewReleaseThatListsOtherBytes()
      throws Exception {
    archive.suite("jammy").add("universe", DebFile.named("uu", "1").file("u", "u").build());
    archive.write();
    publish();
    Path universe = suite.resolve("universe/binary-amd64/Packages.xz");
    Files.createDirectories(universe.getParent());
    Files.copy(skeleton("universe/binary-amd64/Packages.xz"), universe);

    archive.suite("jammy").add("main", DebFile.named("more", "1").file("m", "m").build());
    archive.write();
    publish();
    assertThat(universe).as("the new Release lists the same bytes").exists();

    archive.suite("jammy").add("universe", DebFile.named("vv", "1").file("v", "v").build());
    archive.write();
    publish();
    assertThat(universe).as("the new Release lists other bytes").doesNotExist();
  }

  @Test
  void publish_whatOlderGenerationsNamed_staysForAsManyGenerationsAsTheListSays() throws Exception {
    List<String> packages = new ArrayList<>();
    Instant now = StoreFixture.PUBLISHED;
    for (int generation = 0; generation < 6; generation++) {
      archive
          .suite("jammy")
          .add("main", DebFile.named("p" + generation, "1").file("m", "m").build());
      archive.write();
      ReleaseEntry entry = entry("main/binary-amd64/Packages.gz");
      packages.add("dists/jammy/" + entry.byHashPath(entry.strongest()));
      publish(now);
      now = now.plus(Duration.ofDays(2));
    }
    Instant later = now;

    NeededFiles needed = store.state().neededFiles(mirror.repository(), later).orElseThrow();

    assertThat(packages.stream().filter(needed::contains))
        .as("the present one, and the three before it")
        .isEqualTo(packages.subList(2, 6));
    assertThat(store.state().retired().nextRelease(mirror.repository(), later)).isEmpty();
  }

  @Test
  void publish_whatOlderGenerationsNamed_staysForADayAtLeast() throws Exception {
    List<String> packages = new ArrayList<>();
    Instant now = StoreFixture.PUBLISHED;
    for (int generation = 0; generation < 6; generation++) {
      archive
          .suite("jammy")
          .add("main", DebFile.named("p" + generation, "1").file("m", "m").build());
      archive.write();
      ReleaseEntry entry = entry("main/binary-amd64/Packages.gz");
      packages.add("dists/jammy/" + entry.byHashPath(entry.strongest()));
      publish(now.plus(Duration.ofHours(generation)));
    }
    Instant firstIsOld = now.plus(Duration.ofHours(1 + 24));

    NeededFiles before =
        store.state().neededFiles(mirror.repository(), firstIsOld.minusMillis(1)).orElseThrow();
    NeededFiles after = store.state().neededFiles(mirror.repository(), firstIsOld).orElseThrow();

    assertThat(packages).allMatch(before::contains);
    assertThat(packages.stream().filter(after::contains)).isEqualTo(packages.subList(1, 6));
    assertThat(
            store.state().retired().nextRelease(mirror.repository(), now.plus(Duration.ofHours(6))))
        .contains(firstIsOld);
  }

  @Test
  void publish_signedFilesThatUpstreamDropped_areRemoved() throws Exception {
    archive.write();
    publish();
    assertThat(suite.resolve("InRelease")).exists();

    archive.unsigned().write();
    Files.deleteIfExists(skeleton("InRelease"));
    Files.deleteIfExists(skeleton("Release.gpg"));
    SuiteManifest manifest = publish();

    assertThat(suite.resolve("InRelease")).doesNotExist();
    assertThat(suite.resolve("Release.gpg")).doesNotExist();
    assertThat(suite.resolve("Release")).exists();
    assertThat(manifest.witness().path()).isEqualTo("dists/jammy/Release");
  }

  @Test
  void publish_formThatCouldNotBeHad_isRemoved() throws Exception {
    archive.write();
    publish();
    Path stale = suite.resolve("main/binary-amd64/Packages.xz");
    assertThat(stale).exists();

    archive.suite("jammy").add("main", DebFile.named("more", "1").file("m", "m").build());
    archive.write();
    Files.delete(skeleton("main/binary-amd64/Packages.xz"));
    publish();

    assertThat(stale).doesNotExist();
    assertThat(suite.resolve("main/binary-amd64/Packages.gz"))
        .hasSameBinaryContentAs(skeleton("main/binary-amd64/Packages.gz"));
  }

  @Test
  void publish_nextGeneration_keepsTheByHashFilesOfTheLast() throws Exception {
    archive.write();
    publish();
    ReleaseEntry before = entry("main/binary-amd64/Packages.gz");
    Path old = suite.resolve(before.byHashPath(before.strongest()));

    archive.suite("jammy").add("main", DebFile.named("more", "1").file("m", "m").build());
    archive.write();
    publish();

    assertThat(Checksum.ofFile(HashAlgorithm.SHA256, old)).isEqualTo(before.strongest());
    assertThat(entry(before.path()).strongest()).isNotEqualTo(before.strongest());
  }

  @Test
  void byHashPath_isBesideTheIndex() {
    Checksum md5 = Checksum.of(HashAlgorithm.MD5, new byte[16]);

    assertThat(
            new ReleaseEntry("main/source/Sources.gz", 0, Map.of(HashAlgorithm.MD5, md5))
                .byHashPath(md5))
        .isEqualTo("main/source/by-hash/MD5Sum/" + "0".repeat(32));
    assertThat(new ReleaseEntry("Packages", 0, Map.of(HashAlgorithm.MD5, md5)).byHashPath(md5))
        .isEqualTo("by-hash/MD5Sum/" + "0".repeat(32));
  }
}
