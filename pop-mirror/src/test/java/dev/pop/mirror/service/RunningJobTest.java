package dev.pop.mirror.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pop.core.OperationCancelledException;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.sync.MirrorSync;
import java.nio.file.Path;
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
}
