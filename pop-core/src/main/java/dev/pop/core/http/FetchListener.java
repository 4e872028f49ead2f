package dev.pop.core.http;

import dev.pop.core.Internal;
import java.time.Duration;

/**
 * Hears how fetches go. Called by the threads that fetch, so by several at once; shall return
 * quickly and shall not throw. Every method does nothing unless it is overridden.
 */
@Internal
public interface FetchListener {
  /** Listens to nothing. */
  FetchListener NONE = new FetchListener() {};

  /** What {@link #answered} is told when no response came. */
  int NO_ANSWER = 0;

  /**
   * A request has ended.
   *
   * @param status of HTTP, or {@link #NO_ANSWER}; a redirect counts with the response that it led
   *     to, but for the first one of an archive from plain HTTP to TLS
   */
  default void answered(int status) {}

  /**
   * Bytes of a body came. When an attempt fails, what it brought is taken back by a negative
   * number. So the sum for a file that was fetched is its size without what had come before, and 0
   * for one that was not.
   */
  default void received(long bytes) {}

  /**
   * An attempt failed, and another will be made.
   *
   * @param failure of the last attempt
   * @param pause before the next
   */
  default void retrying(FetchException failure, Duration pause) {}
}
