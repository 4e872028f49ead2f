package dev.pop.mirror.repository;

import java.time.Duration;
import java.time.Instant;

/**
 * How long files stay that the present generation does not name any more.
 *
 * @param generations for so many generations after the one that named them last
 * @param grace and at least for so long
 */
public record KeepRule(int generations, Duration grace) {
  /**
   * Whether the files of an older generation stay.
   *
   * @param later how many generations were replaced after it
   * @param replaced when it was replaced
   */
  public boolean keeps(int later, Instant replaced, Instant now) {
    return later < generations || now.isBefore(replaced.plus(grace));
  }
}
