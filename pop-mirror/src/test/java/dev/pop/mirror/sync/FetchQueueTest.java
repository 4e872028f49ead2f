package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FetchQueueTest {
  private static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(50);

  private final AtomicLong now = new AtomicLong();
  private final AtomicLong used = new AtomicLong();

  private FetchQueue<String> queue(int most, String... files) {
    return new FetchQueue<>(
        List.of(files), file -> file.charAt(0), most, new FetchQueue.Load(now::get, used::get, 2));
  }

  private static int threadsThatGetWork(FetchQueue<String> queue, int wanted)
      throws InterruptedException {
    int got = 0;
    for (; got < wanted; got++) {
      CompletableFuture<Optional<?>> taken = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  taken.complete(queue.take());
                } catch (InterruptedException e) {
                  taken.complete(Optional.empty());
                }
              });
      thread.start();
      while (!taken.isDone() && thread.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      if (!taken.isDone()) {
        thread.interrupt();
        thread.join();
        break;
      }
    }
    return got;
  }

  @Test
  void take_firstTheArchiveWhoseFileIsWantedMost() throws Exception {
    FetchQueue<String> queue = queue(1, "b1", "a1", "b2");
    List<String> order = new ArrayList<>();

    for (Optional<FetchQueue<String>.Share> share = queue.take();
        share.isPresent();
        share = queue.take()) {
      for (Optional<String> next = share.get().next(0);
          next.isPresent();
          next = share.get().next(0)) {
        order.add(next.get());
      }
      share.get().leave();
    }

    assertThat(order).containsExactly("b1", "b2", "a1");
  }

  @Test
  void take_busyProcessor_fewThreadsToAnArchive() throws Exception {
    FetchQueue<String> queue = queue(20, "a1", "a2", "b1", "b2");
    now.addAndGet(WINDOW);
    used.addAndGet(2 * WINDOW);

    assertThat(threadsThatGetWork(queue, 20)).isEqualTo(8);
  }

  @Test
  void take_processorHasTimeLeft_moreThreadsUpToTheMost() throws Exception {
    FetchQueue<String> queue = queue(10, "a1", "a2");

    assertThat(threadsThatGetWork(queue, 20)).isEqualTo(4);
    now.addAndGet(WINDOW);
    assertThat(threadsThatGetWork(queue, 20)).isEqualTo(4);
    now.addAndGet(WINDOW);
    assertThat(threadsThatGetWork(queue, 20)).isEqualTo(2);
    now.addAndGet(WINDOW);
    assertThat(threadsThatGetWork(queue, 20)).isZero();
  }

  @Test
  void take_nothingLeft_isEmpty() throws Exception {
    FetchQueue<String> queue = queue(4, "a1");
    FetchQueue<String>.Share share = queue.take().orElseThrow();
    share.next(0);

    assertThat(queue.take()).isEmpty();
  }

  /** Else one that is stalled would hold up others, for which threads are free. */
  @Test
  void next_threadThatHoldsItsPart_leavesTheRestToOthers() throws Exception {
    FetchQueue<String> queue = queue(4, "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9");
    FetchQueue<String>.Share share = queue.take().orElseThrow();

    assertThat(share.next(0)).contains("a1");
    assertThat(share.next(1)).contains("a2");
    assertThat(share.next(2)).isEmpty();
    assertThat(share.next(0)).contains("a3");
  }
}
