package dev.pop.mirror.repository;

import static dev.pop.mirror.repository.ListSpecs.MARKER;
import static dev.pop.mirror.repository.ListSpecs.at;
import static dev.pop.mirror.repository.ListSpecs.contract;
import static dev.pop.mirror.repository.ListSpecs.faults;
import static dev.pop.mirror.repository.ListSpecs.infra;
import static dev.pop.mirror.repository.ListSpecs.lines;
import static dev.pop.mirror.repository.ListSpecs.render;
import static dev.pop.mirror.repository.ListSpecs.services;
import static dev.pop.mirror.repository.ListSpecs.standard;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.base.Throwables;
import dev.pop.core.pro.Contract;
import dev.pop.core.pro.ProService;
import dev.pop.core.pro.ProTokens;
import dev.pop.core.pro.ServiceCatalogue;
import dev.pop.mirror.fixture.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Making new lists: {@link MirrorListSpec}, {@link MirrorList#render}, {@link MirrorList#create}.
 */
class MirrorListCreateTest {
  @TempDir Path directory;

  @Test
  void create_whatAReadRefuses_isNotWritten() throws Exception {
    Path target = directory.resolve("mirror.list");
    MirrorListSpec spec = services("jammy", "infra").mirrorHost("mirror.example").build();

    MirrorListException e =
        catchThrowableOfType(MirrorListException.class, () -> MirrorList.create(spec, target));

    assertThat(e)
        .hasMessageContaining(
            "sends credentials over plain HTTP to the public host mirror.example");
    assertThat(catchThrowable(() -> MirrorList.of(spec, Clock.systemUTC())))
        .isInstanceOf(MirrorListException.class)
        .hasMessageEndingWith(e.faults().get(0).reason());
    assertThat(target).doesNotExist();
    MirrorList.create(services("jammy", "infra").mirrorHost("mirror").build(), target);
    assertThat(MirrorList.read(target).suites()).isNotEmpty();
  }

  @Test
  void render_everyLineNamesItsKeyring() throws Exception {
    Path infra = Files.writeString(directory.resolve("ubuntu-pro-esm-infra.gpg"), "a key");
    MirrorListSpec spec =
        services("jammy", "infra", "apps")
            .architectures(List.of("amd64", "source"))
            .standardRepos(true)
            .pockets(List.of("release"))
            .keyrings(List.of(directory, Path.of("/usr/nowhere")))
            .build();

    List<String> lines =
        MirrorList.render(spec, ListSpecs.CLOCK)
            .lines()
            .filter(line -> line.startsWith("deb"))
            .map(line -> line.replaceAll("] \\S+ ", "] URL "))
            .toList();

    assertThat(lines)
        .contains(
            "deb [arch=amd64 signed-by=" + infra + "] URL jammy-infra-security main",
            "deb-src [signed-by=" + infra + "] URL jammy-infra-security main",
            "deb [arch=amd64 signed-by=/usr/nowhere/ubuntu-pro-esm-apps.gpg] URL"
                + " jammy-apps-security main",
            "deb [arch=amd64 signed-by=/usr/share/keyrings/ubuntu-archive-keyring.gpg] URL jammy"
                + " main restricted universe multiverse")
        .allMatch(line -> line.contains("signed-by="));
    assertThat(spec.missingKeyrings().get(0))
        .isEqualTo(
            "the keyring of apps is not there: /usr/nowhere/ubuntu-pro-esm-apps.gpg; install the"
                + " package ubuntu-pro-client, or name a directory that has it");
  }

  @Test
  void render_seedsExample_toTheLetter() throws Exception {
    MirrorListSpec.Builder spec =
        services("jammy", "infra")
            .architectures(List.of("amd64", "arm64", "source"))
            .plainSuites(true);

    assertThat(render(spec).replace(MARKER, "TOKEN"))
        .isEqualTo(
            """
            ############# config ##################
            #
            # Created by PoP Configuration Script
            # 2023-03-15T10:30:45.123456
            #
            set base_path    /var/spool/apt-mirror
            set mirror_path  $base_path/mirror
            set skel_path    $base_path/skel
            set var_path     $base_path/var
            set defaultarch  amd64
            set run_postmirror 0
            set nthreads     20
            set _tilde 0
            set auth_no_challenge 1
            #
            ############# end config ##############

            deb [arch=amd64,arm64] https://bearer:TOKEN@esm.ubuntu.com/infra/ubuntu/ jammy main

            deb-src https://bearer:TOKEN@esm.ubuntu.com/infra/ubuntu/ jammy main

            clean https://esm.ubuntu.com/infra/ubuntu/
            """);
  }

  @Test
  void render_basePathAndFirstArchitecture_areInTheHeader() throws Exception {
    assertThat(
            render(
                services("jammy", "infra")
                    .architectures(List.of("source", "arm64", "amd64"))
                    .basePath(Path.of("/srv/m"))))
        .contains("\nset base_path    /srv/m\n", "\nset defaultarch  arm64\n");
  }

  @Test
  void render_sourceAlone_namesNoBinaries() throws Exception {
    assertThat(lines(services("jammy", "fips-preview").architectures(List.of("source"))))
        .containsExactly(
            "deb-src https://bearer:" + MARKER + "@esm.ubuntu.com/fips-preview/ubuntu/ jammy main",
            "clean https://esm.ubuntu.com/fips-preview/ubuntu/");
  }

  static Stream<String[]> everyServiceOfEverySeries() {
    return ServiceCatalogue.all().stream()
        .flatMap(
            service ->
                service.series().stream().map(series -> new String[] {service.type(), series}));
  }

  @ParameterizedTest
  @MethodSource("everyServiceOfEverySeries")
  void create_catalogue_oneLinePerSuite(String type, String series) throws Exception {
    ProService.Archive archive = ServiceCatalogue.require(type).archive(series);
    MirrorListSpec.Builder spec = services(series, type);
    String location = archive.base().location();

    assertThat(lines(spec))
        .containsExactlyElementsOf(
            Stream.concat(
                    archive.suites().stream()
                        .map(
                            suite ->
                                "deb [arch=amd64] "
                                    + location.replace("https://", "https://bearer:" + MARKER + "@")
                                    + "/ "
                                    + suite
                                    + " main"),
                    Stream.of("clean " + location + "/"))
                .toList());
    assertReadsBack(spec, location);
  }

  /** What was written is what the parser reads, without a warning, and cleans. */
  private void assertReadsBack(MirrorListSpec.Builder spec, String location) throws Exception {
    Path file = directory.resolve("mirror.list");
    MirrorList created = MirrorList.create(spec.build(), file);
    MirrorList list = MirrorList.read(file);
    assertThat(list).isEqualTo(created);
    assertThat(list.warnings()).isEmpty();
    assertThat(list.suites()).isNotEmpty();
    assertThat(list.suites())
        .allSatisfy(
            suite -> {
              assertThat(suite.archive().location()).isEqualTo(location);
              assertThat(suite.archive().address().credentials().orElseThrow().user())
                  .isEqualTo("bearer");
              assertThat(suite.archive().address().credentials().orElseThrow().password().reveal())
                  .isEqualTo(MARKER);
            });
    assertThat(list.cleanPaths())
        .containsExactlyElementsOf(list.repositories().stream().map(Repository::diskPath).toList());
    assertThat(list.toString()).doesNotContain(MARKER);
  }

  @Test
  void render_aliasesOfOneService_areOneService() throws Exception {
    assertThat(lines(services("noble", "usg", "cis")))
        .containsExactly(
            "deb [arch=amd64] https://bearer:" + MARKER + "@esm.ubuntu.com/usg/ubuntu/ noble main",
            "clean https://esm.ubuntu.com/usg/ubuntu/");
  }

  @Test
  void render_tokenWithUserAndOddCharacters_isEscapedAndReadBack() throws Exception {
    MirrorListSpec.Builder spec =
        services("jammy", "infra").tokens(ProTokens.parse("{\"infra\": \"us~er:a+b=c~d.e-f_g\"}"));

    MirrorList list = MirrorList.parse(render(spec), "list");

    var credentials = list.suites().get(0).archive().address().credentials().orElseThrow();
    assertThat(credentials.user()).isEqualTo("us~er");
    assertThat(credentials.password().reveal()).isEqualTo("a+b=c~d.e-f_g");
  }

  @Test
  void render_contractsDirectives_win() throws Exception {
    Contract contract =
        contract(
            infra(
                "\"directives\": {\"aptURL\": \"http://127.0.0.1:8000/x\","
                    + " \"suites\": [\"focal-other\", \"jammy-one\", \"jammy-two\"]}"));

    assertThat(lines(services("jammy", "infra").contract(contract)))
        .containsExactly(
            "deb [arch=amd64] http://bearer:" + MARKER + "@127.0.0.1:8000/x/ubuntu/ jammy-one main",
            "deb [arch=amd64] http://bearer:" + MARKER + "@127.0.0.1:8000/x/ubuntu/ jammy-two main",
            "clean http://127.0.0.1:8000/x/ubuntu/");
    assertReadsBack(
        services("jammy", "infra").contract(contract), "http://127.0.0.1:8000/x/ubuntu");
  }

  @Test
  void render_contractsOverrides_goOverItsDirectives() throws Exception {
    Contract contract =
        contract(
            infra(
                "\"directives\": {\"aptURL\": \"https://one.example\", \"suites\": [\"jammy-a\"]},"
                    + " \"series\": {\"jammy\": {\"directives\":"
                    + " {\"aptURL\": \"https://two.example\", \"suites\": [\"jammy-b\"]}}},"
                    + " \"overrides\": [{\"selector\": {\"series\": \"jammy\"}, \"directives\":"
                    + " {\"aptURL\": \"https://three.example\"}},"
                    + " {\"selector\": {\"cloud\": \"aws\"}, \"directives\":"
                    + " {\"aptURL\": \"https://aws.example\"}}]"));

    assertThat(lines(services("jammy", "infra").contract(contract)))
        .containsExactly(
            "deb [arch=amd64] https://bearer:" + MARKER + "@three.example/ubuntu/ jammy-b main",
            "clean https://three.example/ubuntu/");
  }

  @Test
  void render_contractWithSuitesOfOtherSeriesOnly_refused() throws Exception {
    Contract contract = contract(infra("\"directives\": {\"suites\": [\"noble-x\"]}"));

    assertThat(faults(services("jammy", "infra").contract(contract)))
        .containsExactly(
            "contract: it has no suite of jammy for esm-infra; those it names are noble-x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"aptURL": "https://a.example"} | https://a.example/ubuntu/ jammy-infra-security main
          {"suites": ["jammy-x"]} | https://esm.ubuntu.com/infra/ubuntu/ jammy-x main
          {"suites": []} | https://esm.ubuntu.com/infra/ubuntu/ jammy-infra-security main
          {} | https://esm.ubuntu.com/infra/ubuntu/ jammy-infra-security main
          """)
  void render_whereTheContractIsSilent_theCatalogueServes(String directives, String line)
      throws Exception {
    Contract contract = contract(infra("\"directives\": " + directives));

    assertThat(lines(services("jammy", "infra").contract(contract)).get(0))
        .isEqualTo(
            "deb [arch=amd64] " + line.replace("https://", "https://bearer:" + MARKER + "@"));
  }

  @ParameterizedTest
  @CsvSource({
    "mirror.internal,,http://mirror.internal",
    "localhost,8080,http://localhost:8080",
    "localhost,80,http://localhost",
    "mirror.internal:81,,http://mirror.internal:81",
    "[::1],8080,http://[::1]:8080",
  })
  void render_mirrorHost_servesEveryService(String host, Integer port, String base)
      throws Exception {
    MirrorListSpec.Builder spec = services("jammy", "infra", "fips-preview").mirrorHost(host);
    if (port != null) {
      spec.mirrorPort(port);
    }

    List<String> lines = lines(spec);
    assertThat(lines)
        .containsExactly(
            "deb [arch=amd64] " + at(base, "infra") + " jammy-infra-security main",
            "deb [arch=amd64] " + at(base, "infra") + " jammy-infra-updates main",
            "deb [arch=amd64] " + at(base, "fips-preview") + " jammy main",
            "clean " + base + "/infra/ubuntu/",
            "clean " + base + "/fips-preview/ubuntu/");
    MirrorList list = MirrorList.parse(render(spec), "list");
    assertThat(list.warnings()).isEmpty();
    assertThat(list.cleanPaths())
        .containsExactlyElementsOf(list.repositories().stream().map(Repository::diskPath).toList());
  }

  @Test
  void render_standardRepos_splitsArchiveAndPorts() throws Exception {
    assertThat(lines(standard("jammy", "amd64", "arm64", "armhf", "source")))
        .containsExactly(
            "deb [arch=amd64] http://archive.ubuntu.com/ubuntu jammy main universe",
            "deb-src http://archive.ubuntu.com/ubuntu jammy main universe",
            "deb [arch=arm64,armhf] http://ports.ubuntu.com/ubuntu-ports jammy main universe",
            "deb [arch=amd64] http://archive.ubuntu.com/ubuntu jammy-security main universe",
            "deb-src http://archive.ubuntu.com/ubuntu jammy-security main universe",
            "deb [arch=arm64,armhf] http://ports.ubuntu.com/ubuntu-ports jammy-security main"
                + " universe",
            "clean http://archive.ubuntu.com/ubuntu",
            "clean http://ports.ubuntu.com/ubuntu-ports");
  }

  @Test
  void render_questing_hasArm64AndAmd64v3InTheArchive() throws Exception {
    assertThat(lines(standard("questing", "amd64", "amd64v3", "arm64", "s390x")))
        .startsWith(
            "deb [arch=amd64,amd64v3,arm64] http://archive.ubuntu.com/ubuntu questing main"
                + " universe",
            "deb [arch=s390x] http://ports.ubuntu.com/ubuntu-ports questing main universe");
  }

  @Test
  void render_sourcesOfPortsAlone_areInTheArchive() throws Exception {
    assertThat(lines(standard("noble", "arm64", "source").pockets(List.of("backports"))))
        .containsExactly(
            "deb [arch=arm64] http://ports.ubuntu.com/ubuntu-ports noble-backports main universe",
            "deb-src http://archive.ubuntu.com/ubuntu noble-backports main universe",
            "clean http://ports.ubuntu.com/ubuntu-ports",
            "clean http://archive.ubuntu.com/ubuntu");
  }

  @Test
  void render_servicesAndStandardRepos_bothAreCleaned() throws Exception {
    MirrorList list =
        MirrorList.parse(render(services("noble", "apps", "infra").standardRepos(true)), "list");

    assertThat(list.warnings()).isEmpty();
    assertThat(list.suites()).hasSize(7);
    assertThat(list.cleanPaths())
        .containsExactly(
            "esm.ubuntu.com/apps/ubuntu",
            "esm.ubuntu.com/infra/ubuntu",
            "archive.ubuntu.com/ubuntu");
  }

  @Test
  void render_thingsNamedTwice_areWrittenOnce() throws Exception {
    assertThat(
            lines(
                standard("jammy", "amd64", "amd64")
                    .pockets(List.of("release", "release"))
                    .components(List.of("main", "main"))))
        .containsExactly(
            "deb [arch=amd64] http://archive.ubuntu.com/ubuntu jammy main",
            "clean http://archive.ubuntu.com/ubuntu");
  }

  @Test
  void toString_showsNoToken() throws Exception {
    MirrorListSpec spec =
        services("jammy", "infra").contract(contract(infra("\"directives\": {}"))).build();

    assertThat(spec.toString()).contains("jammy").doesNotContain(MARKER);
    assertThat(spec.tokens().find("infra").orElseThrow().reveal()).isEqualTo(MARKER);
  }

  @Test
  void create_isForItsOwnerAlone() throws Exception {
    Path file = directory.resolve("made/on/the/way/mirror.list");

    MirrorList.create(services("jammy", "infra").build(), file);

    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(Files.readString(file)).contains(MARKER);
  }

  @Test
  void create_forAGroup_itsMembersMayRead() throws Exception {
    String group = Files.readAttributes(directory, PosixFileAttributes.class).group().getName();
    Path file = directory.resolve("mirror.list");

    MirrorList.create(services("jammy", "infra").build(), file, Optional.of(group));

    assertThat(mode(file)).isEqualTo("rw-r-----");
    assertThat(Files.readAttributes(file, PosixFileAttributes.class).group().getName())
        .isEqualTo(group);
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void create_openFile_isClosedToOthers() throws Exception {
    Path file = Files.writeString(directory.resolve("mirror.list"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    MirrorList.create(services("jammy", "infra").build(), file);

    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(Files.readString(file)).doesNotContain("old");
  }

  @Test
  void create_anyFault_leavesWhatWasThere() throws Exception {
    Path file = Files.writeString(directory.resolve("mirror.list"), "old");
    Files.createDirectories(directory.resolve("directory/inside"));
    Tree before = Tree.of(directory);
    MirrorListSpec good = services("jammy", "infra").build();

    Map<String, Throwable> faults =
        Map.of(
            "fips is not offered for jammy",
            catchThrowable(() -> MirrorList.create(services("jammy", "fips").build(), file)),
            "no such group nonesuch",
            catchThrowable(() -> MirrorList.create(good, file, Optional.of("nonesuch"))),
            "a directory in its place",
            catchThrowable(() -> MirrorList.create(good, directory.resolve("directory"))),
            "a file in place of its directory",
            catchThrowable(() -> MirrorList.create(good, file.resolve("mirror.list"))));

    assertThat(faults)
        .allSatisfy(
            (what, fault) -> {
              assertThat(fault).as(what).isNotNull();
              assertThat(Throwables.getStackTraceAsString(fault)).doesNotContain(MARKER);
            });
    assertThat(Tree.of(directory)).isEqualTo(before);
  }
}
