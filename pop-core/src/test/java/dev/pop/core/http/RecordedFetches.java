package dev.pop.core.http;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Remembers what a downloader tells. Safe for several threads. */
final class RecordedFetches implements FetchListener {
  final List<Integer> statuses = new CopyOnWriteArrayList<>();
  final List<Duration> pauses = new CopyOnWriteArrayList<>();
  final List<FetchException.Fault> failures = new CopyOnWriteArrayList<>();
  final AtomicLong bytes = new AtomicLong();

  @Override
  public void answered(int status) {
    statuses.add(status);
  }

  @Override
  public void received(long count) {
    bytes.addAndGet(count);
  }

  @Override
  public void retrying(FetchException failure, Duration pause) {
    failures.add(failure.fault());
    pauses.add(pause);
  }
}
