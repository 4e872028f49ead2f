package dev.pop.core.http;

import java.time.Duration;

/** Hears of fetches that failed and will be tried again. Called by the thread that fetches. */
@FunctionalInterface
public interface RetryListener {
  /**
   * Called before the pause.
   *
   * @param failure of the last attempt
   * @param pause before the next
   */
  void retrying(FetchException failure, Duration pause);
}
