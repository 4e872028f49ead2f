package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.io.Compression;
import dev.pop.mirror.fixture.MirrorFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** A program without an archive, and a Java machine that prints how it is called. */
  private final class Launcher {
    private final Path copy = directory.resolve("pop");
    private final Path jdk = directory.resolve("jdk");

    Launcher() throws Exception {
      run("cp -a \"${1%/bin/pop}\" " + copy + "; rm -f " + copy + "/lib/classes.jsa", Map.of());
      Path java = jdk.resolve("bin/java");
      Files.createDirectories(jdk.resolve("bin"));
      Files.writeString(
          java,
          """
          #!/bin/sh
          for each; do
            case $each in -XX:SharedArchiveFile=*) file=${each#*=} ;; -Xshare:dump) dump=1 ;; esac
          done
          [ -z "${dump:-}" ] || : >"$file"
          printf '%s\\n' "$@"
          """);
      Files.setPosixFilePermissions(java, Files.getPosixFilePermissions(POP));
      Files.setLastModifiedTime(java, Files.getLastModifiedTime(POP));
    }

    /** Puts an archive there that is for this program and this Java machine. */
    Path archive(Path file) throws Exception {
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(
          Path.of(file + ".of"),
          jdk.resolve("bin/java").toRealPath() + " " + copy.toRealPath() + "\n");
      return Files.writeString(file, "");
    }

    Path beside() {
      return copy.resolve("lib/classes.jsa");
    }

    /** The archive that a command starts with. */
    Optional<Path> used(String command, Map<String, String> environment) throws Exception {
      Map<String, String> all = new HashMap<>(Map.of("CACHE_DIRECTORY", "/nonexistent"));
      all.putAll(environment);
      all.put("JAVA_HOME", jdk.toString());
      String option = "-XX:SharedArchiveFile=";
      return run("\"" + copy + "/bin/pop\" " + command, all)
          .lines()
          .filter(line -> line.startsWith(option))
          .map(line -> Path.of(line.substring(option.length())))
          .findFirst();
    }
  }

  @Test
  void classArchiveOfAnotherUser_isNotUsed() throws Exception {
    Launcher launcher = new Launcher();
    Path classes = launcher.archive(launcher.beside());
    assertThat(launcher.used("--version", Map.of())).contains(classes.toRealPath());

    run("chown 65534 " + classes, Map.of());

    assertThat(launcher.used("--version", Map.of())).isEmpty();
  }

  @Test
  void classArchiveBelowADirectoryOfAnotherUser_isNotUsedNorMade() throws Exception {
    Launcher launcher = new Launcher();
    Path upper = Files.createDirectory(directory.toRealPath().resolve("upper"));
    Path classes = launcher.archive(upper.resolve("lower/classes.jsa"));
    Map<String, String> environment = Map.of("POP_CLASS_ARCHIVE", classes.toString());
    assertThat(launcher.used("--version", environment)).contains(classes);

    run("chown 65534 " + upper, Map.of());

    assertThat(launcher.used("--version", environment)).isEmpty();
    Files.delete(classes);
    assertThat(launcher.used("sync", environment)).isEmpty();
    assertThat(classes).doesNotExist();
  }

  @Test
  void classArchive_missing_isMadeWhereTheEnvironmentSays() throws Exception {
    Launcher launcher = new Launcher();
    Path classes = directory.toRealPath().resolve("cache dir/archive");
    Files.createDirectory(directory.resolve("cache dir"));
    Map<String, String> environment = Map.of("POP_CLASS_ARCHIVE", classes.toString());

    assertThat(launcher.used("--version", environment)).as("not worth it").isEmpty();
    assertThat(launcher.used("sync", environment)).contains(classes);
    assertThat(launcher.used("--version", environment)).contains(classes);
    assertThat(launcher.beside()).doesNotExist();
  }

  /** For users who may not write beside the jars. */
  @Test
  void classArchiveInTheCacheDirectory_isUsedWhereNoneLiesBesideTheJars() throws Exception {
    Launcher launcher = new Launcher();
    Path cache = directory.toRealPath().resolve("cache");
    Path classes = launcher.archive(cache.resolve("classes.jsa"));
    Map<String, String> environment = Map.of("CACHE_DIRECTORY", cache.toString());
    assertThat(launcher.used("--version", environment)).contains(classes);

    Files.delete(cache.resolve("classes.jsa.of"));

    assertThat(launcher.used("--version", environment)).as("nobody knows what it is").isEmpty();
    launcher.archive(launcher.beside());
    assertThat(launcher.used("--version", environment)).contains(launcher.beside().toRealPath());
  }

  /** A container may have no flock and no sync, nor most of what else is usual. */
  @Test
  void sync_withAJavaRuntimeAlone_publishes() throws Exception {
    world.archive().suite("jammy").add("main", MirrorFixture.deb("hello", "1"));
    world.archive().write();
    Path few = Files.createDirectory(directory.resolve("few"));
    for (String program : List.of("readlink", "uname")) {
      Path file = few.resolve(program);
      Files.writeString(file, "#!/bin/sh\nexec /usr/bin/" + program + " \"$@\"\n");
      Files.setPosixFilePermissions(file, Files.getPosixFilePermissions(POP));
    }

    run(sync(), Map.of("PATH", few.toString(), "JAVA_HOME", System.getProperty("java.home")));

    assertThat(world.root().resolve("dists/jammy/InRelease")).exists();
  }

  @Test
  void sync_whereNativeCodeCannotBeLoaded_programsOfTheSystemHelp() throws Exception {
    world.archive().suite("jammy").add("main", MirrorFixture.deb("hello", "1"));
    world.archive().write();
    Path copy = directory.resolve("pop");
    run("cp -a \"${1%/bin/pop}\" " + copy + "; rm " + copy + "/lib/native/*/*jni*", Map.of());

    run(sync().replace("$1", copy + "/bin/pop"), Map.of());

    assertThat(world.root().resolve("dists/jammy/InRelease")).exists();
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
