package dev.pop.mirror.repository;

import static dev.pop.mirror.repository.ParsedLists.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.Secret;
import dev.pop.core.SourcePosition;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.ArchiveUrl.Credentials;
import dev.pop.core.pro.ProTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists without a text, which are those of a text that says the same. */
class MirrorListBuilderTest {
  private static final String UBUNTU = "http://archive.example/ubuntu";

  @TempDir Path directory;

  private static ArchiveEntry ubuntu(String... suites) {
    return ArchiveEntry.at(UBUNTU).suites(suites).components("main").architectures("amd64");
  }

  private static MirrorListBuilder with(ArchiveEntry... entries) {
    MirrorListBuilder builder = MirrorList.builder();
    Stream.of(entries).forEach(builder::archive);
    return builder;
  }

  private static List<String> faults(MirrorListBuilder builder) {
    return words(catchThrowableOfType(MirrorListException.class, builder::build).faults());
  }

  /** All that a list says, without the places that it says it at. */
  private static List<Object> said(MirrorList list) {
    return List.of(
        list.settings(),
        list.repositories().stream()
            .map(repository -> List.of(repository.archive(), repository.tilde()))
            .toList(),
        list.suites().stream()
            .map(
                it ->
                    new Suite(
                        it.archive(), it.name(), it.wanted(), it.trust(), SourcePosition.whole("")))
            .toList(),
        list.cleanPaths(),
        list.skipCleanPaths(),
        list.ignoredErrors());
  }

  @Test
  void everyMethod_isWhatALineSays() throws Exception {
    String print = "0123456789ABCDEF0123456789ABCDEF01234567";
    MirrorList built =
        MirrorList.builder()
            .settings(
                MirrorSettings.builder()
                    .basePath(Path.of("/srv"))
                    .defaultArchitecture("arm64")
                    .gpgVerify(GpgVerify.FORCE)
                    .checkDate(false)
                    .escapeTilde(true))
            .archive(
                ubuntu("jammy", "jammy-updates")
                    .components("main", "universe")
                    .architectures("amd64", "arm64")
                    .sources(true)
                    .byHash(ByHash.ALWAYS)
                    .signedBy(Path.of("/k/one.gpg"), Path.of("/k/two.gpg"))
                    .signedByKeys(print)
                    .checkDate(true)
                    .clean()
                    .skipClean("pool/kept", "extra")
                    .ignoreErrors("pool/a", "pool/b")
                    .place("moved/ubuntu")
                    .http1Only())
            .archive(ubuntu("noble").checkValidUntil(false).checkReleaseInfo(false))
            .archive(
                ArchiveEntry.at("https://esm.example/infra/ubuntu")
                    .token(Secret.of("C1token"))
                    .suites("jammy-infra-security")
                    .components("main")
                    .gpgVerify(GpgVerify.OFF))
            .archive(
                ArchiveEntry.at("https://flat.example/deb")
                    .credentials("me", Secret.of("p@:ss"))
                    .suites("all/")
                    .binaries(false)
                    .sources(true)
                    .trusted(true))
            .build();

    assertThat(said(built))
        .isEqualTo(
            said(
                MirrorList.parse(
                    """
                    set base_path /srv
                    set defaultarch arm64
                    set gpg_verify force
                    set check_date 0
                    set _tilde 1
                    deb [arch=amd64,arm64,src by-hash=force signed-by=/k/one.gpg,/k/two.gpg,%1$s \
                    check-date=yes] %2$s jammy,jammy-updates main universe
                    deb [arch=amd64 check-valid-until=no check-release-info=no] %2$s noble main
                    deb https://bearer:C1token@esm.example/infra/ubuntu jammy-infra-security main
                    deb-src [trusted=yes] https://me:p%%40%%3Ass@flat.example/deb all/
                    clean %2$s
                    skip-clean %2$s/pool/kept
                    skip-clean %2$s/extra
                    ignore_errors %2$s pool/a pool/b
                    mirror_path %2$s moved/ubuntu
                    http2-disable %2$s
                    gpg_verify https://esm.example/infra/ubuntu off
                    """
                        .formatted(print, UBUNTU),
                    "mirror.list")));
    assertThat(built.origin()).isEqualTo("the list in code");
    assertThat(built.warnings()).isEmpty();
  }

