package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.ReceivedRequest;
import dev.pop.mirror.fixture.RecordedEvents;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.fixture.UpstreamServer;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.sample.ArchiveBuilder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A password goes to its server and nowhere else. */
@Timeout(60)
class CredentialsTest {
  private static final String USER = "uSeRmArK";
  private static final String PASSWORD = "sEcReTmArK/7";

  @TempDir Path directory;
  private MirrorFixture world;
  private final RecordedEvents events = new RecordedEvents();

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
    world.upstream().requireBasic(USER, PASSWORD);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void goodRuns_nowhere() throws Exception {
    run(SyncReport.Status.COMPLETE);
    world.archive().suite("jammy").remove("main", "hello");
    world.archive().date(ArchiveBuilder.DEFAULT_DATE.plusSeconds(60)).write();

    SyncReport report = run(SyncReport.Status.COMPLETE);

    assertThat(report.removableFiles()).isPositive();
    assertThat(world.upstream().requests()).allMatch(ReceivedRequest::authorizationSent);
    assertThat(Tree.of(world.mirror()).paths()).allMatch(path -> path.startsWith(world.diskPath()));
    assertThat(MirrorVerifier.of(list()).deep(true).call().toString()).doesNotContain("mArK");
  }

  @Test
  void wrongPassword_nowhere() throws Exception {
    world.upstream().requireBasic(USER, "another");

    SyncReport report = run(SyncReport.Status.FAILED);

    assertThat(report.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.url()).isEqualTo(world.url() + "/dists/jammy/InRelease");
              assertThat(failure.reason()).startsWith("401: the server refuses the credentials");
            });
  }

  @Test
  void everythingFails_nowhere() throws Exception {
    world.upstream().fault(Fault.status(404).on(".*Contents.*|.*/by-hash/.*"));
    world.upstream().fault(Fault.corrupted(1).on(".*/hello_.*"));
    world.upstream().fault(Fault.status(500).on(".*/world_.*"));

    assertThat(run(SyncReport.Status.FAILED).failures()).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void serverGone_nowhere() throws Exception {
    world.upstream().close();

    run(SyncReport.Status.FAILED);
  }

  @Test
  void redirectToAnotherServer_notSentThere() throws Exception {
    try (UpstreamServer other = UpstreamServer.start(world.archive().root().resolveSibling(""))) {
      String deb = "ubuntu/pool/main/h/hello/hello_1.0_amd64.deb";
      world.upstream().fault(Fault.redirect(other.url(deb)).on(deb));

      run(SyncReport.Status.COMPLETE);

      assertThat(other.requests())
          .singleElement()
          .satisfies(request -> assertThat(request.authorizationSent()).isFalse());
    }
    assertThatMirror(world).equalsUpstream();
  }

  @Test
  void faultyList_messageWithout() {
    assertThat(
            catchThrowable(
                () ->
                    world.list(
                        "deb http://" + USER + ":" + PASSWORD + "@exa mple/ubuntu jammy main",
                        "deb http://" + USER + ":sEcReTmArK@/ubuntu jammy main",
                        "deb http://user:sEcReT mArK@host/ubuntu jammy main",
                        "debb http://" + USER + ":sEcReTmArK@host/ubuntu jammy main")))
        .isNotNull()
        .satisfies(e -> assertThat(e.toString()).doesNotContain("mArK", "sEcReT"));
  }

  private MirrorList list() throws Exception {
    String url = world.url(USER, "sEcReTmArK%2F7");
    return world.list("deb [arch=amd64,src] " + url + " jammy main", "clean " + url);
  }

  private SyncReport run(SyncReport.Status expected) throws Exception {
    SyncReport report = MirrorSync.of(list()).events(events).call();

    assertThat(report.status()).isEqualTo(expected);
    assertThat(report.toString()).doesNotContain("mArK");
    assertThat(events.lines()).isNotEmpty().noneMatch(line -> line.contains("mArK"));
    assertThat(list().toString()).doesNotContain("sEcReT");
    assertThatMirror(world).nowhereContains("mArK").hasNoTemporaryFiles();
    return report;
  }
}
