package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.Chaos;
import dev.pop.mirror.fixture.Generations;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.PublishedSuites;
import dev.pop.mirror.fixture.Thorough;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs against a server on a bad day, two in a row on each mirror, then one on a good day: hundreds
 * of them in a thorough build. The seed is the name of the test: {@code seeds} with that one alone
 * repeats it.
 */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class FaultyUpstreamTest {
  private static final int WORLDS = Thorough.count(20, 300);
  private static final int LAST = 4;

  @TempDir static Path archives;

  private static Generations archive;

  @TempDir Path directory;

  @BeforeAll
  static void writeArchives() throws IOException {
    archive = Generations.write(archives, LAST + 1);
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, WORLDS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyRun_completeOrNamed_neverBroken(long seed) throws Exception {
    try (MirrorFixture world = MirrorFixture.in(directory)) {
      if (seed % 3 == 0) {
        world.useTls();
      }
      MirrorList list =
          world.list(
              "set nthreads " + (seed % 2 == 0 ? 1 : 4),
              "set retry_attempts 3",
              "set retry_delay 0",
              "deb URL jammy main",
              "deb URL jammy-security main",
              "clean URL");

      Chaos.apply(world.upstream(), archive, 1, 2, seed);
      completeOrNamed(world, MirrorFixture.impatient(list));
      Chaos.apply(world.upstream(), archive, 2, LAST, ~seed);
      completeOrNamed(world, MirrorFixture.impatient(list));

      Chaos.end(world.upstream(), archive, LAST + 1);
      world.completes(list);
      assertSound(world, list);
      assertThat(signed(world.tree())).isEqualTo(signed(Tree.of(archive.archive(LAST + 1))));
      assertThatMirror(world).hasNoTemporaryFiles();
      assertThat(world.mirror().resolve(".pop")).doesNotExist();
      assertThat(world.skeleton().resolve(".pop")).doesNotExist();
    }
  }

  private static Tree signed(Tree tree) {
    return tree.only("dists/[^/]*/(InRelease|Release|Release.gpg)");
  }

  private static void completeOrNamed(MirrorFixture world, MirrorList list) throws Exception {
    SyncReport report = world.sync(list);
    assertThat(PublishedSuites.faults(world.root())).isEmpty();
    if (report.status() == SyncReport.Status.COMPLETE) {
      assertThat(report.failures()).isEmpty();
      assertSound(world, list);
    } else {
      assertThat(report.failures()).isNotEmpty();
      assertThat(report.repositories())
          .filteredOn(suite -> suite.status() == SuiteReport.Status.FAILED)
          .allSatisfy(suite -> assertThat(suite.problems()).isNotEmpty());
    }
  }

  private static void assertSound(MirrorFixture world, MirrorList list) throws Exception {
    assertThatMirror(world).isSound(list);
    assertThat(PublishedSuites.faults(world.root())).isEmpty();
    assertThat(PublishedSuites.count(world.root())).isEqualTo(2);
  }
}
