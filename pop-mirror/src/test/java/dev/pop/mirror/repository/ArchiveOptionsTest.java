package dev.pop.mirror.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.Diagnostic;
import dev.pop.core.apt.ArchiveUrl;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of apt-mirror2, and settings that are taken without effect. */
class ArchiveOptionsTest {
  private static final String DEB = "deb [arch=amd64] http://archive.example/ubuntu jammy main\n";

  private static MirrorList parse(String text) throws MirrorListException {
    return MirrorList.parse(text, "mirror.list");
  }

  private static List<String> warnings(String text) throws MirrorListException {
    return parse(text).warnings().stream().map(Diagnostic::toString).toList();
  }

  private static List<String> faults(String text) {
    MirrorListException e = catchThrowableOfType(MirrorListException.class, () -> parse(text));
    return e.faults().stream().map(Diagnostic::toString).toList();
  }

  @Test
  void mirrorPath_isWhereArchiveAndCleanPathsLie() throws Exception {
    MirrorList list =
        parse(
            DEB
                + "clean http://archive.example/ubuntu\n"
                + "skip-clean http://archive.example/ubuntu/project/x\n"
                + "mirror_path http://archive.example/ubuntu/ /mirrors/ubuntu/ # short\n");

    assertThat(list.repositories().get(0).diskPath()).isEqualTo("mirrors/ubuntu");
    assertThat(list.cleanPaths()).containsExactly("mirrors/ubuntu");
    assertThat(list.skipCleanPaths()).containsExactly("mirrors/ubuntu/project/x");
    assertThat(list.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../up", "a/../../b", ".pop", ""})
  void mirrorPath_thatLeavesTheMirror_isRefused(String path) {
    assertThat(faults(DEB + "mirror_path http://archive.example/ubuntu " + path))
        .singleElement()
        .asString()
        .startsWith("mirror.list: line 2: ");
  }

  @Test
  void mirrorPath_ofTwoArchives_isRefused() {
    assertThat(
            faults(
                DEB
                    + "deb [arch=amd64] http://other.example/ubuntu noble main\n"
                    + "mirror_path http://archive.example/ubuntu ubuntu\n"
                    + "mirror_path http://other.example/ubuntu ubuntu\n"))
        .containsExactly(
            "mirror.list: line 2: names an archive that would lie in ubuntu, as another of line 1"
                + " does");
  }

  @Test
  void ignoredErrors_areThoseOfTheArchive() throws Exception {
    MirrorList list =
        parse(DEB + "ignore_errors http://archive.example/ubuntu /pool/x pool/y/y_1_amd64.deb\n");
    Repository repository = list.repositories().get(0);

    assertThat(list.ignoredErrors().contains(repository, "pool/x/x_1_amd64.deb")).isTrue();
    assertThat(list.ignoredErrors().contains(repository, "pool/y/y_1_amd64.deb")).isTrue();
    assertThat(list.ignoredErrors().contains(repository, "pool/y/y_2_amd64.deb")).isFalse();
    Archive other = Archive.at("x", ArchiveUrl.parse("http://x.example"));
    assertThat(list.ignoredErrors().contains(new Repository(other, List.of()), "pool/x/a"))
        .isFalse();
  }

  @Test
  void lineForAnUnknownArchive_isWarnedAbout() throws Exception {
    assertThat(warnings(DEB + "ignore_errors http://other.example/ubuntu pool\n"))
        .containsExactly(
            "mirror.list: line 2: 'ignore_errors other.example/ubuntu' names no archive of this"
                + " list");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include_source_name",
        "exclude_source_name",
        "include_binary_packages",
        "exclude_binary_packages",
        "include_sections",
        "exclude_sections",
        "include_tags",
        "exclude_tags"
      })
  void filter_isRefusedAndNeverPassedOver(String filter) {
    assertThat(faults(DEB + "\n" + filter + " http://archive.example/ubuntu some\n"))
        .containsExactly(
            "mirror.list: line 3: has the filter "
                + filter
                + ", which this version does not have; without the line the whole archive is"
                + " mirrored");
  }

  @Test
  void gpgVerifyAndDistUpgrader_areTaken() throws Exception {
    assertThat(
            warnings(
                DEB
                    + "gpg_verify http://archive.example/ubuntu force\n"
                    + "gpg_verify http://archive.example/ubuntu off\n"
                    + "mirror_dist_upgrader http://archive.example/ubuntu\n"))
        .containsExactly(
            "mirror.list: line 4: 'mirror_dist_upgrader' has no effect in this version: no index of"
                + " an archive names the files of the release upgrader, so they could not be"
                + " verified");
    assertThat(faults(DEB + "gpg_verify http://archive.example/ubuntu maybe\n"))
        .containsExactly(
            "mirror.list: line 2: has gpg_verify with 'maybe'; on, off and force are known");
  }

  @Test
  void optionOfManyLines_isWarnedAboutOnce() throws Exception {
    String signed = DEB.replace("arch=amd64", "arch=amd64 lang=de");

    assertThat(warnings(signed + signed.replace("jammy", "noble")))
        .containsExactly(
            "mirror.list: line 1: the option lang has no effect on a mirror in this version");
  }

  @Test
  void architectures_canBeAddedAndTaken() throws Exception {
    assertThat(
            parse(
                    """
                    set defaultarch amd64
                    deb [arch+=arm64,i386] http://archive.example/ubuntu a main
                    deb [arch=amd64,arm64 arch-=arm64] http://archive.example/ubuntu b main
                    deb [arch+=src] http://archive.example/ubuntu c main
                    """)
                .suites())
        .extracting(suite -> String.join("; ", suite.sourceLines()))
        .containsExactly(
            "deb [arch=amd64,arm64,i386] http://archive.example/ubuntu a main",
            "deb [arch=amd64] http://archive.example/ubuntu b main",
            "deb [arch=amd64] http://archive.example/ubuntu c main; deb-src"
                + " http://archive.example/ubuntu c main");
    assertThat(faults("deb [arch=amd64 arch-=amd64] http://archive.example/ubuntu b main\n"))
        .containsExactly("mirror.list: line 1: leaves no architecture");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "verify_checksums 0 | ': the bytes of every file are checked all the same'",
        "check_hashes off | ': the bytes of every file are checked all the same'",
        "enable_diffs 1 | ''",
        "prometheus_enable on | ''"
      })
  void settingWithoutEffect_isTakenAndSaysSo(String line, String rest) throws Exception {
    assertThat(warnings("set " + line + "\n" + DEB))
        .containsExactly(
            "mirror.list: line 1: 'set "
                + line.replaceAll(" .*", "")
                + "' has no effect in this version"
                + rest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "verify_checksums yes",
        "check_hashes 1",
        "enable_diffs no",
        "gpg_verify off",
        "uvloop 0"
      })
  void settingThatAsksForWhatHappensAnyway_isNotWarnedAbout(String line) throws Exception {
    assertThat(warnings("set " + line + "\n" + DEB)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "diff_algorithm magic",
        "diff_storage_path diffs",
        "max_diff_size_ratio 2",
        "release_files_retries x",
        "gpg_verify maybe",
        "prometheus_port 0",
        "etc_trusted_parts trusted"
      })
  void settingWithoutEffect_withANonsensicalValue_isRefused(String line) {
    assertThat(faults("\nset " + line + "\n" + DEB))
        .singleElement()
        .asString()
        .startsWith("mirror.list: line 2: 'set " + line.replaceAll(" .*", "") + "' ");
  }
}
