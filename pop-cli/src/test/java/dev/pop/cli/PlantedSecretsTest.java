package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A secret that commands work with is in nothing that they print, whatever goes wrong, and in no
 * file but the one that it came in.
 */
@Timeout(120)
class PlantedSecretsTest {
  @TempDir Path directory;
  private MirrorFixture world;
  private final MockWebServer tls = new MockWebServer();
  private Path log;

  /** Where the credentials of an archive stand. */
  enum Source {
    LIST,
    AUTH_FILE
  }

  /** What goes wrong, and the words that show that it did. */
  enum Trouble {
    NONE("complete: "),
    REFUSED("401: the server refuses the credentials"),
    NOBODY_THERE("no connection to "),
    STRANGE_CERTIFICATE("its certificate is not trusted"),
    PROXY_REFUSES("407: the proxy refuses the credentials"),
    WRONG_BYTES("its digest is ");

    private final String words;

    Trouble(String words) {
      this.words = words;
    }
  }

  @BeforeEach
  void start() throws Exception {
    world = MirrorFixture.withJammy(directory);
    log = directory.resolve("pop.log");
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
    tls.useHttps(
        new HandshakeCertificates.Builder()
            .heldCertificate(certificate)
            .build()
            .sslSocketFactory());
    tls.start();
  }

  @AfterEach
  void stop() {
    tls.close();
    world.close();
  }

  static Stream<Arguments> all() {
    return Stream.of(Source.values())
        .flatMap(from -> Stream.of(Trouble.values()).map(it -> Arguments.of(from, it)));
  }

  /** Makes the trouble and returns the archive's URL. */
  private String make(Trouble trouble) {
    world.upstream().requireBasic(Mark.USER, Mark.SECRET);
    switch (trouble) {
      case NONE -> {}
      case REFUSED -> world.upstream().requireBasic(Mark.USER, "another");
      case NOBODY_THERE -> world.upstream().close();
      case STRANGE_CERTIFICATE -> {
        return tls.url("/ubuntu").toString();
      }
      case PROXY_REFUSES -> world.upstream().fault(Fault.status(407));
      case WRONG_BYTES -> world.upstream().fault(Fault.corrupted(1).on(".*deb"));
    }
    return world.url();
  }

  private Path list(Source source, Trouble trouble, String url) throws Exception {
    List<String> lines = new ArrayList<>(List.of("set retry_attempts 1"));
    lines.add("set metrics_file " + directory.resolve("pop.prom"));
    if (trouble == Trouble.PROXY_REFUSES) {
      lines.add("set use_proxy on\nset http_proxy " + world.upstream().url("/"));
      lines.add("set proxy_user " + Mark.USER + "\nset proxy_password SECRET");
      lines.add("set allow_insecure_credentials 1");
    }
    String line = "deb [arch=amd64,src] " + url + " jammy main";
    if (source == Source.LIST) {
      lines.add(line.replace("://", "://" + Mark.USER + ":SECRET@"));
    } else {
      String entry = "machine " + url + " login " + Mark.USER + " password SECRET\n";
      lines.add("set etc_netrc " + Mark.plant(directory.resolve("auth.conf"), entry));
      lines.add(line);
    }
    lines.add("clean " + url);
    return Mark.plant(
        directory.resolve("mirror.list"), world.listText(lines.toArray(String[]::new)));
  }

  private Outcome pop(List<String> command, String level, String format) {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("--log-level", level, "--log-format", format));
    words.addAll(List.of("--log-file", log.toString(), "--stacktrace"));
    words.addAll(List.of("--pop-dir", directory.resolve("pop").toString()));
    Outcome outcome = Outcome.of(words.toArray(String[]::new));
    assertThat(Mark.isIn(outcome.out() + outcome.err()))
        .as("%s prints it: %s", words, outcome)
        .isFalse();
    return outcome;
  }

  @ParameterizedTest
  @MethodSource("all")
  void isInNoOutputAndNoOtherFile(Source source, Trouble trouble) throws Exception {
    String list = list(source, trouble, make(trouble)).toString();
    List<String> sync = List.of("sync", "--mirror-list", list);

    Outcome first = pop(sync, "debug", "text");
    assertThat(first.out() + first.err()).contains(trouble.words);
    for (String level : List.of("error", "warn", "info", "debug")) {
      for (String format : List.of("text", "json")) {
        pop(sync, level, format);
      }
    }
    for (List<String> command :
        List.of(
            List.of("sync", "--json"),
            List.of("sync", "--dry-run"),
            List.of("verify", "--deep"),
            List.of("estimate"),
            List.of("estimate", "--json"),
            List.of("verify-mirror-list", "--online"),
            List.of("verify-mirror-list", "--online", "--json"),
            List.of("cleanup", "--dry-run", "--json"),
            List.of("health"),
            List.of("health", "--json"),
            List.of("report"),
            List.of("report", "--json"),
            List.of("stats", "--json"),
            List.of("disk-usage", "--json"))) {
      List<String> words = new ArrayList<>(command);
      words.addAll(List.of("--mirror-list", list));
      pop(words, "debug", "text");
    }
    pop(List.of("apt-mirror", list), "debug", "json");

    assertThat(log).content().isNotEmpty();
    assertThat(directory.resolve("pop.prom")).content().isNotEmpty();
    boolean inList = source == Source.LIST || trouble == Trouble.PROXY_REFUSES;
    List<String> may = new ArrayList<>();
    if (source == Source.AUTH_FILE) {
      may.add("auth.conf");
    }
    if (inList) {
      may.add("mirror.list");
    }
    assertThat(Mark.holders(directory)).containsExactlyElementsOf(may);
    assertThat(Files.exists(world.root().resolve("dists/jammy/InRelease")))
        .isEqualTo(trouble == Trouble.NONE);
  }
}
