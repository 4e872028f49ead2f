package dev.pop.cli;

import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.cli.TwoPrograms.Known;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.sample.ArchiveBuilder;
import dev.pop.mirror.sample.FlatBuilder;
import dev.pop.mirror.sample.IndexKind;
import dev.pop.mirror.sample.SourcePackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged Perl program and ours do the same: trees, file lists, clean script, output. Every
 * difference is listed here with its reason; any other fails, and so does one that is gone.
 */
@Timeout(120)
class AptMirrorParityIT {
  /** What differs in every run. */
  private static final List<Known> ALWAYS =
      List.of(
          new Known(
              "only Perl: output: (Processing (translation|DEP-11|cnf) indexes: .*"
                  + "|Downloading [0-9]+ (index|translation|dep11|cnf) files using .*)",
              "it asks for every form of each index by guessing; we ask for what Release lists,"
                  + " all in one stage"),
          new Known(
              "only ours: output: Downloading [0-9]+ (release|index) files using .*",
              "Release files come first: only they tell which indices there are"));

  private static final Known PLAIN_INDEX =
      new Known(
          "tree: missing: .*/(Packages|Sources)",
          "it leaves the text in the mirror that it has decompressed for itself, whatever upstream"
              + " has");

  private static final Known GZIP_TRANSLATION =
      new Known(
          "tree: not expected: dists/.*/i18n/Translation-en.gz",
          "it takes only .bz2 and .xz of the translations that Release lists");

  private static final Known NO_SCRIPT =
      new Known(
          "only Perl: output: (Running the Post Mirror script"
              + " \\.\\.\\.|\\(BASE/var/postmirror.sh\\)|/bin/sh: .*|Post Mirror script has"
              + " completed.*)",
          "it runs a post-mirror script that is not there");

  private static final Known SOURCE_DIGESTS =
      new Known(
          "only ours: SHA(1|256): .*/hello_1.0(-1)?\\.(dsc|orig.tar.xz|debian.tar.xz)",
          "of sources it reads the MD5 digests only, which new archives leave out");

  @TempDir Path directory;
  private MirrorFixture world;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.in(directory);
    world
        .archive()
        .acquireByHash(false)
        .suite("jammy")
        .architectures("amd64", "arm64")
        .indices(IndexKind.values())
        .add("main", deb("hello", "1.0"), deb("world", "1.0~rc1"));
    world
        .archive()
        .suite("jammy")
        .add("main", SourcePackage.named("hello", "1.0-1").build())
        .add("main", deb("hello", "1.0", "arm64"));
    world.archive().suite("jammy-updates").add("main", deb("hello", "1.1"));
    FlatBuilder.of(world.archive(), "flat/").add(deb("data", "1.0"));
    world.archive().write();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void compare(TwoPrograms programs, Known... known) throws Exception {
    TwoPrograms.Result perl = programs.runPerl();
    TwoPrograms.Result ours = programs.runOurs();

    assertThat(perl.exitCode()).as(perl.output()).isZero();
    assertThat(ours.exitCode()).isZero();
    List<Known> all = new ArrayList<>(ALWAYS);
    all.addAll(List.of(known));
    TwoPrograms.assertSame(perl, ours, all);
  }

  @Test
  void plain_andOnceMore() throws Exception {
    TwoPrograms programs = new TwoPrograms(world, "deb URL jammy main", "clean URL");
    programs.postMirror("echo \"in $(pwd), $# argument: '$1'\"\n");
    programs.put("pool/old.deb");
    programs.put("pool/it/is/old.deb");

    compare(programs, PLAIN_INDEX, GZIP_TRANSLATION);
    compare(programs, PLAIN_INDEX, GZIP_TRANSLATION);
  }

  @Test
  void sources() throws Exception {
    compare(
        new TwoPrograms(world, "deb-src URL jammy main", "clean URL"),
        PLAIN_INDEX,
        NO_SCRIPT,
        SOURCE_DIGESTS);
  }

  @Test
  void severalSuites() throws Exception {
    compare(
        new TwoPrograms(
            world, "deb URL jammy main", "deb URL jammy-updates main", "deb-src URL jammy main"),
        PLAIN_INDEX,
        GZIP_TRANSLATION,
        NO_SCRIPT,
        SOURCE_DIGESTS);
  }

  @Test
  void flat() throws Exception {
    compare(
        new TwoPrograms(world, "deb URL flat/", "clean URL"),
        PLAIN_INDEX,
        NO_SCRIPT,
        new Known("tree: not expected: flat/InRelease", "of a flat archive it takes no InRelease"));
  }

