package dev.pop.mirror.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pop.core.OperationCancelledException;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.RunStatus;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.sync.AptMirrorEngine;
import dev.pop.mirror.sync.MirrorCleanup;
import dev.pop.mirror.sync.MirrorSync;
import dev.pop.mirror.sync.MirrorVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunningJobTest {
  @TempDir Path directory;

  @Test
  void syncOfAnotherThread_isSeenAndCancelled() throws Exception {
    try (MirrorFixture world = MirrorFixture.withJammy(directory)) {
      MirrorList list = world.jammy();
      assertThat(RunningJob.of(list.settings())).isEmpty();
      world.upstream().fault(Fault.stalledAfter(10).on("ubuntu/pool/.*"));
      FutureTask<Object> sync = new FutureTask<>(() -> MirrorSync.of(list).call());
      Thread thread = new Thread(sync, "sync");
      thread.start();
      world.upstream().awaitRequest("ubuntu/pool/.*");

      RunningJob job = RunningJob.of(list.settings()).orElseThrow();
      assertThat(job.status().kind()).isEqualTo("full");
      assertThat(job.canBeLimited()).isTrue();
      job.cancel();

      assertThatThrownBy(sync::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(OperationCancelledException.class);
      assertThat(RunningJob.of(list.settings())).isEmpty();
    }
  }

  /** Looks at the run from inside, asks it to end, and waits for the interrupt that ends it. */
  private static final class Canceller implements MirrorEvents {
    private final MirrorList list;
    private final List<RunStatus> seen = new ArrayList<>();

    Canceller(MirrorList list) {
      this.list = list;
    }

    @Override
    public void stageStarted(Stage stage, long files, long bytes) {
      try {
        RunningJob job = RunningJob.of(list.settings()).orElseThrow();
        seen.add(job.status());
        assertThat(job.canBeLimited()).isFalse();
        assertThatThrownBy(job::pause).isInstanceOf(IllegalStateException.class);
        job.cancel();
        new CountDownLatch(1).await();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void verify_isSeenAndCancelled() throws Exception {
    try (MirrorFixture world = MirrorFixture.withJammy(directory)) {
      MirrorList list = world.jammy();
      world.sync(list);
      Canceller canceller = new Canceller(list);

      assertThatThrownBy(() -> MirrorVerifier.of(list).events(canceller).call())
          .isInstanceOf(OperationCancelledException.class);

      assertThat(canceller.seen).extracting(RunStatus::kind).containsExactly("verify");
      assertThat(canceller.seen).extracting(RunStatus::stage).containsExactly("check");
      assertThat(RunningJob.of(list.settings())).isEmpty();
    }
  }

  @Test
  void cleanup_isSeenAndCancelled() throws Exception {
    try (MirrorFixture world = MirrorFixture.withJammy(directory)) {
      MirrorList list = world.jammy();
      world.sync(list);
      Path surplus = Files.writeString(world.root().resolve("pool/surplus.deb"), "surplus");
      Canceller canceller = new Canceller(list);

      assertThatThrownBy(() -> MirrorCleanup.of(list).events(canceller).call())
          .isInstanceOf(OperationCancelledException.class);

      assertThat(canceller.seen).extracting(RunStatus::kind).containsExactly("cleanup");
      assertThat(canceller.seen).extracting(RunStatus::stage).containsExactly("clean");
      assertThat(surplus).exists();
      assertThat(RunningJob.of(list.settings())).isEmpty();
    }
  }

  @Test
  void perlProgram_isSeenAndCancelled() throws Exception {
    try (MirrorFixture world = MirrorFixture.withJammy(directory)) {
      Path file =
          Files.writeString(directory.resolve("list"), world.listText("deb URL jammy main"));
      MirrorList list = MirrorList.read(file);
      Path program = Files.writeString(directory.resolve("perl"), "#!/bin/sh\ntail -f /dev/null\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
      CountDownLatch started = new CountDownLatch(1);
      MirrorEvents events =
          new MirrorEvents() {
            @Override
            public void runStarted(String run, Instant when) {
              started.countDown();
            }
          };
      FutureTask<Object> sync =
          new FutureTask<>(() -> AptMirrorEngine.of(file).program(program).events(events).call());
      new Thread(sync, "sync").start();
      started.await();

      RunningJob job = RunningJob.of(list.settings()).orElseThrow();
      assertThat(job.status().kind()).isEqualTo("apt_mirror");
      job.cancel();

      assertThatThrownBy(sync::get).hasCauseInstanceOf(OperationCancelledException.class);
      assertThat(RunningJob.of(list.settings())).isEmpty();
    }
  }
}
