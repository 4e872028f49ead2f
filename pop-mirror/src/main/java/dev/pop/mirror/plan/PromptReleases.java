package dev.pop.mirror.plan;

import dev.pop.core.Internal;
import dev.pop.core.io.Workers;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.repository.Repository;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Fetches the signed files of suites, and does not wait long for archives that do not answer while
 * others have: those are left for another call. Used by one thread.
 */
@Internal
public final class PromptReleases {
  private final FetchContext context;
  private final ReleaseFetcher fetcher;
  private final Workers workers;
  private final Duration grace;

  /** Suites that are asked for. */
  private final Map<SuiteFetch, Future<Boolean>> asked = new HashMap<>();

  /** Suites whose answer nobody has taken notice of. */
  private final BlockingQueue<SuiteFetch> ended = new LinkedBlockingQueue<>();

  /** How many suites of each archive are asked for, and have no answer. */
  private final Map<Repository, Integer> open = new HashMap<>();

  /**
   * @param workers ask, and do nothing else, so that none waits for what takes hours
   * @param grace how long the others may still take when one archive has answered
   */
  public PromptReleases(
      FetchContext context, ReleaseFetcher fetcher, Workers workers, Duration grace) {
    this.context = context;
    this.fetcher = fetcher;
    this.workers = workers;
    this.grace = grace;
  }

  /**
   * As {@link ReleaseFetcher#fetchAll}. What was asked for by an earlier call is waited for.
   *
   * @return the suites of archives that have answered for all of them; at least one, unless {@code
   *     suites} is empty
   * @throws IOException if the cache cannot be written
   */
  public List<SuiteFetch> fetch(List<SuiteFetch> suites) throws IOException, InterruptedException {
    context.events().stageStarted(Stage.RELEASE, MirrorEvents.UNKNOWN, MirrorEvents.UNKNOWN);
    suites.forEach(this::ask);
    boolean timed = suites.stream().anyMatch(this::isUsable);
    long until = System.nanoTime() + grace.toNanos();
    while (suites.stream().anyMatch(suite -> !isAnswered(suite))) {
      SuiteFetch next =
          timed ? ended.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS) : ended.take();
      if (next == null) {
        break;
      }
      answered(next);
      if (!timed && isUsable(next)) {
        timed = true;
        until = System.nanoTime() + grace.toNanos();
      }
    }
    context.events().stageFinished(Stage.RELEASE);
    return suites.stream().filter(this::isAnswered).toList();
  }

  private void ask(SuiteFetch suite) {
    if (!asked.containsKey(suite)) {
      open.merge(suite.repository(), 1, Integer::sum);
      asked.put(
          suite,
          workers.submit(
              () -> {
                try {
                  fetcher.fetch(suite);
                  return true;
                } finally {
                  ended.add(suite);
                }
              }));
    }
  }

  private void answered(SuiteFetch suite) throws IOException, InterruptedException {
    open.merge(suite.repository(), -1, Integer::sum);
    Workers.result(Objects.requireNonNull(asked.get(suite)));
  }

  /** Whether its whole archive is. */
  private boolean isAnswered(SuiteFetch suite) {
    return Integer.valueOf(0).equals(open.get(suite.repository()));
  }

  private boolean isUsable(SuiteFetch suite) {
    return isAnswered(suite) && !suite.hasFailed();
  }
}
