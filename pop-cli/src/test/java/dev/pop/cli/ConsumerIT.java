package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
 * module, with each Java that this machine has.
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

  /** All there are with the Java that runs this, and each project once with each later one. */
  static List<Way> ways() throws IOException {
    List<Way> ways = new ArrayList<>();
    for (Jdk jdk : Jdk.found()) {
      ways.add(new Way(CURRENT, true, jdk));
      ways.add(new Way(SPRING_BOOT, false, jdk));
      if (jdk.isRunning()) {
        ways.add(new Way(CURRENT, false, jdk));
        ways.add(new Way(SPRING_BOOT, true, jdk));
      }
    }
    return ways;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void program_doesEverythingWithTheLibrary(Way way, @TempDir Path scratch) throws Exception {
    Consumer consumer = Consumer.compile(way.project(), way.modules(), scratch.resolve("classes"));

    Tool.Result result =
        Tool.in(scratch).run(consumer.command(way.jdk(), upstream.arguments(scratch)));

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
  void versionsOnThePage_areThoseOfTheProjects(@TempDir Path scratch) throws Exception {
    Set<String> lowest = libraries(SPRING_BOOT, scratch);
    Set<String> highest = libraries(CURRENT, scratch);
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
  void projectWithoutJetty_getsNone(@TempDir Path scratch) throws Exception {
    assertThat(libraries(CURRENT, scratch))
        .anyMatch(name -> name.startsWith("pop-core-"))
        .noneMatch(name -> name.startsWith("jetty-"));
  }

  private static Set<String> libraries(String project, Path scratch) throws IOException {
    return new TreeSet<>(Consumer.compile(project, false, scratch).libraryNames());
  }
}
