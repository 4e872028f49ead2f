package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.io.Compression;
import dev.pop.mirror.fixture.MirrorFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code bin/pop} does around the program, for machines that others use too. */
@Timeout(120)
class LauncherIT {
  private static final Path POP = Path.of("target/pop/bin/pop").toAbsolutePath();

  @TempDir Path directory;
  private MirrorFixture world;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.in(directory);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private String run(String script, Map<String, String> environment) throws Exception {
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", script, "sh", POP.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  private String sync() throws IOException {
    Path list = directory.resolve("mirror.list");
    Files.writeString(list, world.listText("deb URL jammy main"));
    return "\"$1\" sync --no-progress --mirror-list " + list;
  }

  /** Without a directory for temporary files, a library that unpacks itself cannot be loaded. */
  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"ZSTD", "LZ4", "XZ"})
  void nativeLibraries_areNotUnpackedAnywhere(Compression form) throws Exception {
    world.archive().compressions(form).suite("jammy").add("main", MirrorFixture.deb("hello", "1"));
    world.archive().write();
    Path home = Files.createDirectory(directory.resolve("home"));

    run(sync(), Map.of("HOME", home.toString(), "POP_JAVA_OPTS", "-Djava.io.tmpdir=/nonexistent"));

    assertThat(world.root().resolve("dists/jammy/InRelease")).exists();
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void umaskOfTheCaller_letsNobodyElseWrite() throws Exception {
    world.archive().suite("jammy").add("main", MirrorFixture.deb("hello", "1"));
    world.archive().write();
    Path log = directory.resolve("pop.log");

    run("umask 000; " + sync() + " --log-file " + log, Map.of());

    try (Stream<Path> files = Files.walk(world.base())) {
      for (Path file : (Iterable<Path>) Stream.concat(files, Stream.of(log))::iterator) {
        assertThat(Files.getPosixFilePermissions(file))
            .as("%s", file)
            .doesNotContain(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);
      }
    }
  }

  @Test
  void cores_areLeftOnlyWhereTheyAreAskedFor() throws Exception {
    Path java = directory.resolve("jdk/bin/java");
    Files.createDirectories(directory.resolve("jdk/bin"));
    Files.writeString(java, "#!/bin/sh\nulimit -c\n");
    Files.setPosixFilePermissions(java, Files.getPosixFilePermissions(POP));
    Map<String, String> home = Map.of("JAVA_HOME", directory.resolve("jdk").toString());

    assertThat(run("ulimit -c unlimited; \"$1\" --version", home).strip()).isEqualTo("0");
    assertThat(run("ulimit -c unlimited; POP_CORE_DUMPS=1 \"$1\" --version", home).strip())
        .isEqualTo("unlimited");
  }

  @Test
  void classArchiveOfAnotherUser_isNotUsed() throws Exception {
    Path copy = directory.resolve("pop");
    run("cp -a \"${1%/bin/pop}\" " + copy, Map.of());
    Path classes = copy.resolve("lib/classes.jsa");
    String asks = "\"" + copy + "/bin/pop\" --version";
    Path java = directory.resolve("jdk/bin/java");
    Files.createDirectories(directory.resolve("jdk/bin"));
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(java, Files.getPosixFilePermissions(POP));
    Files.setLastModifiedTime(java, Files.getLastModifiedTime(POP));
    Files.writeString(Path.of(classes + ".of"), java.toRealPath() + " " + copy.toRealPath() + "\n");
    Map<String, String> home = Map.of("JAVA_HOME", directory.resolve("jdk").toString());
    run("touch " + classes, Map.of());
    assertThat(run(asks, home)).contains("-XX:SharedArchiveFile=" + classes.toRealPath());

    run("chown 65534 " + classes, Map.of());

    assertThat(run(asks, home)).doesNotContain("SharedArchiveFile");
  }

  @Test
  void lock_isClosedToOtherUsers() throws Exception {
    world.archive().suite("jammy").add("main", MirrorFixture.deb("hello", "1"));
    world.archive().write();
    Files.createDirectories(world.var());
    Path lock = Files.createFile(world.var().resolve("apt-mirror.lock")); // as the Perl program's

    run(sync(), Map.of());

    assertThat(Files.getPosixFilePermissions(lock))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  }
}
