package dev.pop.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Fetches that are ended from outside. */
@Timeout(60)
@ParameterizedClass
@EnumSource
class DownloaderCancelTest extends DownloaderFixture {
  @Test
  void cancel_fromAnotherThread_endsAFetchThatWaitsForTheAnswer() throws Exception {
    server.enqueue(answer(BODY).onResponseStart(SocketEffect.Stall.INSTANCE).build());
    Future<?> running = inBackground(exactly("a", BODY));
    server.takeRequest();

    downloader.cancel();

    assertInterrupted(running);
  }

  @Test
  void cancel_fromAnotherThread_endsAFetchMidwayInTheBody() throws Exception {
    byte[] body = new byte[1_000_000];
    server.enqueue(answer(body).onResponseBody(SocketEffect.Stall.INSTANCE).build());
    Future<?> running = inBackground(exactly("a", body));
    while (!Files.exists(target)) {
      Thread.onSpinWait();
    }

    downloader.cancel();

    assertInterrupted(running);
  }

  @Test
  void cancel_refusesNewFetches() {
    downloader.cancel();

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> downloader.fetch(exactly("a", BODY), target));
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void fetch_threadInterrupted_endsWithInterruptedException() throws Exception {
    CompletableFuture<Thread> client = new CompletableFuture<>();
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            client.join().interrupt();
            return answer(new byte[5_000_000]).build();
          }
        });
    FutureTask<FetchedFile> task =
        new FutureTask<>(() -> downloader.fetch(sized(5_000_000), target));
    Thread thread = new Thread(task, "client");
    thread.start();
    client.complete(thread);

    assertInterrupted(task);
  }

  private Future<FetchedFile> inBackground(RemoteFile file) {
    FutureTask<FetchedFile> task = new FutureTask<>(() -> downloader.fetch(file, target));
    new Thread(task, "fetch").start();
    return task;
  }

  private void assertInterrupted(Future<?> running) {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> running.get(30, TimeUnit.SECONDS))
        .withCauseInstanceOf(InterruptedException.class);
    assertThat(directory).isEmptyDirectory();
  }
}
