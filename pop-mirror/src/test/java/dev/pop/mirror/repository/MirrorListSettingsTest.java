package dev.pop.mirror.repository;

import static dev.pop.mirror.repository.ParsedLists.DEB;
import static dev.pop.mirror.repository.ParsedLists.faults;
import static dev.pop.mirror.repository.ParsedLists.onlySuite;
import static dev.pop.mirror.repository.ParsedLists.parse;
import static dev.pop.mirror.repository.ParsedLists.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code set} lines say, and the variables in them. */
class MirrorListSettingsTest {
  @Test
  void parse_withoutSettings_hasThoseOfThePerlProgram() throws Exception {
    MirrorSettings settings = parse(DEB).settings();

    assertThat(places(settings))
        .containsExactly(
            "/var/spool/apt-mirror/mirror",
            "/var/spool/apt-mirror/skel",
            "/var/spool/apt-mirror/var",
            "/var/spool/apt-mirror/var/clean.sh");
    assertThat(settings.threads()).isEqualTo(20);
    assertThat(settings.contents()).isTrue();
    assertThat(settings.keep()).isEqualTo(new KeepRule(3, Duration.ofHours(24)));
    assertThat(settings.tilde()).isFalse();
    assertThat(settings.atEnd().autoclean()).isFalse();
    assertThat(settings.atEnd().fileLists()).isTrue();
    MirrorSettings.PostMirror postMirror = settings.atEnd().postMirror().orElseThrow();
    assertThat(postMirror.script()).hasToString("/var/spool/apt-mirror/var/postmirror.sh");
    assertThat(postMirror.named()).isFalse();
  }

  private static List<String> places(MirrorSettings settings) {
    return Stream.of(
            settings.mirrorPath(), settings.skelPath(), settings.varPath(), settings.cleanScript())
        .map(Path::toString)
        .toList();
  }

  @Test
  void parse_settings_areTheScriptsEnvironmentWithoutSecrets() throws Exception {
    MirrorSettings.PostMirror postMirror =
        parse(
                """
                set base_path /srv
                set nthreads 7
                set postmirror_script $base_path/after
                set use_proxy on
                set http_proxy http://user:sEcReT@proxy:3128/
                set proxy_user uSeR
                set proxy_password sEcReT
                set token sEcReT
                """
                    + DEB)
            .settings()
            .atEnd()
            .postMirror()
            .orElseThrow();

    assertThat(postMirror.named()).isTrue();
    assertThat(postMirror.script()).hasToString("/srv/after");
    assertThat(postMirror.environment())
        .containsEntry("APT_MIRROR_BASE_PATH", "/srv")
        .containsEntry("APT_MIRROR_MIRROR_PATH", "/srv/mirror")
        .containsEntry("APT_MIRROR_NTHREADS", "7")
        .containsEntry("APT_MIRROR__CONTENTS", "1")
        .containsEntry("APT_MIRROR_HTTP_PROXY", "http://proxy:3128/");
    assertThat(postMirror.environment().toString()).doesNotContain("sEcReT", "uSeR");
    assertThat(parse("set run_postmirror 0\n" + DEB).settings().atEnd().postMirror()).isEmpty();
  }

  @Test
  void parse_tilde_isEscapedWhereFilesAreListedAndNotOnDisk() throws Exception {
    String lines =
        """
        deb http://a.example/~u/x jammy main
        clean http://a.example/~u
        skip-clean a.example/~u/k
        """;
    MirrorList list = parse(lines + "set _tilde 1\n");

    assertThat(list.repositories().get(0).diskPath()).isEqualTo("a.example/~u/x");
    assertThat(list.repositories().get(0).listed("p/a~1.deb")).isEqualTo("p/a%7E1.deb");
    assertThat(list.cleanPaths()).containsExactly("a.example/~u");
    assertThat(list.skipCleanPaths()).containsExactly("a.example/~u/k");
    assertThat(parse(lines).repositories().get(0).listed("p/a~1.deb")).isEqualTo("p/a~1.deb");
  }

  @Test
  void parse_referencesToVariables_areReplaced() throws Exception {
    MirrorList list =
        parse(
            """
            set mirror_path $base_path/$host-mirror/../m
            set base_path /srv/$host
            set host alpha
            set nthreads 7
            set _contents 0
            """
                + DEB);

    assertThat(places(list.settings()))
        .containsExactly(
            "/srv/alpha/m", "/srv/alpha/skel", "/srv/alpha/var", "/srv/alpha/var/clean.sh");
    assertThat(list.settings().threads()).isEqualTo(7);
    assertThat(list.settings().contents()).isFalse();
    assertThat(list.warnings()).isEmpty();
  }

