package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemovedPathsTest {
  private static final String RELEASE = "h:80/u/dists/jammy/Release";

  @TempDir Path directory;

  private Optional<String> lost(String line) throws Exception {
    Path script = Files.writeString(directory.resolve("clean.sh"), "cd /m\n" + line + "\n");
    return new RemovedPaths(Path.of("/m")).firstOf(Set.of(RELEASE), script);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm -f 'h:80/u/dists/jammy/Release'",
        "rm -f './h:80/u/dists/jammy/Release'",
        "rm h:80/u/dists/jammy/Release",
        "rm -f \"h:80/u/dists/jammy/Release\"",
        "rm -f h:80/u/'dists'/jammy/Release",
        "  rm -f /m/h:80/u/dists/jammy/Release",
        "true; /bin/rm x 'h:80/u/dists/jammy/Release'",
        "rm -r h:80/u/dists",
        "rm -rf h:80/u/dists/",
        "rm -rf 'h:80/u/dists/jammy'; true",
        "rm -rf h:80",
        "rm -f h:80/u/dists/jammy/*",
        "rm -rf h:80/u/dist?",
      })
  void firstOf_whateverFormTheRemovalHas(String line) throws Exception {
    assertThat(lost(line)).hasValue(RELEASE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm -f 'h:80/u/pool/a.deb'",
        "rm -f 'h:80/u/dists/jammy/Release.old'",
        "rm -f 'h:80/u/dists/jammy/*'",
        "rm -f h:80/u/pool/*",
        "if test -d './h:80/u'; then rmdir './h:80/u'; fi",
        "echo 'h:80/u/dists/jammy/Release'",
      })
  void firstOf_harmless_none(String line) throws Exception {
    assertThat(lost(line)).isEmpty();
  }
}
