package dev.pop.mirror.plan;

import static dev.pop.mirror.plan.Samples.release;
import static dev.pop.mirror.plan.Samples.sha256;
import static dev.pop.mirror.plan.Samples.suites;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.io.Compression;
import dev.pop.mirror.repository.Archive;
import dev.pop.mirror.repository.ArchiveLimits;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class MirrorPlanTest {
  @TempDir private Path directory;
  private List<Suite> suites = List.of();
  private MirrorPlan plan = planOf(repository(List.of()));
  private int indexNumber;

  @BeforeEach
  void readList() throws Exception {
    suites = suites("deb [arch=amd64,src] http://a.example/u jammy,noble main");
    plan = planOf(repository(suites));
  }

  private static Repository repository(List<Suite> suites) {
    ArchiveUrl address =
        new ArchiveUrl("http", "a.example", Optional.empty(), "/u", Optional.empty());
    return new Repository(Archive.at("a.example/u", address), suites);
  }

  /** A stanza for a file whose content is its path. */
  private static String stanza(String path) {
    return stanza(path, path);
  }

  private static String stanza(String path, String content) {
    return "Package: p\nFilename: %s\nSize: %d\nSHA256: %s\n\n"
        .formatted(path, content.length(), sha256(content).hex());
  }

  private LocalIndex packages(String text) throws IOException {
    return packages(text, text.length(), Compression.NONE, Compression.GZIP);
  }

  /** An index whose plain form is listed with a size, held in the given forms. */
  private LocalIndex packages(String text, long plainSize, Compression... forms)
      throws IOException {
    String stem = "main/binary-" + indexNumber++ + "/Packages";
    List<ReleaseEntry> entries = new ArrayList<>();
    List<LocalIndex.Variant> held = new ArrayList<>();
    entries.add(entry(stem, plainSize, sha256(text)));
    for (Compression compression : forms) {
      Path file = directory.resolve(indexNumber + "-Packages" + compression.extension());
      try (OutputStream out = compression.encode(Files.newOutputStream(file))) {
        out.write(text.getBytes(UTF_8));
      }
      ReleaseEntry entry =
          entry(
              stem + compression.extension(),
              Files.size(file),
              Checksum.ofFile(HashAlgorithm.SHA256, file));
      held.add(new LocalIndex.Variant(entry, file));
      if (compression != Compression.NONE) {
        entries.add(entry);
      }
    }
    return new LocalIndex(new IndexGroup(stem, IndexGroup.Kind.PACKAGES, entries), held);
  }

  private static ReleaseEntry entry(String path, long size, Checksum checksum) {
    return new ReleaseEntry(path, size, Map.of(checksum.algorithm(), checksum));
  }

  private SuitePlan add(int suite, LocalIndex... indices) throws IOException, InterruptedException {
    return plan.add(suites.get(suite), release(""), Arrays.asList(indices));
  }

  private ThrowableAssertAlternative<FormatException> assertRefused(
      int suite, LocalIndex... indices) {
    return assertThatExceptionOfType(FormatException.class).isThrownBy(() -> add(suite, indices));
  }

  private List<String> paths(IntStream ids) {
    return ids.mapToObj(plan.files()::path).toList();
  }

  @Test
  void add_fileOfSeveralIndices_countsOnce() throws Exception {
    SuitePlan jammy =
        add(0, packages(stanza("a.deb") + stanza("b.deb")), packages(stanza("b.deb")));
    SuitePlan noble = add(1, packages(stanza("c.deb") + stanza("a.deb")));

    assertThat(paths(jammy.files())).containsExactly("a.deb", "b.deb");
    assertThat(jammy.fileCount()).isEqualTo(2);
    assertThat(paths(noble.files())).containsExactly("a.deb", "c.deb");
    assertThat(paths(plan.wanted())).containsExactly("a.deb", "b.deb", "c.deb");
    assertThat(plan.files().totalBytes()).isEqualTo(15);
    assertThat(plan.suites()).containsExactly(jammy, noble);
  }

  @Test
  void add_moreFilesThanAListBeginsWith_keepsAll() throws Exception {
    StringBuilder text = new StringBuilder();
    IntStream.range(0, 1000).forEach(i -> text.append(stanza("f" + i)));

    assertThat(add(0, packages(text.toString())).files()).hasSize(1000);
  }

  @Test
  void add_sources_areRead() throws Exception {
    String text =
        "Package: s\nDirectory: pool/s\nChecksums-Sha256:\n %s 1 s.dsc\n %s 2 s.tar.xz\n"
            .formatted(sha256("s").hex(), sha256("t").hex());
    LocalIndex packages = packages(text);
    LocalIndex sources =
        new LocalIndex(
            new IndexGroup(
                "main/source/Sources", IndexGroup.Kind.SOURCES, packages.group().forms()),
            packages.forms());

    assertThat(paths(add(0, sources).files())).containsExactly("pool/s/s.dsc", "pool/s/s.tar.xz");
  }

  @Test
  void add_indexForClientsOnly_isNotOpened() throws Exception {
    LocalIndex held = packages("no stanza at all");
    LocalIndex other =
        new LocalIndex(
            new IndexGroup("main/i18n/Translation-en", IndexGroup.Kind.OTHER, held.group().forms()),
            held.forms());

    SuitePlan suite = add(0, other);

    assertThat(suite.fileCount()).isZero();
    assertThat(suite.indices()).containsExactly(other);
  }

  @Test
  void add_emptyIndex_isValid() throws Exception {
    assertThat(add(0, packages("")).fileCount()).isZero();
  }

  @Test
  void settle_fileThatTwoSuitesListOtherwise_isLostByTheOneThatIsWrong() throws Exception {
    SuitePlan stale = add(0, packages(stanza("a.deb") + stanza("c.deb")));
    SuitePlan good = add(1, packages(stanza("b.deb") + stanza("a.deb", "other")));
    ListingConflict conflict = plan.conflicts().get(0);
    assertThat(conflict.path()).isEqualTo("a.deb");
    assertThat(conflict.contents())
        .extracting(FileContent::checksum)
        .containsExactly(sha256("a.deb"), sha256("other"));

    plan.settle(conflict, Set.of(conflict.contents().get(1)));

    assertThat(paths(stale.files())).containsExactly("c.deb");
    assertThat(stale.lost()).containsExactly(conflict.id());
    assertThat(paths(good.files())).containsExactly("a.deb", "b.deb");
    assertThat(plan.files().checksum(conflict.id())).isEqualTo(sha256("other"));
    assertThat(plan.files().path(conflict.id())).isEqualTo("a.deb");
    assertThat(plan.files().find("a.deb")).isEqualTo(conflict.id());
    assertThat(paths(plan.wanted())).containsExactly("a.deb", "c.deb", "b.deb");
    assertThat(plan.conflicts()).isEmpty();
  }

  @Test
  void settle_nobodyIsRight_allLoseTheFile() throws Exception {
    SuitePlan one = add(0, packages(stanza("a.deb")));
    SuitePlan other = add(1, packages(stanza("a.deb", "other")));

    plan.settle(plan.conflicts().get(0), Set.of());

    assertThat(one.lost()).isEqualTo(other.lost()).containsExactly(0);
    assertThat(plan.wanted()).isEmpty();
  }

  @Test
  void settle_listedTwiceByOneSuite_isKept() throws Exception {
    SuitePlan suite = add(0, packages(stanza("a.deb", "old") + stanza("a.deb") + stanza("b.deb")));
    ListingConflict conflict = plan.conflicts().get(0);

    plan.settle(conflict, Set.of(conflict.contents().get(1)));

    assertThat(paths(suite.files())).containsExactly("a.deb", "b.deb");
    assertThat(suite.lost()).isEmpty();
    assertThat(suite.listedTwice()).containsExactly(0);
    assertThat(plan.files().checksum(0)).isEqualTo(sha256("a.deb"));
  }

  @Test
  void add_moreConflictsThanAnArchiveHas_isRefused() throws Exception {
    StringBuilder right = new StringBuilder();
    StringBuilder wrong = new StringBuilder();
    for (int i = 0; i <= 1000; i++) {
      right.append(stanza(i + ".deb"));
      wrong.append(stanza(i + ".deb", "other"));
    }
    add(0, packages(right.toString()));

    assertRefused(1, packages(wrong.toString()))
        .withMessage(
            "main/binary-1/Packages: it lists 1000.deb with another size or digest than another"
                + " entry, as it is with 1000 other files");
    assertThat(plan.suites()).hasSize(1);
    assertThat(plan.conflicts()).isEmpty();
  }

  @Test
  void add_afterAFaultySuite_isNotMeasuredByIt() throws Exception {
    assertRefused(0, packages(stanza("../a.deb")))
        .withMessageContaining("is refused: path '../a.deb'");

    SuitePlan noble = add(1, packages(stanza("a.deb")));

    assertThat(paths(noble.files())).containsExactly("a.deb");
    assertThat(plan.files().checksum(0)).isEqualTo(sha256("a.deb"));
    assertThat(plan.files().count()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(value = Compression.class, mode = Mode.EXCLUDE, names = "NONE")
  void add_damagedIndex_isRefused(Compression form) throws Exception {
    StringBuilder text = new StringBuilder();
    IntStream.range(0, 200).forEach(i -> text.append(stanza("f" + i)));
    LocalIndex index = packages(text.toString(), text.length(), form);
    Path file = index.forms().get(0).file();
    byte[] bytes = Files.readAllBytes(file);

    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(0, index)
        .withMessageStartingWith("main/binary-0/Packages" + form.extension() + ": ");
    Files.writeString(file, "<html>please log in</html>");
    assertRefused(0, index)
        .withMessageStartingWith(
            "main/binary-0/Packages"
                + form.extension()
                + ": it is not a valid "
                + form.extension());
    assertThat(plan.suites()).isEmpty();

    Files.write(file, bytes);
    assertThat(add(0, index).fileCount()).isEqualTo(200);
  }

  @Test
  void add_indexThatDecodesToAnotherSize_isRefused() throws Exception {
    String text = stanza("a.deb");

    assertRefused(0, packages(text, text.length() + 1, Compression.GZIP))
        .withMessage(
            "main/binary-0/Packages.gz: it decodes to %d bytes, but Release lists %d",
            text.length(), text.length() + 1);
    assertRefused(0, packages(text, text.length() - 1, Compression.XZ))
        .withMessage(
            "main/binary-1/Packages.xz: it decodes to more than %d bytes, but Release lists %d",
            text.length() - 1, text.length() - 1);
    assertThat(add(0, packages(text, text.length(), Compression.XZ)).fileCount()).isEqualTo(1);
  }

  @Test
  void add_cheapestForm_isTheOneThatIsRead() throws Exception {
    LocalIndex index =
        packages(stanza("a.deb"), stanza("a.deb").length(), Compression.XZ, Compression.ZSTD);
    Files.writeString(index.forms().get(0).file(), "damaged, but not looked at");

    assertThat(add(0, index).fileCount()).isEqualTo(1);
  }

  @Test
  void add_pathThatLeavesTheArchive_isRefused() throws Exception {
    assertRefused(0, packages(stanza("../../etc/passwd")))
        .withMessageContaining("leaves the archive");
  }

  @Test
  void compareWith_tellsHeldMissingAndUnproven() throws Exception {
    Path root = Files.createDirectories(directory.resolve("mirror"));
    add(
        0,
        packages(
            stanza("held")
                + stanza("unknown")
                + stanza("short")
                + stanza("absent")
                + stanza("folder")
                + stanza("changed")
                + stanza("gone")));
    Files.writeString(root.resolve("held"), "held");
    Files.writeString(root.resolve("unknown"), "unknown");
    Files.writeString(root.resolve("short"), "s");
    Files.createDirectory(root.resolve("folder"));
    Files.writeString(root.resolve("changed"), "changed");
    FileTable known = new FileTable();
    known.add("held", 4, sha256("held"));
    known.add("gone", 4, sha256("gone"));
    known.add("changed", 7, sha256("before"));

    plan.compareWith(root, known);

    assertThat(paths(plan.wanted().filter(plan::isHeld))).containsExactly("held");
    assertThat(paths(plan.unverified())).containsExactly("unknown", "changed");
    assertThat(paths(plan.missing())).containsExactly("short", "absent", "folder", "gone");
    assertThat(plan.missingBytes()).isEqualTo("shortabsentfoldergone".length());

    plan.verify(plan.files().find("unknown"), true);
    plan.verify(plan.files().find("changed"), false);
    plan.arrived(plan.files().find("gone"));
    assertThat(plan.unverified()).isEmpty();
    assertThat(paths(plan.wanted().filter(plan::isHeld)))
        .containsExactly("held", "unknown", "gone");
    assertThat(paths(plan.missing())).containsExactly("short", "absent", "folder", "changed");
  }

  private static MirrorPlan planOf(Repository repository) {
    return new MirrorPlan(
        repository, ReservedPaths.of(repository, List.of(repository)), ArchiveLimits.NONE);
  }
}