  @Test
  void otherArchitecture() throws Exception {
    compare(
        new TwoPrograms(world, "deb-arm64 URL jammy main", "clean URL"),
        PLAIN_INDEX,
        GZIP_TRANSLATION,
        NO_SCRIPT);
  }

  @Test
  void tilde() throws Exception {
    TwoPrograms programs =
        new TwoPrograms(world, "set _tilde 1", "deb URL jammy main", "clean URL");
    programs.put("pool/old~1.deb");

    String wget = "wget decodes %7E again, so its files do not have the names that its lists say";
    compare(
        programs,
        PLAIN_INDEX,
        GZIP_TRANSLATION,
        NO_SCRIPT,
        new Known("only Perl: clean.sh: rm -f '.*/pool/old%7E1.deb'", wget),
        new Known("only ours: clean.sh: rm -f '.*/pool/old~1.deb'", "this is its name on disk"),
        new Known("only Perl: output: Use of uninitialized value .*", wget));
  }

  @Test
  void unlink() throws Exception {
    TwoPrograms programs = new TwoPrograms(world, "set unlink 1", "deb URL jammy main");
    compare(programs, PLAIN_INDEX, GZIP_TRANSLATION, NO_SCRIPT);
    List<Path> links = new ArrayList<>();
    for (Path root : programs.roots()) {
      Path snapshot = root.resolveSibling("snapshot");
      Files.createLink(snapshot, root.resolve("dists/jammy/Release"));
      links.add(snapshot);
    }
    byte[] before = Files.readAllBytes(links.get(0));
    world.archive().suite("jammy").remove("main", "hello");
    world.archive().date(ArchiveBuilder.DEFAULT_DATE.plusSeconds(90)).write();

    compare(programs, PLAIN_INDEX, GZIP_TRANSLATION, NO_SCRIPT);

    assertThat(links).allSatisfy(link -> assertThat(link).hasBinaryContent(before));
  }

  @Test
  void autoclean() throws Exception {
    TwoPrograms programs =
        new TwoPrograms(world, "set _autoclean 1", "deb URL jammy main", "clean URL");
    programs.put("pool/old.deb");
    programs.put("pool/it/is/old.deb");

    compare(
        programs,
        PLAIN_INDEX,
        GZIP_TRANSLATION,
        new Known(
            "only Perl: output: (.* will be freed\\.\\.\\.Running the Post Mirror script \\.\\.\\."
                + "|\\(BASE/var/postmirror.sh\\)|/bin/sh: .*|Post Mirror script has completed.*)",
            "it ends the line with the next one, and runs a post-mirror script that is not there"),
        new Known("only ours: output: .* will be freed\\.\\.\\.", "ours is a line"),
        new Known("only ours: clean.sh: .*", "its script is empty, ours removes nothing"));

    assertThat(programs.roots())
        .allSatisfy(root -> assertThat(root.resolve("pool/old.deb")).doesNotExist());
  }

  @Test
  void skipClean() throws Exception {
    TwoPrograms programs =
        new TwoPrograms(world, "deb URL jammy main", "clean URL", "skip-clean URL/pool/kept");
    programs.put("pool/kept/old.deb");
    programs.put("pool/old.deb");

    compare(programs, PLAIN_INDEX, GZIP_TRANSLATION, NO_SCRIPT);
  }

  @Test
  void byHash() throws Exception {
    world.archive().acquireByHash(true).write();

    compare(
        new TwoPrograms(world, "deb URL jammy main", "clean URL"),
        PLAIN_INDEX,
        GZIP_TRANSLATION,
        NO_SCRIPT,
        new Known(
            "tree: not expected: dists/.*/by-hash/.*",
            "the packaged version mirrors no by-hash names, so clients meet mismatches"));
  }

  @Test
  void noReleaseAtAll() throws Exception {
    for (String suite : List.of("dists/jammy", "flat")) {
      for (String name : List.of("InRelease", "Release", "Release.gpg")) {
        Files.delete(world.archive().root().resolve(suite).resolve(name));
      }
    }

    compare(
        new TwoPrograms(
            world, "deb URL jammy main", "deb-src URL jammy main", "deb URL flat/", "clean URL"),
        PLAIN_INDEX,
        NO_SCRIPT,
        SOURCE_DIGESTS,
        new Known(
            "only Perl: output: Failed to open Release file from .*",
            "it looks for lists of translations and the like there; we warn in the log"));
  }
}
