package dev.pop.mirror.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pop.core.OperationCancelledException;
import dev.pop.core.io.ProcessLock;
import dev.pop.mirror.estimator.SizeEstimate;
import dev.pop.mirror.estimator.SizeEstimator;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorLockedException;
import dev.pop.mirror.sync.MirrorCleanup;
import dev.pop.mirror.sync.MirrorSync;
import dev.pop.mirror.sync.MirrorVerifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JobsTest {
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-11-22T10:11:12Z"), ZoneOffset.UTC);

  @TempDir Path directory;
  private MirrorFixture world;
  private MirrorList list;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Jobs jobs = Jobs.on(threads, NOW);

  @BeforeEach
  void start() throws Exception {
    world = MirrorFixture.withJammy(directory);
    list = world.jammy();
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    world.close();
  }

  private Job<SyncReport> sync(Jobs by) throws MirrorLockedException {
    return by.start(
        Job.Kind.SYNC, list.settings(), progress -> MirrorSync.of(list).progress(progress));
  }

  @Test
  void start_progressAndResult() throws Exception {
    Job<SyncReport> job = sync(jobs);

    assertThat(job.result().status()).isEqualTo(SyncReport.Status.COMPLETE);
    assertThat(job.state()).isEqualTo(Job.State.DONE);
    assertThat(job.kind()).isEqualTo(Job.Kind.SYNC);
    assertThat(job.started()).isEqualTo(NOW.instant());
    assertThat(job.progress().name()).isEqualTo("publish");
    assertThat(job.end().toCompletableFuture().join()).isSameAs(job.result());
  }

  @Test
  void start_onTheCallingThread_hasEndedWhenItReturns() throws Exception {
    Jobs here = Jobs.on(Runnable::run, NOW);

    assertThat(sync(here).state()).isEqualTo(Job.State.DONE);
    Job<?> verify =
        here.start(Job.Kind.VERIFY, list.settings(), progress -> MirrorVerifier.of(list));
    assertThat(verify.state()).isEqualTo(Job.State.DONE);
    assertThat(here.atWork(list.settings())).isEmpty();
  }

  @Test
  void start_anotherAtWork_isRefusedAtOnce_butNotAnEstimate() throws Exception {
    world.upstream().fault(Fault.stalledAfter(10).on("ubuntu/pool/.*"));
    Job<SyncReport> first = sync(jobs);
    world.upstream().awaitRequest("ubuntu/pool/.*");

    assertThatThrownBy(
            () -> jobs.start(Job.Kind.CLEANUP, list.settings(), progress -> MirrorCleanup.of(list)))
        .isInstanceOf(MirrorLockedException.class);
    assertThat(jobs.atWork(list.settings())).containsSame(first);
    Job<SizeEstimate> estimate =
        jobs.start(
            Job.Kind.ESTIMATE,
            list.settings(),
            progress -> SizeEstimator.of(list).progress(progress));
    assertThat(estimate.result().problems()).isEmpty();
    assertThat(estimate.progress().name()).isEqualTo("index");
    assertThat(first.state()).isEqualTo(Job.State.RUNNING);
    first.cancel();

    assertThatThrownBy(first::result)
        .isInstanceOfSatisfying(
            OperationCancelledException.class,
            e ->
                assertThat(e.report(SyncReport.class))
                    .map(SyncReport::status)
                    .contains(SyncReport.Status.INTERRUPTED));
    assertThat(first.state()).isEqualTo(Job.State.CANCELLED);
  }

  @Test
  void start_anotherProcessAtWork_failsWithItsLock() throws Exception {
    MirrorLayout layout = MirrorLayout.of(list.settings());
    Files.createDirectories(layout.varPath());
    try (ProcessLock other = ProcessLock.tryAcquire(layout.lock()).orElseThrow()) {
      Job<SyncReport> job = sync(jobs);

      assertThatThrownBy(job::result).isInstanceOf(MirrorLockedException.class);
      assertThat(job.state()).isEqualTo(Job.State.FAILED);
      assertThat(other).isNotNull();
    }
    assertThat(sync(jobs).result().status()).isEqualTo(SyncReport.Status.COMPLETE);
  }

  @Test
  void start_executorTakesNoMore_leavesTheMirrorFree() throws Exception {
    ExecutorService closed = Executors.newSingleThreadExecutor();
    closed.shutdown();
    Jobs refused = Jobs.on(closed, NOW);

    assertThatThrownBy(() -> sync(refused)).isInstanceOf(RejectedExecutionException.class);
    assertThat(refused.atWork(list.settings())).isEmpty();
  }

  @Test
  void start_threadOfTheJobInterrupted_isCancelledWithItsReport() throws Exception {
    MirrorEvents interrupting =
        new MirrorEvents() {
          @Override
          public void runStarted(String run, Instant started) {
            Thread.currentThread().interrupt();
          }
        };
    Job<SyncReport> job =
        Jobs.on(Runnable::run, NOW)
            .start(
                Job.Kind.SYNC,
                list.settings(),
                progress -> MirrorSync.of(list).events(interrupting));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(job.state()).isEqualTo(Job.State.CANCELLED);
    assertThatThrownBy(job::result)
        .isInstanceOfSatisfying(
            OperationCancelledException.class,
            e ->
                assertThat(e.report(SyncReport.class))
                    .map(SyncReport::status)
                    .contains(SyncReport.Status.INTERRUPTED));
  }

  @Test
  void start_operationThatWasCalledBefore_leavesTheMirrorFree() throws Exception {
    MirrorVerifier called = MirrorVerifier.of(list);
    called.call();

    assertThatThrownBy(() -> jobs.start(Job.Kind.VERIFY, list.settings(), progress -> called))
        .isInstanceOf(IllegalStateException.class);
    assertThat(jobs.atWork(list.settings())).isEmpty();
  }
}
