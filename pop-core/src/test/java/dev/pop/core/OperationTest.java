package dev.pop.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.io.IoErrors;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperationTest {
  private final ExecutorService executor = Executors.newSingleThreadExecutor();

  @AfterEach
  void stop() {
    executor.shutdownNow();
    Thread.interrupted(); // what a test leaves must not meet the next
  }

  @FunctionalInterface
  private interface Work {
    String of(Sample operation) throws PopException, IOException, InterruptedException;
  }

  private static final class Sample extends Operation<String> {
    private final Work work;

    Sample(Work work) {
      this.work = work;
    }

    @Override
    protected String work() throws PopException, IOException, InterruptedException {
      return work.of(this);
    }

    @Override
    protected PopException failure(IOException e) {
      return new PopException(IoErrors.kind(e), "it fails", e);
    }

    void tell(String soFar) {
      keep(soFar);
    }

    static void check() throws InterruptedException {
      checkInterrupt();
    }
  }

  private static Sample returning(String result) {
    return new Sample(operation -> result);
  }

  /** Work that ends by an interrupt alone, after it has opened {@code begun}. */
  private static Work waiting(CountDownLatch begun) {
    return operation -> {
      operation.tell("half");
      begun.countDown();
      new CountDownLatch(1).await();
      return "never";
    };
  }

  @Test
  void call_returnsTheResult() throws Exception {
    assertThat(returning("done").call()).isEqualTo("done");
  }

  @Test
  void call_secondTime_isRefused() throws Exception {
    Sample operation = returning("done");
    operation.call();

    assertThatThrownBy(operation::call).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> operation.callAsync(Runnable::run))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void call_ioFails_isTheSubclassesFailureWithWhatWasDone() {
    Sample operation =
        new Sample(
            self -> {
              self.tell("half");
              throw new FileSystemException("/a", null, "No space left on device");
            });

    PopException e = catchThrowableOfType(PopException.class, operation::call);

    assertThat(e.kind()).isEqualTo(FailureKind.DISK_FULL);
    assertThat(e.report(String.class)).contains("half");
    assertThat(e.report(Integer.class)).isEmpty();
  }

  @Test
  void cancel_beforeCall_nothingIsDone() {
    Sample operation =
        new Sample(
            self -> {
              throw new AssertionError("it began");
            });
    operation.cancel();

    PopException e = catchThrowableOfType(PopException.class, operation::call);

    assertThat(e).isInstanceOf(OperationCancelledException.class);
    assertThat(e.kind()).isEqualTo(FailureKind.CANCELLED);
    assertThat(e.report(String.class)).isEmpty();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void cancel_fromItsOwnThread_endsItAndLeavesTheThreadAlone() {
    Sample operation =
        new Sample(
            self -> {
              self.tell("half");
              self.cancel();
              Sample.check();
              return "never";
            });

    PopException e = catchThrowableOfType(OperationCancelledException.class, operation::call);

    assertThat(e.report(String.class)).contains("half");
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void cancel_closesAFile_isACancel() {
    Sample operation =
        new Sample(
            self -> {
              self.cancel();
              throw new ClosedByInterruptException();
            });

    assertThatThrownBy(operation::call).isInstanceOf(OperationCancelledException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void cancel_tooLate_resultStandsAndThreadIsNotInterrupted() throws Exception {
    Sample operation =
        new Sample(
            self -> {
              self.cancel();
              return "done";
            });

    assertThat(operation.call()).isEqualTo("done");
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void foreignInterrupt_endsItWithTheReport_andIsKept() {
    Sample operation =
        new Sample(
            self -> {
              self.tell("half");
              Sample.check();
              return "never";
            });
    Thread.currentThread().interrupt();

    PopException e = catchThrowableOfType(OperationCancelledException.class, operation::call);

    assertThat(e).hasMessage("its thread was interrupted");
    assertThat(e.report(String.class)).contains("half");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void foreignInterrupt_closesAFile_isTheSame() {
    Sample operation =
        new Sample(
            self -> {
              Thread.currentThread().interrupt();
              throw new ClosedByInterruptException();
            });

    assertThatThrownBy(operation::call).isInstanceOf(OperationCancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void foreignInterrupt_beforeACancel_isNotSwallowed() {
    Sample operation =
        new Sample(
            self -> {
              Thread.currentThread().interrupt();
              self.cancel();
              Sample.check();
              return "never";
            });

    assertThatThrownBy(operation::call).isInstanceOf(OperationCancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void foreignInterrupt_workDoesNotNotice_staysForTheCaller() throws Exception {
    Thread.currentThread().interrupt();

    assertThat(returning("done").call()).isEqualTo("done");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void callAsync_completesTheFuture() throws Exception {
    assertThat(returning("done").callAsync(executor).get(1, TimeUnit.MINUTES)).isEqualTo("done");
  }

  @Test
  void callAsync_cancelOfTheOperation_reportsSoFar() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Sample operation = new Sample(waiting(begun));
    CompletableFuture<String> future = operation.callAsync(executor);
    begun.await();

    operation.cancel();

    ExecutionException e =
        catchThrowableOfType(ExecutionException.class, () -> future.get(1, TimeUnit.MINUTES));
    assertThat(e)
        .cause()
        .isInstanceOfSatisfying(
            OperationCancelledException.class,
            cancelled -> assertThat(cancelled.report(String.class)).contains("half"));
  }

  @Test
  void callAsync_cancelOfTheFuture_endsTheOperation() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<String> future = new Sample(waiting(begun)).callAsync(executor);
    begun.await();

    assertThat(future.cancel(false)).isTrue();

    assertThat(future).isCancelled();
    assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    executor.shutdown();
    assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue(); // it waits no more
  }

  @Test
  void callAsync_timeLimit_endsTheOperation() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<String> future =
        new Sample(waiting(begun)).callAsync(executor).orTimeout(1, TimeUnit.MILLISECONDS);

    assertThatThrownBy(future::get).hasCauseInstanceOf(TimeoutException.class);
    executor.shutdown();
    assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void callAsync_threadOfTheExecutorIsInterrupted_saysSo() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<String> future = new Sample(waiting(begun)).callAsync(executor);
    begun.await();

    executor.shutdownNow();

    assertThatThrownBy(() -> future.get(1, TimeUnit.MINUTES))
        .hasCauseInstanceOf(OperationCancelledException.class);
  }

  @Test
  void callAsync_fault_isInTheFuture() {
    Sample operation =
        new Sample(
            self -> {
              throw new IllegalArgumentException("a fault");
            });

    assertThatThrownBy(() -> operation.callAsync(Runnable::run).get())
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void callAsync_noExecutor_isRefusedByName() {
    assertThatThrownBy(() -> returning("done").callAsync(noExecutor()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("executor");
  }

  @SuppressWarnings("NullAway") // what callers without a checker do
  private static Executor noExecutor() {
    return null;
  }
}
