package dev.pop.mirror.plan;

import static dev.pop.mirror.plan.Samples.release;
import static dev.pop.mirror.plan.Samples.suites;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.mirror.repository.Suite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexSelectionTest {
  private static final String FIELDS = "Architectures: amd64 arm64\nComponents: main universe\n";

  /** What Ubuntu lists, and some of what must never be chosen. */
  private static final String[] PATHS = {
    "Contents-amd64.gz",
    "Contents-arm64.gz",
    "Contents-all.gz",
    "main/Contents-amd64.xz",
    "main/Contents-source.xz",
    "main/binary-amd64/Packages",
    "main/binary-amd64/Packages.xz",
    "main/binary-amd64/Packages.gz",
    "main/binary-amd64/Release",
    "main/binary-arm64/Packages.gz",
    "main/binary-arm64/Release",
    "main/source/Sources.xz",
    "main/source/Release",
    "main/i18n/Translation-en.xz",
    "main/i18n/Translation-de.bz2",
    "main/cnf/Commands-amd64.xz",
    "main/cnf/Commands-arm64.xz",
    "main/dep11/Components-amd64.yml.gz",
    "main/dep11/Components-arm64.yml.gz",
    "main/dep11/icons-48x48.tar.gz",
    "main/dep11/icons-64x64@2.tar.gz",
    "main/debian-installer/binary-amd64/Packages.gz",
    "main/installer-amd64/current/images/SHA256SUMS",
    "universe/binary-amd64/Packages.gz",
    "main2/binary-amd64/Packages.gz",
  };

  private static IndexSelection select(ReleaseFile release, String line, boolean contents)
      throws Exception {
    List<Suite> suites = suites("set _contents " + (contents ? "1" : "0"), line);
    assertThat(suites).hasSize(1);
    return IndexSelection.of(release, suites.get(0));
  }

  private static IndexSelection select(String line) throws Exception {
    return select(release(FIELDS, PATHS), line, true);
  }

  private static List<String> stems(IndexSelection selection) {
    return selection.groups().stream().map(IndexGroup::stem).toList();
  }

  @Test
  void of_binaries_choosesAllThatAClientOfTheArchitectureReads() throws Exception {
    IndexSelection selection = select("deb [arch=amd64] http://a.example/u jammy main");

    assertThat(stems(selection))
        .containsExactlyInAnyOrder(
            "Contents-amd64",
            "Contents-all",
            "main/Contents-amd64",
            "main/binary-amd64/Packages",
            "main/binary-amd64/Release",
            "main/i18n/Translation-en",
            "main/i18n/Translation-de",
            "main/cnf/Commands-amd64",
            "main/dep11/Components-amd64.yml",
            "main/dep11/icons-48x48.tar",
            "main/dep11/icons-64x64@2.tar");
    assertThat(selection.absent()).isEmpty();
  }

  @Test
  void of_sources_choosesSourcesOnly() throws Exception {
    IndexSelection selection = select("deb-src http://a.example/u jammy main");

    assertThat(stems(selection))
        .containsExactlyInAnyOrder(
            "main/Contents-source", "main/source/Sources", "main/source/Release");
    assertThat(selection.absent()).isEmpty();
  }

  @Test
  void of_withoutContents_choosesNone() throws Exception {
    IndexSelection selection =
        select(
            release(FIELDS, PATHS),
            "deb [arch=amd64,arm64,src] http://a.example/u jammy main universe",
            false);

    assertThat(stems(selection))
        .contains("main/binary-arm64/Packages", "universe/binary-amd64/Packages")
        .noneMatch(stem -> stem.contains("Contents"));
  }

  @Test
  void of_indexInSeveralForms_isOneGroupCheapestFirst() throws Exception {
    IndexSelection selection =
        select(
            release(
                FIELDS,
                "main/binary-amd64/Packages.xz",
                "main/binary-amd64/Packages.gz",
                "main/binary-amd64/Packages",
                "main/source/Sources"),
            "deb [arch=amd64,src] http://a.example/u jammy main",
            true);

    IndexGroup packages = selection.groups().get(0);
    assertThat(packages.kind()).isEqualTo(IndexGroup.Kind.PACKAGES);
    assertThat(packages.listsFiles()).isTrue();
    assertThat(paths(packages.forms()))
        .containsExactly(
            "main/binary-amd64/Packages",
            "main/binary-amd64/Packages.gz",
            "main/binary-amd64/Packages.xz");
    assertThat(paths(packages.preferredForms()))
        .containsExactly("main/binary-amd64/Packages.gz", "main/binary-amd64/Packages.xz");
    assertThat(packages.otherForm().map(ReleaseEntry::path)).contains("main/binary-amd64/Packages");
    assertThat(packages.plain().orElseThrow().size()).isEqualTo(1);
    IndexGroup sources = selection.groups().get(1);
    assertThat(sources.kind()).isEqualTo(IndexGroup.Kind.SOURCES);
    assertThat(paths(sources.preferredForms())).containsExactly("main/source/Sources");
    assertThat(sources.otherForm()).isEmpty();
  }

  private static List<String> paths(List<ReleaseEntry> entries) {
    return entries.stream().map(ReleaseEntry::path).toList();
  }

  @Test
  void of_indexForClientsOnly_listsNoFiles() throws Exception {
    assertThat(select("deb [arch=amd64] http://a.example/u jammy main").groups())
        .filteredOn(group -> !group.stem().endsWith("/Packages"))
        .hasSize(10)
        .allMatch(
            group ->
                group.kind()
                    == (group.stem().endsWith("/Release")
                        ? IndexGroup.Kind.RELEASE
                        : IndexGroup.Kind.OTHER))
        .noneMatch(IndexGroup::listsFiles);
  }

  @ParameterizedTest
  @CsvSource({
    "'Architectures: all amd64', true",
    "'Architectures: amd64', false",
    "'Architectures: all amd64\nNo-Support-for-Architecture-all: Packages', false",
  })
  void of_binaryAll_isChosenWhereClientsReadIt(String fields, boolean chosen) throws Exception {
    IndexSelection selection =
        select(
            release(
                fields + "\n",
                "main/binary-amd64/Packages.gz",
                "main/binary-all/Packages.gz",
                "main/binary-all/Release",
                "main/dep11/Components-all.yml.gz"),
            "deb [arch=amd64] http://a.example/u jammy main",
            true);

    assertThat(stems(selection).contains("main/binary-all/Packages")).isEqualTo(chosen);
    assertThat(stems(selection).contains("main/binary-all/Release")).isEqualTo(chosen);
    assertThat(stems(selection)).contains("main/binary-amd64/Packages");
  }

  @Test
  void of_binaryAll_isNotChosenForSources() throws Exception {
    assertThat(
            stems(
                select(
                    release(
                        "Architectures: all amd64\n",
                        "main/binary-all/Packages.gz",
                        "main/source/Sources.gz"),
                    "deb-src http://a.example/u jammy main",
                    true)))
        .containsExactly("main/source/Sources");
  }

  @ParameterizedTest
  @CsvSource({"all", "all amd64", "'source all'"})
  void of_packagesForAllAlone_serveEveryListedArchitecture(String architectures) throws Exception {
    IndexSelection selection =
        select(
            release("Architectures: " + architectures + "\n", "main/binary-all/Packages.gz"),
            "deb [arch=amd64] http://a.example/u jammy main",
            true);

    assertThat(stems(selection)).containsExactly("main/binary-all/Packages");
    assertThat(selection.absent()).isEmpty();
  }

  @Test
  void of_unknownArchitectureBesideBinaryAll_isNamed() throws Exception {
    IndexSelection selection =
        select(
            release(
                "Architectures: all amd64\n",
                "main/binary-all/Packages.gz",
                "main/binary-amd64/Packages.gz"),
            "deb [arch=amd64,sparc] http://a.example/u jammy main",
            true);

    assertThat(selection.absent())
        .containsExactly("component main of jammy has no packages for sparc");
  }

  @Test
  void of_componentWithSuitePrefix_isFoundWithoutIt() throws Exception {
    IndexSelection selection =
        select(
            release(
                "Architectures: amd64\nComponents: updates/main\n",
                "main/binary-amd64/Packages.gz"),
            "deb [arch=amd64] http://a.example/u jammy/updates updates/main",
            true);

    assertThat(stems(selection)).containsExactly("main/binary-amd64/Packages");
    assertThat(selection.absent()).isEmpty();
  }

  @Test
  void of_componentWithSlash_isFoundWhereItLies() throws Exception {
    assertThat(stems(select("deb [arch=amd64] http://a.example/u jammy main/debian-installer")))
        .contains("main/debian-installer/binary-amd64/Packages")
        .doesNotContain("main/binary-amd64/Packages");
  }

  @Test
  void of_whatTheSuiteDoesNotHave_isNamed() throws Exception {
    IndexSelection selection =
        select("deb [arch=amd64,arm64,src] http://a.example/u jammy main universe multiverse");

    assertThat(selection.absent())
        .containsExactly(
            "the suite jammy has no component multiverse; it has: main, universe",
            "component universe of jammy has no packages for arm64",
            "component universe of jammy has no sources");
    assertThat(stems(selection)).contains("universe/binary-amd64/Packages");
  }

  @Test
  void of_flatSuite_choosesBesideRelease() throws Exception {
    ReleaseFile release =
        release(
            "",
            "Packages",
            "Packages.gz",
            "Sources.gz",
            "Translation-en.gz",
            "Contents-amd64.gz",
            "README",
            "sub/Packages.gz");

    assertThat(stems(select(release, "deb [arch=amd64] http://a.example/u ./", true)))
        .containsExactly("Packages", "Translation-en", "Contents-amd64");
    assertThat(stems(select(release, "deb [arch=amd64] http://a.example/u ./", false)))
        .containsExactly("Packages", "Translation-en");
    assertThat(stems(select(release, "deb-src http://a.example/u ./", true)))
        .containsExactly("Sources");
  }

  @Test
  void of_emptyFlatSuite_namesWhatIsNotThere() throws Exception {
    assertThat(
            select(release("", "README"), "deb [arch=amd64,src] http://a.example/u x/", true)
                .absent())
        .containsExactly(
            "the flat suite x/ has no Packages index", "the flat suite x/ has no Sources index");
  }
}
