package dev.pop.mirror.repository;

import static dev.pop.mirror.repository.ParsedLists.DEB;
import static dev.pop.mirror.repository.ParsedLists.faults;
import static dev.pop.mirror.repository.ParsedLists.onlySuite;
import static dev.pop.mirror.repository.ParsedLists.parse;
import static dev.pop.mirror.repository.ParsedLists.warnings;
import static dev.pop.mirror.repository.ParsedLists.words;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.SourcePosition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MirrorListTest {
  @Test
  void parse_windowsLinesTabsAndComments_areReadAsOthers() throws Exception {
    MirrorList list =
        parse(
            "# a list\r\n"
                + "\r\n"
                + "\tset\tbase_path\t/srv\t# here\r\n"
                + "  deb\t[ arch=amd64\tby-hash=no ]\thttp://archive.example/ubuntu/\tjammy\tmain"
                + "\tuniverse # all\r\n"
                + "   # deb http://other.example/ jammy main\r\n"
                + "clean\thttp://archive.example/ubuntu # too\r\n");

    assertThat(list.settings().varPath()).isEqualTo(Path.of("/srv/var"));
    assertThat(list.suites()).hasSize(1);
    assertThat(list.suites().get(0).wanted().components()).containsOnlyKeys("main", "universe");
    assertThat(list.suites().get(0).wanted().byHash()).isEqualTo(ByHash.NEVER);
    assertThat(list.cleanPaths()).containsExactly("archive.example/ubuntu");
    assertThat(list.warnings()).isEmpty();
  }

  @Test
  void parse_severalSuitesInALine_areSeveralSuites() throws Exception {
    MirrorList list =
        parse("deb [arch=amd64] http://archive.example/ubuntu jammy,jammy-updates main");

    assertThat(list.repositories()).hasSize(1);
    assertThat(list.suites()).extracting(Suite::name).containsExactly("jammy", "jammy-updates");
  }

  @Test
  void parse_linesOfOneSuite_areJoined() throws Exception {
    Suite suite =
        onlySuite(
            """
            deb [arch=amd64] http://archive.example/ubuntu jammy main
            deb [arch=arm64] http://archive.example/ubuntu/ jammy main universe
            deb-src http://archive.example/ubuntu jammy universe
            deb-i386 http://archive.example/ubuntu jammy restricted
            """);

    assertThat(suite.wanted().components())
        .hasToString(
            "{main=WantedComponent[architectures=[amd64, arm64], sources=false],"
                + " restricted=WantedComponent[architectures=[i386], sources=false],"
                + " universe=WantedComponent[architectures=[arm64], sources=true]}");
    assertThat(suite.position()).isEqualTo(new SourcePosition("mirror.list", 1));
    assertThat(suite.wanted().architectures()).containsExactly("amd64", "arm64", "i386");
    assertThat(suite.wanted().sources()).isTrue();
  }

  @Test
  void parse_listOfArchitectures_keepsAllOfThem() throws Exception {
    Suite suite =
        onlySuite("deb [arch=amd64,i386,arm64,amd64] http://archive.example/ubuntu jammy main");

    assertThat(suite.wanted().architectures()).containsExactly("amd64", "arm64", "i386");
    assertThat(suite.wanted().sources()).isFalse();
  }

  @Test
  void parse_sourceLine_wantsNoBinaries() throws Exception {
    Suite suite = onlySuite("deb-src http://archive.example/ubuntu jammy main");

    assertThat(suite.wanted().architectures()).isEmpty();
    assertThat(suite.wanted().sources()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"'src', ''", "'src,amd64', 'amd64'", "'source,arm64', 'arm64'"})
  void parse_sourceAmongArchitectures_wantsSources(String arch, String binaries) throws Exception {
    Suite suite =
        onlySuite("set defaultarch riscv64\ndeb [arch=" + arch + "] http://archive.example/u j m");

    assertThat(String.join(",", suite.wanted().architectures())).isEqualTo(binaries);
    assertThat(suite.wanted().sources()).isTrue();
  }

  @Test
  void parse_defaultarch_isUsedWhereNoneIsNamed() throws Exception {
    assertThat(
            onlySuite("deb http://archive.example/ubuntu jammy main\nset defaultarch s390x")
                .wanted()
                .architectures())
        .containsExactly("s390x");
  }

  @ParameterizedTest
  @CsvSource({"./, ./, ''", "/, /, ''", "stable/, stable/, stable", "a/b, a/b/, a/b"})
  void parse_suiteWithoutComponents_isFlat(String written, String name, String directory)
      throws Exception {
    Suite suite = onlySuite("deb [arch=amd64] http://archive.example/flat " + written);

    assertThat(suite.isFlat()).isTrue();
    assertThat(suite.name()).isEqualTo(name);
    assertThat(suite.directory()).isEqualTo(directory);
    assertThat(suite.resolve("Release"))
        .isEqualTo(directory.isEmpty() ? "Release" : directory + "/Release");
    assertThat(suite.wanted().components()).containsOnlyKeys("");
  }

  @ParameterizedTest
  @CsvSource({"yes, WHERE_OFFERED", "no, NEVER", "force, ALWAYS"})
  void parse_byHash_isRead(String written, ByHash meant) throws Exception {
    assertThat(
            onlySuite("deb [arch=amd64 by-hash=" + written + "] http://a.example/u j m")
                .wanted()
                .byHash())
        .isEqualTo(meant);
  }

  @Test
  void parse_byHashOfAJoinedLine_isThatOfTheLineThatSaysIt() throws Exception {
    assertThat(onlySuite(DEB + DEB.replace("amd64", "i386 by-hash=force")).wanted().byHash())
        .isEqualTo(ByHash.ALWAYS);
    assertThat(onlySuite(DEB.replace("amd64", "i386 by-hash=no") + DEB).wanted().byHash())
        .isEqualTo(ByHash.NEVER);
  }

  @Test
  void parse_selection_differsExactlyWithWhatIsChosen() throws Exception {
    String selection = onlySuite(DEB).selection();
    String secret = "set allow_insecure_credentials 1\n" + DEB.replace("http://", "http://u:p@");

    assertThat(onlySuite(secret).selection()).isEqualTo(selection);
    assertThat(onlySuite(DEB.replace("http:", "https:")).selection())
        .as("the address is left aside")
        .isEqualTo(selection);
    for (String other :
        List.of(
            "set _contents 0\n" + DEB,
            DEB.replace("main", "universe"),
            DEB.replace("main", "main universe"),
            DEB.replace("amd64", "amd64,src"),
            DEB.replace("amd64", "arm64"),
            DEB.replace("amd64", "amd64 by-hash=no"),
            DEB.replace("jammy", "noble"))) {
      assertThat(onlySuite(other).selection()).isNotEqualTo(selection);
    }
  }

  @Test
  void parse_suitesOfOneArchive_shareARepository() throws Exception {
    MirrorList list =
        parse(
            DEB
                + "deb [arch=amd64] http://other.example:8080/x jammy main\n"
                + DEB.replace("jammy", "noble"));

    assertThat(list.repositories())
        .extracting(Repository::diskPath)
        .containsExactly("archive.example/ubuntu", "other.example:8080/x");
    assertThat(list.repositories().get(0).suites()).hasSize(2);
  }

  @Test
  void parse_oneSuiteWithTwoCredentials_isRefused() {
    String secure = DEB.replace("http://", "https://");

    assertThat(faults(secure + secure.replace("https://", "https://user:hunter2@")))
        .containsExactly(
            "mirror.list: line 2: names the suite jammy with another scheme or other credentials"
                + " than line 1");
  }

  @Test
  void parse_oneArchiveWithTwoSchemes_isRefused() {
    assertThat(faults(DEB + DEB.replace("jammy", "noble").replace("http://", "https://u:p@")))
        .containsExactly(
            "mirror.list: line 2: names https://archive.example/ubuntu, but line 1 names"
                + " http://archive.example/ubuntu: use one scheme for both");
  }

  @Test
  void parse_everyFault_isNamedWithItsLine() {
    assertThat(
            faults(
                """
                dep http://archive.example/ubuntu jammy main
                deb [arch=amd64] http://archive.example/ubuntu jammy main
                deb [color=red] http://archive.example/ubuntu jammy main
                deb [by-hash=maybe] http://archive.example/ubuntu jammy main
                deb http://archive.example/ubuntu
                deb [arch=amd64] ftp://archive.example/ubuntu jammy main
                set nthreads 0
                clean ftp://archive.example
                set lonely
                """))
        .containsExactly(
            "mirror.list: line 1: is not a line of a mirror list; it begins with 'dep'",
            "mirror.list: line 3: has the unknown option 'color'",
            "mirror.list: line 4: has by-hash with 'maybe'; yes, no and force are known",
            "mirror.list: line 5: names no suite after the URL",
            "mirror.list: line 6: 'ftp://archive.example/ubuntu' uses ftp:, which is not"
                + " supported; use http, https or file",
            "mirror.list: line 7: 'set nthreads' must be a number from 1 to 999, not '0'",
            "mirror.list: line 8: 'ftp://archive.example' uses ftp:, which is not supported;"
                + " use http, https or file",
            "mirror.list: line 9: 'set' needs a name and a value");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dep http://user:hunter2@archive.example/ubuntu jammy main",
        "deb http://user:hunter2@archive.example/ubuntu",
        "deb http://user:hunter2@archive..example/ubuntu jammy main",
        "deb http://user:hunter2@archive.example/ubuntu?x jammy main",
        "deb ftp://user:hunter2@archive.example/ubuntu jammy main",
        "deb http://user:hun/hunter2@archive.example/ubuntu jammy main",
        "deb user:hunter2@archive.example/ubuntu jammy main",
        "deb http://user:hunter2%zz@archive.example/ubuntu jammy main",
        "deb http://archive.example http://user:hunter2@archive.example/ubuntu jammy main",
        "deb http://archive.example jammy main http://user:hunter2@archive.example/ubuntu",
        "deb [http://user:hunter2@archive.example/ubuntu jammy main",
        "deb [http://user:hunter2@archive.example/ubuntu] http://archive.example jammy main",
        "deb [arch=http://user:hunter2@archive.example/u] http://archive.example jammy main",
        "deb [by-hash=http://user:hunter2@archive.example/u] http://archive.example jammy main",
        "clean http://user:hunter2@/ubuntu",
        "set var_path http://user:hunter2@archive.example/ubuntu",
        "http://user:hunter2@archive.example/ubuntu",
      })
  void parse_fault_neverShowsCredentials(String line) {
    assertThat(faults(line).toString()).contains("mirror.list: line 1: ").doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clean http://user:hunter2@nowhere.example/ubuntu",
        "set http://user:hunter2@archive.example/ubuntu yes",
        "set base_path /srv http://user:hunter2@archive.example/ubuntu",
      })
  void parse_warning_neverShowsCredentials(String line) throws Exception {
    assertThat(warnings(DEB + line).toString())
        .contains("mirror.list: line 2: ")
        .doesNotContain("hunter2");
  }

  @Test
  void parse_withoutArchive_isRefused() {
    assertThat(faults("set base_path /srv\n"))
        .containsExactly("mirror.list: names no archive: there is no deb or deb-src line");
  }

  @Test
  void parse_optionOfClientsOnly_isWarnedAbout() throws Exception {
    assertThat(warnings(DEB.replace("amd64", "amd64 lang=de")))
        .containsExactly(
            "mirror.list: line 1: the option lang has no effect on a mirror in this version");
  }

  @Test
  void parse_cleanLines_nameDirectoriesOfTheMirror() throws Exception {
    MirrorList list =
        parse(
            DEB
                + "clean http://user:secret@archive.example/ubuntu/\n"
                + "clean http://archive.example/ubuntu\n"
                + "skip-clean http://user:secret@archive.example/ubuntu/pool/a.deb\n");

    assertThat(list.cleanPaths()).containsExactly("archive.example/ubuntu");
    assertThat(list.skipCleanPaths()).containsExactly("archive.example/ubuntu/pool/a.deb");
    assertThat(list.warnings()).isEmpty();
  }

  @Test
  void parse_cleanAboveOrBelowAnArchive_isKept() throws Exception {
    assertThat(
            parse(
                    DEB
                        + "clean http://archive.example\n"
                        + "clean http://archive.example/ubuntu/pool\n")
                .cleanPaths())
        .containsExactly("archive.example", "archive.example/ubuntu/pool");
  }

  @ParameterizedTest
  @ValueSource(strings = {"archive.example/ubun", "archive.example/ubuntu2", "nowhere.example"})
  void parse_cleanOfNoMirroredArchive_isWarnedAboutAndDropped(String path) throws Exception {
    MirrorList list = parse(DEB + "clean http://" + path + "\n");

    assertThat(list.cleanPaths()).isEmpty();
    assertThat(words(list.warnings()))
        .containsExactly(
            "mirror.list: line 2: 'clean "
                + path
                + "' names no archive of this list; nothing is cleaned there");
  }

  @Test
  void read_file_isNamedInFaults(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("my.list"), "nonsense\n");

    assertThat(readFault(file))
        .isEqualTo(file + ": line 1: is not a line of a mirror list; it begins with 'nonsense'");
    Files.writeString(file, DEB);
    assertThat(MirrorList.read(file).origin()).isEqualTo(file.toString());
    assertThat(MirrorList.read(file).suites()).hasSize(1);
  }

  @Test
  void read_missingFile_isRefused(@TempDir Path directory) {
    Path file = directory.resolve("mirror.list");

    assertThat(readFault(file)).isEqualTo(file + ": there is no such file");
  }

  @Test
  void read_directory_isRefused(@TempDir Path directory) {
    assertThat(readFault(directory)).isEqualTo(directory + ": is a directory, not a mirror list");
  }

  @Test
  void read_otherEncoding_isRefused(@TempDir Path directory) throws Exception {
    Path file =
        Files.write(
            directory.resolve("mirror.list"), "\nset \u00e9t\u00e9 x\n".getBytes(ISO_8859_1));

    assertThat(readFault(file)).isEqualTo(file + ": line 2: has characters that are not UTF-8");
  }

  @Test
  void read_unreadableFile_isRefused(@TempDir Path directory) throws Exception {
    Path loop = directory.resolve("loop.list");
    Files.createSymbolicLink(loop, loop);

    assertThat(readFault(loop))
        .startsWith(loop + ": cannot be read: Too many levels of symbolic links");
  }

  private static String readFault(Path file) {
    MirrorListException e =
        catchThrowableOfType(MirrorListException.class, () -> MirrorList.read(file));
    assertThat(e).as("reading %s fails", file).isNotNull();
    assertThat(e.faults()).hasSize(1);
    return e.faults().get(0).toString();
  }
}
