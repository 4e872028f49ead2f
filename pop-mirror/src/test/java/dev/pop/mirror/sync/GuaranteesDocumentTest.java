package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/guarantees.md and the tests that it names. */
class GuaranteesDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/guarantees.md");
  private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z0-9]*(?:Test|IT|Record))`");

  private static Set<String> testClasses() throws Exception {
    Set<String> classes = new TreeSet<>();
    for (String module : new String[] {"pop-core", "pop-mirror", "pop-cli"}) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src/test/java"))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".java"))
            .forEach(name -> classes.add(name.replace(".java", "")));
      }
    }
    return classes;
  }

  @Test
  void everyTestThatIsNamed_isThere() throws Exception {
    Set<String> named =
        NAMED
            .matcher(Files.readString(DOCUMENT))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(named).hasSizeGreaterThan(20).isSubsetOf(testClasses());
  }

  @Test
  void everyPromise_isShownBySomething() throws Exception {
    String[] promises = Files.readString(DOCUMENT).split("\n### ", -1);

    assertThat(promises).hasSize(9);
    assertThat(Stream.of(promises).skip(1))
        .allMatch(promise -> promise.contains("\nShown by: ") && NAMED.matcher(promise).find());
  }
}