  /** A chain of variables: v1 refers to v2 and so on; the last one is plain. */
  private static String chain(int length) {
    return "set mirror_path /m/$v1\n"
        + IntStream.range(1, length)
            .mapToObj(i -> "set v" + i + " $v" + (i + 1) + "\n")
            .collect(Collectors.joining())
        + "set v"
        + length
        + " end\n"
        + DEB;
  }

  @Test
  void parse_references16Deep_areReplaced() throws Exception {
    assertThat(parse(chain(16)).settings().mirrorPath()).isEqualTo(Path.of("/m/end"));
  }

  @Test
  void parse_references17Deep_areRefused() {
    assertThat(faults(chain(17)))
        .containsExactly(
            "mirror.list: line 1: 'set mirror_path' refers to variables more than 16 deep");
  }

  @Test
  void parse_variableThatRefersToItself_isRefused() {
    assertThat(faults(DEB + "set nthreads $nthreads"))
        .contains("mirror.list: line 2: 'set nthreads' refers to variables more than 16 deep");
  }

  @Test
  void parse_unknownVariable_isNamedOnceWithTheLineThatRefersToIt() {
    assertThat(faults("set base_path /srv/$nowhere\n" + DEB))
        .containsExactly("mirror.list: line 1: a variable is referred to that no line sets");
  }

  @Test
  void parse_dollarWithoutName_staysAsItIs() throws Exception {
    assertThat(parse("set base_path /srv/$-$/x$\n" + DEB).settings().varPath())
        .isEqualTo(Path.of("/srv/$-$/x$/var"));
  }

  @Test
  void parse_systemArchitecture_isUsedWhereNoneIsNamed() throws Exception {
    Suite suite = onlySuite("deb http://archive.example/ubuntu jammy main");

    assertThat(suite.wanted().architectures()).containsExactly(Variables.architectureOfSystem());
  }

  @Test
  void architectureOfSystem_isOneThatDebianHas() {
    assertThat(Variables.architectureOfSystem()).matches("amd64|arm64|[a-z0-9-]+");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "/srv/a b"   | /srv/a b
          '/srv/a b'   | /srv/a b
          "/srv/it's"  | /srv/it's
          '/srv/"q"'   | /srv/"q"
          /srv/plain   | /srv/plain
          /srv/it's    | /srv/it's
          """)
  void parse_quotedValue_losesItsQuotes(String written, String meant) throws Exception {
    assertThat(parse("set mirror_path " + written + "\n" + DEB).settings().mirrorPath())
        .isEqualTo(Path.of(meant));
  }

  @Test
  void parse_textBehindAValue_isWarnedAbout() throws Exception {
    assertThat(
            warnings(
                "set nthreads 5 # five\nset base_path \"/a\" /b\nset var_path /v http://u:p@h/\n"
                    + DEB))
        .containsExactly(
            "mirror.list: line 2: '/b' at the end of the line is ignored",
            "mirror.list: line 3: (not shown) at the end of the line is ignored");
  }

  @Test
  void parse_emptyQuotedValue_isEmpty() {
    assertThat(faults("set base_path /b\nset var_path \"\"\n" + DEB))
        .contains("mirror.list: line 2: 'set var_path' must be an absolute path, not ''");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1000", "many", "1.5"})
  void parse_threadsOutOfRange_areRefused(String threads) {
    assertThat(faults("set nthreads " + threads + "\n" + DEB))
        .containsExactly(
            "mirror.list: line 1: 'set nthreads' must be a number from 1 to 999, not '"
                + threads
                + "'");
  }

  @Test
  void parse_relativePath_isRefused() {
    assertThat(faults(DEB + "set skel_path skel\n"))
        .containsExactly(
            "mirror.list: line 2: 'set skel_path' must be an absolute path, not 'skel'");
  }

  @Test
  void parse_unknownKey_isWarnedAboutWithTheNearestName() throws Exception {
    assertThat(warnings("set mirror_pth /m\nset zzz 1\nset used /u\nset base_path $used\n" + DEB))
        .containsExactly(
            "mirror.list: line 1: 'set mirror_pth' is not a known setting and nothing refers to it;"
                + " is 'mirror_path' meant?",
            "mirror.list: line 2: 'set zzz' is not a known setting and nothing refers to it");
  }

  @Test
  void parse_everySetting_isNearestToItself() {
    for (Setting setting : Setting.values()) {
      assertThat(Setting.nearest(setting.key())).contains(setting);
      assertThat(Setting.ofKey(setting.key())).contains(setting);
    }
    assertThat(Setting.ofKey("")).isEmpty();
  }
}
