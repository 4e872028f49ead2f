package dev.pop.mirror.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.Diagnostic;
import dev.pop.core.openpgp.SigningKey;
import dev.pop.core.pro.Contract;
import dev.pop.core.pro.ProTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MirrorListVerifierTest {
  private static final String TOKEN = "mArKinfra";
  private static final String SETTINGS =
      """
      set base_path /srv/mirror
      set mirror_path $base_path/mirror
      set defaultarch amd64
      set auth_no_challenge 1
      """;
  private static final String INFRA =
      "deb [arch=amd64] https://bearer:" + TOKEN + "@esm.ubuntu.com/infra/ubuntu ";

  @TempDir Path directory;
  private Path file;
  private ProTokens tokens = ProTokens.NONE;

  @BeforeEach
  void start() throws IOException {
    file = Files.createDirectory(directory.resolve("a@b")).resolve("mirror.list");
  }

  /** Whatever was verified, no token shows. */
  @AfterEach
  void noTokenShows() throws Exception {
    if (Files.isRegularFile(file)) {
      assertThat(verifier().call().toString()).doesNotContain("mArK");
    }
  }

  private MirrorListVerifier verifier() {
    return MirrorListVerifier.of(file).tokens(tokens);
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /**
   * The faults of a list with sound settings (4 lines) and these lines, without the file's name.
   */
  private List<String> faults(String... lines) throws Exception {
    write(SETTINGS + String.join("\n", lines) + "\n");
    return words(verifier().call().faults());
  }

  private List<String> words(List<Diagnostic> faults) {
    return faults.stream()
        .map(fault -> fault.toString().replace(file + ": ", "").replace(file.toString(), "FILE"))
        .toList();
  }

  @Test
  void soundList_isValid() throws Exception {
    assertThat(
            faults(
                INFRA + "jammy-infra-security,jammy-infra-updates main",
                "deb-src https://bearer:mArKa@esm.ubuntu.com/apps/ubuntu/ jammy-apps-updates main",
                "deb https://bearer:mArKb@archive.anbox-cloud.io/stable jammy main",
                "deb https://bearer:mArKc@esm.ubuntu.com/cis/ubuntu noble main",
                "deb http://archive.ubuntu.com/ubuntu jammy main universe",
                "clean https://esm.ubuntu.com/infra/ubuntu"))
        .isEmpty();
    assertThat(MirrorListVerifier.isValid(file)).isTrue();
  }

  @Test
  void everyFault_atOnce() throws Exception {
    write(
        """
        set base_path /srv/mirror
        set nthreads many
        nonsense
        deb https://bearer:mArK@esm.ubuntu.com/infra/ubuntu jammy main
        deb http://bearer:mArK@esm.ubuntu.com/infra/ubuntu noble-infra-updates main
        deb https://bearer:mArK@host..name/ubuntu jammy main
        deb https://esm.ubuntu.com/cc/ubuntu bionic main
        """);

    assertThat(words(verifier().call().faults()))
        .containsExactly(
            "line 2: 'set nthreads' must be a number from 1 to 999, not 'many'",
            "line 3: is not a line of a mirror list; it begins with 'nonsense'",
            "line 4: esm-infra has no suite jammy; of that series it has jammy-infra-security,"
                + " jammy-infra-updates",
            "line 5: sends credentials over plain HTTP to the public host esm.ubuntu.com; use"
                + " https, or 'set allow_insecure_credentials 1'",
            "line 5: names http://esm.ubuntu.com/infra/ubuntu, but line 4 names"
                + " https://esm.ubuntu.com/infra/ubuntu: use one scheme for both",
            "line 6: 'https://host..name/ubuntu' has no valid host name",
            "line 7: has no token for cc-eal; in the URL it goes after the user bearer and a"
                + " colon");
  }

  @Test
  void settingsWithDefaults_areNotes() throws Exception {
    write("deb http://archive.ubuntu.com/ubuntu jammy main\n");

    ListVerification found = verifier().call();

    assertThat(found.isValid()).isTrue();
    assertThat(words(found.notes()))
        .contains("'set base_path' is not there; the default is /var/spool/apt-mirror")
        .hasSize(4);
  }

  /** The list of Debian's package apt-mirror 0.5.4, without its comments. */
  @Test
  void stockListOfDebian_isValid() throws Exception {
    write(
        """
        set nthreads     20
        set _tilde 0
        deb http://ftp.us.debian.org/debian unstable main contrib non-free
        deb-src http://ftp.us.debian.org/debian unstable main contrib non-free
        clean http://ftp.us.debian.org/debian
        """);

    assertThat(words(verifier().call().faults())).isEmpty();
  }

  @Test
  void exampleOfTheReadme_isValidWithAToken() throws Exception {
    String readme = Files.readString(Path.of("../README.md"));
    int from = readme.indexOf("set base_path");
    write(readme.substring(from, readme.indexOf("```", from)).replace("TOKEN", TOKEN));

    assertThat(words(verifier().call().faults())).isEmpty();
  }

  @Test
  void keyringThatCannotBeUsed_isAFaultOfEachLineThatNamesIt() throws Exception {
    Path damaged = Files.writeString(directory.resolve("damaged.gpg"), "no keyring");
    Path good =
        Files.writeString(
            directory.resolve("good.asc"),
            SigningKey.generate("A <a@example.org>", Instant.EPOCH).armoredPublicKey());

    assertThat(
            faults(
                "deb [signed-by=/nowhere/a.gpg] http://a.example/ubuntu jammy main",
                "deb [signed-by=" + damaged + "] http://b.example/ubuntu jammy main",
                "deb [signed-by=" + good + "] http://c.example/ubuntu jammy main",
                "deb [trusted=yes signed-by=/nowhere/b.gpg] http://d.example/ubuntu jammy main"))
        .containsExactly(
            "line 5: signed-by: keyring /nowhere/a.gpg cannot be read: does not exist",
            "line 6: signed-by: keyring "
                + damaged
                + " is unusable: it is neither a binary nor an armored OpenPGP keyring");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"# nothing", "debb http://archive.ubuntu.com/ubuntu jammy main", "set nthreads 0"})
  void noRepository(String line) throws Exception {
    assertThat(faults(line)).contains("names no archive: there is no deb or deb-src line");
  }

  @Test
  void missingFile_isAFault() throws Exception {
    assertThat(words(verifier().call().faults())).containsExactly("there is no such file");
    assertThat(MirrorListVerifier.isValid(file)).isFalse();
    assertThat(MirrorListVerifier.isValid(directory)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "esm.ubuntu.com/infra | its path is /infra/ubuntu",
        "esm.ubuntu.com/infra/ubuntu/ubuntu | its path is /infra/ubuntu",
        "ESM.ubuntu.com/cc-eal/ubuntu | known on ESM.ubuntu.com are /infra/ubuntu, /apps/ubuntu",
        "archive.anbox-cloud.io/stable/ubuntu | its path is /stable"
      })
  void unknownPathOnAProHost(String place, String hint) throws Exception {
    assertThat(faults("deb https://bearer:mArK@" + place + " jammy main"))
        .singleElement()
        .asString()
        .startsWith(
            "line 5: https://" + place + " is the archive of no Ubuntu Pro service; " + hint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "infra | jammy | esm-infra has no suite jammy; of that series it has"
            + " jammy-infra-security, jammy-infra-updates",
        "fips | noble | fips has no suite noble, nor any other of that series; it has bionic,"
            + " focal, xenial",
        "fips-updates | noble-fips-updates | fips-updates has no suite noble-fips-updates; of that"
            + " series it has noble-updates",
      })
  void suiteThatTheServiceDoesNotHave(String path, String suite, String fault) throws Exception {
    assertThat(
            faults("deb https://bearer:mArK@esm.ubuntu.com/" + path + "/ubuntu " + suite + " main"))
        .containsExactly("line 5: " + fault);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mArKuser@", "bearer:@"})
  void tokenMissing(String userInfo) throws Exception {
    assertThat(
            faults(
                "deb https://" + userInfo + "esm.ubuntu.com/infra/ubuntu jammy-infra-updates main"))
        .containsExactly(
            "line 5: has no token for esm-infra; in the URL it goes after the user bearer and a"
                + " colon");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mArK%20x", "mArK%2Fx", "mArK:y:z", "<mArK>"})
  void tokenMalformed(String token) throws Exception {
    assertThat(
            faults(
                "deb https://bearer:"
                    + token
                    + "@esm.ubuntu.com/infra/ubuntu jammy-infra-updates main"))
        .singleElement()
        .asString()
        .startsWith("line 5: the token of esm-infra is malformed: it ");
  }

  @Test
  void tokenOfAnotherService() throws Exception {
    tokens = ProTokens.parse("{\"infra\": \"mArKother\", \"esm-apps\": \"" + TOKEN + "\"}");

    assertThat(faults(INFRA + "jammy-infra-updates main"))
        .containsExactly("line 5: has the token of esm-apps where that of esm-infra belongs");
  }

  @Test
  void tokenAsInTheFile_evenIfAnotherServiceHasTheSame() throws Exception {
    tokens = ProTokens.parse("{\"fips\": \"" + TOKEN + "\", \"infra\": \"" + TOKEN + "\"}");

    assertThat(faults(INFRA + "jammy-infra-updates main")).isEmpty();
    assertThat(verifier().call().warnings()).isEmpty();
  }

  @Test
  void tokenThatTheFileDoesNotHave_isDoubtful() throws Exception {
    tokens = ProTokens.parse("{\"infra\": \"mArKother\"}");

    assertThat(faults(INFRA + "jammy-infra-updates main")).isEmpty();
    assertThat(words(verifier().call().warnings()))
        .containsExactly("line 5: has another token of esm-infra than the file of resource tokens");
  }

  @Test
  void contract_itsDirectivesWin() throws Exception {
    Contract contract =
        Contract.parse(
            """
            {"mArKcontract": {"contractInfo": {"resourceEntitlements": [
              {"type": "esm-infra", "entitled": true,
               "directives": {"aptURL": "https://pro.example/infra", "suites": ["jammy-special"]}},
              {"type": "fips", "entitled": false,
               "directives": {"aptURL": "https://esm.ubuntu.com/fips", "suites": ["focal"]}}]}}}
            """);
    write(
        SETTINGS
            + """
            deb https://bearer:mArK@pro.example/infra/ubuntu jammy-special main
            deb https://bearer:mArK@pro.example/infra/ubuntu jammy-infra-updates main
            deb https://bearer:mArK@pro.example/infra jammy-special main
            deb https://pro.example/ubuntu jammy main
            deb https://bearer:mArK@esm.ubuntu.com/fips/ubuntu focal main
            deb https://bearer:mArKcontract@esm.ubuntu.com/apps/ubuntu jammy-apps-updates main
            """);

    ListVerification verified = verifier().contract(contract).call();

    assertThat(words(verified.faults()))
        .containsExactly(
            "line 6: esm-infra has no suite jammy-infra-updates; of that series it has"
                + " jammy-special",
            "line 7: https://pro.example/infra is the archive of no Ubuntu Pro service; its path is"
                + " /infra/ubuntu",
            "line 9: the contract does not include fips",
            "line 10: has the contract token in place of the resource token of esm-apps");
    assertThat(verified.toString()).doesNotContain("mArK");
  }

  @ParameterizedTest
  @CsvSource({
    "archive.example.com, true",
    "8.8.8.8:8080, true",
    "127.0.0.1:8080, false",
    "192.168.7.7, false",
    "mirror, false"
  })
  void credentialsOverPlainHttp(String host, boolean fault) throws Exception {
    List<String> faults = faults("deb http://user:mArK@" + host + "/ubuntu jammy main");

    if (fault) {
      assertThat(faults)
          .containsExactly(
              "line 5: sends credentials over plain HTTP to the public host "
                  + host.replaceFirst(":.*", "")
                  + "; use https, or 'set allow_insecure_credentials 1'");
    } else {
      assertThat(faults).isEmpty();
    }
  }

  @Test
  void duplicates() throws Exception {
    assertThat(
            faults(
                "deb [arch=amd64,arm64] http://archive.ubuntu.com/ubuntu jammy main universe",
                "deb http://archive.ubuntu.com/ubuntu/ jammy,jammy-updates universe",
                "deb-src http://archive.ubuntu.com/ubuntu jammy main",
                "deb-i386 http://archive.ubuntu.com/ubuntu noble,noble main main",
                "deb [arch=src] http://archive.ubuntu.com/ubuntu jammy main"))
        .containsExactly(
            "line 6: is a duplicate: it names jammy universe [amd64] again, which line 5 names",
            "line 8: names the component main twice",
            "line 8: is a duplicate: it names noble main [i386] again, twice itself",
            "line 9: is a duplicate: it names jammy main [source] again, which line 7 names");
  }

  @ParameterizedTest
  @CsvSource({"rw-r--r--, true", "rw-rw----, true", "rw-r-----, false", "rw-------, false"})
  void openToOthers(String mode, boolean fault) throws Exception {
    write(SETTINGS + INFRA + "jammy-infra-updates main\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    List<String> faults = words(verifier().call().faults());

    if (fault) {
      assertThat(faults)
          .singleElement()
          .asString()
          .startsWith("FILE holds secrets but others can read it (mode 06")
          .endsWith("; run: chmod 640 FILE");
    } else {
      assertThat(faults).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# deb https://bearer:mArK@esm.ubuntu.com/infra/ubuntu jammy-infra-updates main",
        "set proxy_password mArK",
        "clean https://bearer:mArK@archive.ubuntu.com/ubuntu"
      })
  void openToOthers_secretElsewhere(String line) throws Exception {
    write(SETTINGS + "deb http://archive.ubuntu.com/ubuntu jammy main\n" + line + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(words(verifier().call().faults())).singleElement().asString().contains("chmod 640");
  }

  @Test
  void openToOthers_noSecrets_fine() throws Exception {
    write(SETTINGS + "deb http://archive.ubuntu.com/ubuntu jammy main\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(verifier().call().isValid()).isTrue();
  }

  @Test
  void warnings_areNoFaults() throws Exception {
    assertThat(faults("deb http://archive.ubuntu.com/ubuntu jammy main", "set unused x")).isEmpty();
    assertThat(words(verifier().call().warnings()))
        .containsExactly("line 6: 'set unused' is not a known setting and nothing refers to it");
  }

  @Test
  void faultyLines_theOthersAreStillNamed() throws Exception {
    write(SETTINGS + "nonsense\ndeb http://archive.ubuntu.com/ubuntu jammy main\n");

    assertThat(verifier().call().repositories())
        .extracting(Repository::diskPath)
        .containsExactly("archive.ubuntu.com/ubuntu");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mArKsecretInThePlaceOfALine",
        "deb mArKsecretInThePlaceOfAnUrl jammy main",
        "deb https://esm.ubuntu.com/infra/ubuntu?token=mArKa jammy-infra-security main",
        "deb http://h/u jammy main bearer:mArKa",
        "deb http://h/u bearer:mArKa main",
        "deb [arch=amd64:mArKa] http://h/u jammy main",
        "deb [password:mArKa] http://h/u jammy main",
        "deb [mArKsecretInAnOptionsPlace=1] http://h/u jammy main",
        "deb [by-hash=mArKsecretInAnOptionsPlace] http://h/u jammy main",
        "clean http://h/u?token=mArKa",
        "set nthreads mArKsecretInAValuesPlace",
        "set limit_rate mArKsecretInAValuesPlace",
        "set retry_delay mArKsecretInAValuesPlace",
        "set var_path mArKsecretInAValuesPlace",
        "set http_proxy http://h/$mArKsecret",
        "set mArKsecretInTheKeysPlace yes",
        "set use_proxy off mArKsecretAtTheEndOfTheLine",
      })
  void secretInAnyWrongPlace_isNotRepeated(String line) throws Exception {
    write(SETTINGS + "deb http://h/ubuntu jammy main\nset use_proxy on\n" + line + "\n");

    ListVerification found = verifier().call();

    assertThat(found.faults().size() + found.warnings().size()).isPositive();
    assertThat(found.toString()).doesNotContain("mArK");
  }

  @Test
  void placeholderForAToken_isAFault() throws Exception {
    assertThat(
            faults(
                "deb https://bearer:TOKEN@esm.ubuntu.com/infra/ubuntu jammy-infra-security main"))
        .containsExactly("line 5: has a placeholder where the token of esm-infra belongs");
  }

  @Test
  void otherUserAndUnknownArchitecture_areWarnings() throws Exception {
    faults(
        "deb https://me:" + TOKEN + "@esm.ubuntu.com/infra/ubuntu jammy-infra-security main",
        "deb [arch=amd46] http://archive.ubuntu.com/ubuntu jammy main");

    assertThat(words(verifier().call().warnings()))
        .contains(
            "line 5: has another user than bearer before the token of esm-infra",
            "line 6: names the unknown architecture 'amd46'");
  }
}
