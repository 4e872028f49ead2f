package dev.pop.mirror.report;

import dev.pop.core.http.FetchException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What is counted for one suite. Safe for several threads. */
final class SuiteCounters {
  final StageTimers times = new StageTimers();
  private final LongAdder downloadedFiles = new LongAdder();
  private final LongAdder downloadedBytes = new LongAdder();
  private final LongAdder resumedFiles = new LongAdder();
  private final LongAdder resumedBytes = new LongAdder();
  private final LongAdder adoptedFiles = new LongAdder();
  private final LongAdder adoptedBytes = new LongAdder();
  private final LongAdder removedFiles = new LongAdder();
  private final LongAdder removedBytes = new LongAdder();
  private final LongAdder failedFiles = new LongAdder();
  private final Map<Integer, LongAdder> requests = new ConcurrentHashMap<>();
  private final Map<FetchException.Fault, LongAdder> retries = new ConcurrentHashMap<>();

  void fetched(long size, long resumed) {
    downloadedFiles.increment();
    downloadedBytes.add(size - resumed);
    if (resumed > 0) {
      resumedFiles.increment();
      resumedBytes.add(resumed);
    }
  }

  void adopted(long size) {
    adoptedFiles.increment();
    adoptedBytes.add(size);
  }

  void removed(long size) {
    removedFiles.increment();
    removedBytes.add(size);
  }

  void failed() {
    failedFiles.increment();
  }

  void answered(int status) {
    increment(requests, status);
  }

  void retried(FetchException.Fault reason) {
    increment(retries, reason);
  }

  private static <K> void increment(Map<K, LongAdder> counts, K key) {
    LongAdder known = counts.get(key); // without a lock
    (known != null ? known : counts.computeIfAbsent(key, any -> new LongAdder())).increment();
  }

  private static <K> SortedMap<K, Long> sums(Map<K, LongAdder> counts) {
    SortedMap<K, Long> sums = new TreeMap<>();
    for (Map.Entry<K, LongAdder> count : counts.entrySet()) {
      sums.put(count.getKey(), count.getValue().sum());
    }
    return sums;
  }

  TransferStats traffic() {
    return new TransferStats(
        downloadedFiles.sum(),
        downloadedBytes.sum(),
        resumedFiles.sum(),
        resumedBytes.sum(),
        adoptedFiles.sum(),
        adoptedBytes.sum(),
        removedFiles.sum(),
        removedBytes.sum(),
        failedFiles.sum(),
        sums(requests),
        sums(retries),
        times.times());
  }
}