  @Test
  void url_withCredentials_isTakenWithThem() throws Exception {
    String text = "https://me:hIdDeN@archive.example/u";
    MirrorList ofText =
        with(ArchiveEntry.at(text).suites("jammy").components("main").architectures("amd64"))
            .build();
    MirrorList ofUrl =
        with(ArchiveEntry.at(ArchiveUrl.parse(text))
                .suites("jammy")
                .components("main")
                .architectures("amd64"))
            .build();

    assertThat(said(ofUrl)).isEqualTo(said(ofText));
    assertThat(ofUrl.secrets()).containsExactly(Secret.of("hIdDeN"));
    assertThat(ofUrl.toString()).doesNotContain("hIdDeN");
  }

  @Test
  void sources_besideTheDefaultArchitecture() throws Exception {
    MirrorList list =
        MirrorList.builder()
            .settings(MirrorSettings.builder().defaultArchitecture("riscv64"))
            .archive(ArchiveEntry.at(UBUNTU).suites("jammy").components("main").sources(true))
            .build();

    assertThat(list.suites().get(0).sourceLines())
        .containsExactly(
            "deb [arch=riscv64] " + UBUNTU + " jammy main", "deb-src " + UBUNTU + " jammy main");
  }

  @Test
  void key_inArmor_isTheOneOfTheSuite() throws Exception {
    String key =
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nabcd\n-----END PGP PUBLIC KEY BLOCK-----\n";

    assertThat(with(ubuntu("jammy").signedByKey(key)).build().suites().get(0).trust().key())
        .contains(key);
  }

  @Test
  void everyFault_namesItsArgument() {
    assertThat(
            faults(
                MirrorList.builder()
                    .settings(MirrorSettings.builder().threads(0))
                    .archive(ArchiveEntry.at("ftp://u:hIdDeN@archive.example/").suites("jammy"))
                    .archive(ubuntu("jam my"))
                    .archive(ubuntu())
                    .archive(ubuntu("jammy").architectures("amd64!"))
                    .archive(ubuntu("jammy").signedBy(Path.of("key.gpg")))
                    .archive(ubuntu("jammy").binaries(false))
                    .archive(ubuntu("jammy").ignoreErrors())
                    .archive(ubuntu("noble").place("../elsewhere"))))
        .satisfiesExactly(
            it ->
                assertThat(it)
                    .isEqualTo(
                        "the list in code: 'set nthreads' must be a number from 1 to 999, not '0'"),
            it ->
                assertThat(it)
                    .startsWith("the list in code: archive 1: ")
                    .contains("uses ftp:")
                    .doesNotContain("hIdDeN"),
            it ->
                assertThat(it)
                    .startsWith(
                        "the list in code: archive 2 (" + UBUNTU + "): names a malformed suite"),
            it ->
                assertThat(it)
                    .startsWith("the list in code: archive 3 (" + UBUNTU + "): names no suite"),
            it ->
                assertThat(it)
                    .startsWith(
                        "the list in code: archive 4 ("
                            + UBUNTU
                            + "): names a malformed architecture"),
            it ->
                assertThat(it)
                    .startsWith("the list in code: archive 5 (" + UBUNTU + "): signed-by key.gpg"),
            it ->
                assertThat(it)
                    .startsWith("the list in code: archive 6 (" + UBUNTU + "): wants neither"),
            it ->
                assertThat(it)
                    .startsWith("the list in code: archive 7 (" + UBUNTU + "): has no value"),
            it -> assertThat(it).startsWith("the list in code: archive 8 (" + UBUNTU + "): "));
  }

