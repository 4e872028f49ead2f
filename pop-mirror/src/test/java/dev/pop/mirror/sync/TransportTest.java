package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.estimator.SizeEstimator;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.ReceivedRequest;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs over other ways than a plain web server's. */
@Timeout(60)
class TransportTest {
  @TempDir Path directory;
  private MirrorFixture world;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void localArchive_mirroredOnceAndThenUnchanged() throws Exception {
    Path upstream = world.archive().root();
    MirrorList list =
        world.list(
            "deb [arch=amd64,src] file:" + upstream + " jammy main", "clean file:" + upstream);

    SyncReport first = world.sync(list);

    assertThat(first.failures()).isEmpty();
    assertThat(first.status()).isEqualTo(SyncReport.Status.COMPLETE);
    Path root = world.mirror().resolve(upstream.toString().substring(1));
    assertThat(Tree.of(root)).isEqualTo(Tree.of(upstream));
    assertThat(world.upstream().requests()).isEmpty();

    SyncReport second = world.sync(list);
    assertThat(second.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(second.downloadedFiles()).isZero();
    assertThat(SizeEstimator.of(list).call().problems()).isEmpty();
  }

  @Test
  void localArchive_notThere_isNamed() throws Exception {
    SyncReport report = world.sync(world.list("deb file:///nowhere/ubuntu jammy main"));

    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.url()).isEqualTo("file:///nowhere/ubuntu jammy");
              assertThat(failure.reason()).startsWith("neither InRelease nor Release is there");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {".*", ".*/InRelease", ".*/Release"})
  void upstreamSaysUnchangedThoughNothingIsThere_isNamed(String paths) throws Exception {
    world.upstream().fault(Fault.status(304).on(paths));
    if (paths.endsWith("/Release")) {
      world.upstream().fault(Fault.status(404).on(".*/InRelease"));
    }

    SyncReport report = world.sync(world.jammy());

    assertThat(report.status()).isEqualTo(SyncReport.Status.FAILED);
    assertThat(report.failures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.reason())
                    .isEqualTo("the server answers 304 to a plain request"));
  }

  @Test
  void credentialsOfAptsAuthFile_sentAndNowhereWritten() throws Exception {
    world.upstream().requireBasic("bearer", "mArKedSecret");
    Path auth =
        Files.writeString(
            directory.resolve("auth.conf"),
            "machine " + world.url() + " login bearer password mArKedSecret\n");
    Files.setPosixFilePermissions(auth, PosixFilePermissions.fromString("rw-------"));

    MirrorList list =
        world.list("set etc_netrc " + auth, "deb [arch=amd64,src] URL jammy main", "clean URL");
    SyncReport report = world.sync(list);

    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(world.upstream().requests()).allMatch(ReceivedRequest::authorizationSent);
    assertThat(report.toString()).doesNotContain("mArK");
    assertThatMirror(world).equalsUpstream().nowhereContains("mArKedSecret");
  }
}
