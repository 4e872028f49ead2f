package dev.pop.cli;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static dev.pop.mirror.fixture.MirrorFixture.largeDeb;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.ReceivedRequest;
import dev.pop.mirror.fixture.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A token that is replaced costs no download, and nothing remembers it: the mirror goes on with the
 * new one where it was with the old.
 */
@Timeout(120)
class RotatedTokensTest {
  private static final String SUITE = "jammy-infra-security";
  private static final String OLD = Mark.SECRET;
  private static final String NEW = "AnOtHeRtOkEn";

  @TempDir Path directory;
  private MirrorFixture world;
  private Path pop;

  /** Where the PoP has its copies. */
  private static final String KEYS = "etc/apt/trusted.gpg.d";

  /** What brings a token into the list. */
  enum Way {
    SETUP("setup", "--keyrings", "KEYS", "--no-probe", "--no-estimate"),
    CREATE_MIRROR_LIST("create-mirror-list");

    private final String command;
    private final ImmutableList<String> options;

    Way(String command, String... options) {
      this.command = command;
      this.options = ImmutableList.copyOf(options);
    }
  }

  @BeforeEach
  void start() throws Exception {
    world = MirrorFixture.in(directory);
    world.archive().suite(SUITE).add("main", deb("hello", "1.0"), largeDeb("large"));
    world.archive().write();
    pop = directory.resolve("pop");
    for (Path keys : List.of(directory.resolve("upstream/keys"), pop.resolve(KEYS))) {
      Files.createDirectories(keys);
      Files.write(keys.resolve("ubuntu-pro-esm-infra.gpg"), MirrorFixture.KEY.publicKeyring());
    }
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @ParameterizedTest
  @EnumSource
  void sync_rotated_asksOnlyForWhatIsNewAndForgetsTheOld(Way way) throws Exception {
    use(way, OLD);
    sync("--json").exits(ExitCode.DONE);
    Tree mirrored = Tree.of(world.mirror());

    use(way, NEW);
    world.upstream().clear();
    JsonObject report = sync("--json").exits(ExitCode.DONE).json();

    assertThat(report.get("downloaded_files").getAsInt()).isZero();
    assertThat(world.upstream().requests())
        .isNotEmpty()
        .allMatch(ReceivedRequest::authorizationSent)
        .allMatch(request -> request.status() == 304);
    assertThatMirror(world).isAsBefore(mirrored);
    nothingHoldsTheOld(way);
  }

  @ParameterizedTest
  @EnumSource
  void sync_cutOffAndRotated_goesOnInTheMiddle(Way way) throws Exception {
    use(way, OLD);
    Path list = pop.resolve("etc/mirror.list");
    Files.writeString(list, "set retry_delay 0\n" + Files.readString(list));
    world.upstream().fault(Fault.disconnectMidway().on(".*/large_.*"));
    sync("--json").exits(ExitCode.FAILED);

    use(way, NEW);
    world.upstream().clearFaults();
    world.upstream().clear();
    JsonObject report = sync("--json").exits(ExitCode.DONE).json();

    assertThat(report.get("resumed_files").getAsInt()).isEqualTo(1);
    assertThat(world.upstream().requests(".*/pool/.*"))
        .singleElement()
        .satisfies(request -> assertThat(request.range()).get().asString().matches("bytes=\\d+-"))
        .satisfies(request -> assertThat(request.status()).isEqualTo(206));
    assertThatMirror(world).equalsUpstream().hasNoTemporaryFiles();
    nothingHoldsTheOld(way);
  }

  /** The token in the list is also the only one that upstream takes from now on. */
  private void use(Way way, String token) throws Exception {
    world.upstream().requireBasic(Mark.USER, token);
    Files.createDirectories(pop);
    String contract =
        """
        {"contractInfo": {"resourceEntitlements": [{"type": "esm-infra", "entitled": true,
          "directives": {"aptURL": "BASE", "suites": ["SUITE"]}}]}}
        """
            .replace("BASE", world.url().replaceFirst("/ubuntu$", ""))
            .replace("SUITE", SUITE);
    List<String> words = new ArrayList<>(List.of(way.command));
    way.options.forEach(
        word -> words.add(word.replace("KEYS", directory.resolve("upstream/keys").toString())));
    words.addAll(
        List.of("--release", "jammy", "--arch", "amd64,source", "--entitlements", "infra"));
    words.addAll(List.of("--base-path", world.base().toString()));
    words.addAll(
        List.of(
            "--contract",
            Mark.plant(directory.resolve("contract.json"), contract).toString(),
            "--tokens",
            Mark.plant(directory.resolve("tokens"), "esm-infra: " + token).toString()));
    pop(words).exits(ExitCode.DONE);
    assertThat(pop.resolve("etc/mirror.list")).content().contains(":" + token + "@");
  }

  private Outcome sync(String... more) {
    List<String> words = new ArrayList<>(List.of("sync", "--no-progress"));
    words.addAll(List.of(more));
    return pop(words);
  }

  private Outcome pop(List<String> command) {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("--pop-dir", pop.toString()));
    words.addAll(List.of("--log-file", directory.resolve("pop.log").toString()));
    words.addAll(List.of("--log-level", "debug", "--stacktrace"));
    return Outcome.of(words.toArray(String[]::new));
  }

  private void nothingHoldsTheOld(Way way) throws Exception {
    assertThat(Mark.holders(directory)).isEmpty();
    assertThat(Files.size(directory.resolve("pop.log"))).isPositive();

    use(way, OLD);
    assertThat(Mark.holders(directory)).contains("pop/etc/mirror.list");
  }
}