  @Test
  void whatATextIsRefusedFor_isRefused() {
    assertThat(faults(MirrorList.builder()))
        .containsExactly("the list in code: " + ListAssembly.NO_ARCHIVE);
    assertThat(faults(with(ubuntu("jammy").token(Secret.of("hIdDeN")))))
        .containsExactly(
            "the list in code: archive 1 ("
                + UBUNTU
                + "): sends credentials over plain HTTP to the public host archive.example; use"
                + " https, or 'set allow_insecure_credentials 1'");
    assertThat(
            faults(
                with(
                    ubuntu("jammy"),
                    ArchiveEntry.at("https://archive.example/ubuntu")
                        .suites("noble")
                        .components("main"))))
        .containsExactly(
            "the list in code: archive 2 (https://archive.example/ubuntu): names"
                + " https://archive.example/ubuntu, but archive 1 ("
                + UBUNTU
                + ") names "
                + UBUNTU
                + ": use one scheme for both");
    assertThat(
            faults(
                with(ubuntu("jammy"))
                    .settings(MirrorSettings.builder().httpsOnly(true))
                    .origin("my list")))
        .containsExactly(
            "my list: archive 1 ("
                + UBUNTU
                + "): is over plain HTTP, which 'set https_only' refuses");
  }

  @Test
  void warnings_nameTheirArgumentToo() throws Exception {
    MirrorList list =
        with(ubuntu("jammy"), ubuntu("noble"))
            .settings(MirrorSettings.builder().set(Setting.ENABLE_DIFFS, "1"))
            .build();

    assertThat(words(list.warnings()))
        .containsExactly("the list in code: 'set enable_diffs' has no effect in this version");
    assertThat(list.suites())
        .extracting(suite -> suite.position().place())
        .containsExactly("archive 1 (" + UBUNTU + ")", "archive 2 (" + UBUNTU + ")");
  }

  @Test
  void authFile_hasCredentialsForEntriesWithout() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("auth.conf"), "machine esm.example login a password b\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    MirrorList list =
        with(ArchiveEntry.at("https://esm.example/u").suites("jammy").components("main"))
            .settings(MirrorSettings.builder().authFile(file))
            .build();

    assertThat(list.suites().get(0).archive().address().credentials())
        .contains(new Credentials("a", Secret.of("b")));
  }

  private static MirrorListVerifier verifier(String service, String token) throws Exception {
    return MirrorListVerifier.of(
            MirrorList.builder()
                .archive(
                    ArchiveEntry.at("https://esm.ubuntu.com/infra/ubuntu")
                        .token(Secret.of(token))
                        .suites("jammy-infra-security")
                        .components("main")
                        .architectures("amd64"))
                .build())
        .tokens(ProTokens.NONE.with(service, Secret.of("C1right")));
  }

  @Test
  void verifier_ofAListInCode_findsWhatThatOfAFileFinds() throws Exception {
    ListVerification sound = verifier("infra", "C1right").call();
    assertThat(sound.faults()).isEmpty();
    assertThat(sound.warnings()).isEmpty();
    assertThat(sound.notes()).isEmpty();
    assertThat(sound.repositories()).hasSize(1);

    String place = "the list in code: archive 1 (https://esm.ubuntu.com/infra/ubuntu): ";
    assertThat(words(verifier("apps", "C1right").call().faults()))
        .containsExactly(place + "has the token of esm-apps where that of esm-infra belongs");
    assertThat(words(verifier("infra", "TOKEN").call().faults()))
        .containsExactly(place + "has a placeholder where the token of esm-infra belongs");
    assertThat(
            words(
                MirrorListVerifier.of(
                        with(ubuntu("jammy").signedBy(directory.resolve("none.gpg"))).build())
                    .call()
                    .faults()))
        .singleElement()
        .asString()
        .startsWith("the list in code: archive 1 (" + UBUNTU + "): signed-by: ");
  }

  @Test
  void verifier_ofAListReadToLookAt_refusesWhatARunRefuses() throws Exception {
    MirrorList shown =
        MirrorList.parse(
            "deb [arch=amd64] http://u:p@archive.example/ubuntu jammy main\n",
            "mirror.list",
            Strictness.SHOW);

    assertThat(words(MirrorListVerifier.of(shown).call().faults()))
        .singleElement()
        .asString()
        .startsWith("mirror.list: line 1: sends credentials over plain HTTP");
  }
}
