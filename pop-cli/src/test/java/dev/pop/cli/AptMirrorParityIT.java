package dev.pop.cli;

import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.cli.TwoPrograms.Known;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.sample.ArchiveBuilder;
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

  @TempDir Path directory;
  private MirrorFixture world;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.in(directory);
    world
        .archive()
        .acquireByHash(false)
        .suite("jammy")
        .indices(IndexKind.values())
        .add("main", deb("hello", "1.0"), deb("world", "1.0~rc1"));
    world
        .archive()
        .suite("jammy")
        .add("main", SourcePackage.named("hello", "1.0-1").build())
        .add("main", deb("hello", "1.0", "arm64"));
    world.archive().suite("jammy-updates").add("main", deb("hello", "1.1"));
    world.archive().flat("flat/").add(deb("data", "1.0"));
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

    compare(programs);
    compare(programs);
  }

  @Test
  void sources() throws Exception {
    compare(new TwoPrograms(world, "deb-src URL jammy main", "clean URL"));
  }

  @Test
  void severalSuites() throws Exception {
    compare(
        new TwoPrograms(
            world, "deb URL jammy main", "deb URL jammy-updates main", "deb-src URL jammy main"));
  }

  @Test
  void flat() throws Exception {
    compare(new TwoPrograms(world, "deb URL flat/", "clean URL"));
  }

  @Test
  void otherArchitecture() throws Exception {
    compare(new TwoPrograms(world, "deb-arm64 URL jammy main", "clean URL"));
  }

  @Test
  void tilde() throws Exception {
    TwoPrograms programs =
        new TwoPrograms(world, "set _tilde 1", "deb URL jammy main", "clean URL");
    programs.put("pool/old~1.deb");

    compare(programs);
  }

  @Test
  void unlink() throws Exception {
    TwoPrograms programs = new TwoPrograms(world, "set unlink 1", "deb URL jammy main");
    compare(programs);
    List<Path> links = new ArrayList<>();
    for (Path root : programs.roots()) {
      Path snapshot = root.resolveSibling("snapshot");
      Files.createLink(snapshot, root.resolve("dists/jammy/Release"));
      links.add(snapshot);
    }
    byte[] before = Files.readAllBytes(links.get(0));
    world.archive().suite("jammy").remove("main", "hello");
    world.archive().date(ArchiveBuilder.DEFAULT_DATE.plusSeconds(90)).write();

    compare(programs);

    assertThat(links).allSatisfy(link -> assertThat(link).hasBinaryContent(before));
  }

  @Test
  void autoclean() throws Exception {
    TwoPrograms programs =
        new TwoPrograms(world, "set _autoclean 1", "deb URL jammy main", "clean URL");
    programs.put("pool/old.deb");
    programs.put("pool/it/is/old.deb");

    compare(programs);

    assertThat(programs.roots())
        .allSatisfy(root -> assertThat(root.resolve("pool/old.deb")).doesNotExist());
  }

  @Test
  void skipClean() throws Exception {
    TwoPrograms programs =
        new TwoPrograms(world, "deb URL jammy main", "clean URL", "skip-clean URL/pool/kept");
    programs.put("pool/kept/old.deb");
    programs.put("pool/old.deb");

    compare(programs);
  }

  @Test
  void byHash() throws Exception {
    world.archive().acquireByHash(true).write();

    compare(new TwoPrograms(world, "deb URL jammy main", "clean URL"));
  }
}
