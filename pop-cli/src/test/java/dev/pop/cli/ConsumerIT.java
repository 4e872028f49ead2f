package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A program that embeds the library, built of nothing but what its POM resolves to: with the
 * versions that the library brings and with those of Spring Boot, on the class path and as a
 * module, with the Java that runs this and with the latest that this machine has.
 */
@Timeout(120)
class ConsumerIT {
  /** The project without Jetty, and with the newest versions. */
  private static final String CURRENT = "current";

  /** The project with Jetty, and with the lowest versions that docs/embedding.md names. */
  private static final String SPRING_BOOT = "spring-boot";

  private static final Path PAGE = Path.of("../docs/embedding.md");
  private static final Path DISTRIBUTION = Path.of("target/pop/lib");

  /** A row of the table of versions: artifact, lowest, highest. */
  private static final Pattern VERSIONS =
      Pattern.compile("^\\| `([a-z0-9-]+)` \\| ([0-9.]+) \\| ([0-9.]+) \\|", Pattern.MULTILINE);

  /**
   * In a name space of its own: file systems that are full and read only, and a user whom modes
   * bind. Arguments: the directory for these, and the command.
   */
  private static final String WITH_BAD_DISKS =
      """
      cd "$0"
      mkdir full read-only
      mkdir -m 0500 closed
      mount -t tmpfs -o nr_inodes=1 none full
      mount -t tmpfs -o ro none read-only
      exec setpriv --bounding-set=-dac_override,-dac_read_search "$@"
      """;

  private static ConsumerUpstream upstream;

  @BeforeAll
  static void serve(@TempDir Path directory) throws Exception {
    upstream = ConsumerUpstream.start(directory);
  }

  @AfterAll
  static void stop() {
    upstream.close();
  }

  /** How the program is run. */
  record Way(String project, boolean modules, Jdk jdk) {
    @Override
    public String toString() {
      return project + (modules ? ", modules, " : ", class path, ") + jdk;
    }
  }

  /** Each project both ways, and both ways with both of the oldest and the latest Java. */
  static List<Way> ways() throws IOException {
    List<Jdk> jdks = Jdk.found();
    Jdk latest = jdks.get(jdks.size() - 1);
    return List.of(
        new Way(CURRENT, true, jdks.get(0)),
        new Way(SPRING_BOOT, false, jdks.get(0)),
        new Way(CURRENT, false, latest),
        new Way(SPRING_BOOT, true, latest));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void program_doesEverythingWithTheLibrary(Way way, @TempDir Path scratch) throws Exception {
    Consumer consumer = Consumer.compile(way.project(), way.modules(), scratch.resolve("classes"));
    List<String> command =
        new ArrayList<>(List.of("unshare", "--map-root-user", "--mount", "sh", "-ec"));
    command.addAll(List.of(WITH_BAD_DISKS, scratch.toString()));
    command.addAll(consumer.command(way.jdk(), upstream.arguments(scratch)));

    Tool.Result result = Tool.in(scratch).run(command);

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output().lines())
        .containsSubsequence(
            "two mirrors at once",
            "estimate, verify, health, cleanup",
            "cancel and resume",
            "kinds of failure",
            "tokens in memory",
            "serve");
  }

  /** The page says from which version to which one a library is tested. */
  @Test
  void versionsOnThePage_areThoseOfTheProjects() throws Exception {
    Set<String> lowest = Consumer.libraryNames(SPRING_BOOT);
    Set<String> highest = Consumer.libraryNames(CURRENT);
    try (Stream<Path> distribution = Files.list(DISTRIBUTION)) {
      distribution.forEach(jar -> highest.add(jar.getFileName().toString()));
    }

    List<MatchResult> rows = VERSIONS.matcher(Files.readString(PAGE)).results().toList();

    assertThat(rows).hasSizeGreaterThanOrEqualTo(5);
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(lowest).contains(row.group(1) + "-" + row.group(2) + ".jar");
              assertThat(highest).contains(row.group(1) + "-" + row.group(3) + ".jar");
            });
  }

  @Test
  void projectWithoutJetty_getsNone() throws Exception {
    assertThat(Consumer.libraryNames(CURRENT))
        .anyMatch(name -> name.startsWith("pop-core-"))
        .noneMatch(name -> name.startsWith("jetty-"));
  }
}
