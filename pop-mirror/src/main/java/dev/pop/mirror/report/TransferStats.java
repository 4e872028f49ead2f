package dev.pop.mirror.report;

import dev.pop.core.http.FetchException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was fetched, kept and removed, and at what price: for a suite, an archive or a whole run. A
 * pool file that several suites name counts for the first of them in the list.
 *
 * @param downloadedFiles number of files that were fetched and kept, {@code Release} and indices
 *     included
 * @param downloadedBytes bytes of bodies that were fetched and kept
 * @param resumedFiles how many of the files had come in part before, in an earlier attempt or run
 * @param resumedBytes bytes that had come before
 * @param adoptedFiles pool files that were there from another program, or unverified for another
 *     reason, and were verified and kept
 * @param adoptedBytes their sum
 * @param removedFiles files that nothing needed any more and that the run removed
 * @param removedBytes what that freed
 * @param failedFiles what could not be had
 * @param requestsByStatus number of requests that were answered with each HTTP status; 0 stands for
 *     no answer
 * @param retriesByReason number of attempts that failed and were followed by another
 * @param stages the stages that took place, in their order
 */
public record TransferStats(
    long downloadedFiles,
    long downloadedBytes,
    long resumedFiles,
    long resumedBytes,
    long adoptedFiles,
    long adoptedBytes,
    long removedFiles,
    long removedBytes,
    long failedFiles,
    SortedMap<Integer, Long> requestsByStatus,
    SortedMap<FetchException.Fault, Long> retriesByReason,
    List<StageTime> stages)
    implements JsonForm {
  /** In place of a status, where no answer came. */
  static final String NO_ANSWER = "none";

  /** Nothing at all. */
  public static final TransferStats NONE =
      new TransferStats(0, 0, 0, 0, 0, 0, 0, 0, 0, new TreeMap<>(), new TreeMap<>(), List.of());

  public TransferStats {
    requestsByStatus = Collections.unmodifiableSortedMap(new TreeMap<>(requestsByStatus));
    retriesByReason = Collections.unmodifiableSortedMap(new TreeMap<>(retriesByReason));
    stages = List.copyOf(stages);
  }

  /** Files and bytes alone, of a program that tells no more. */
  public static TransferStats ofDownloads(long files, long bytes) {
    return new TransferStats(
        files, bytes, 0, 0, 0, 0, 0, 0, 0, new TreeMap<>(), new TreeMap<>(), List.of());
  }

  /** Number of requests sent; a redirect counts with the request that it answers. */
  public long requests() {
    return sum(requestsByStatus);
  }

  /** Number of attempts that failed and were followed by another. */
  public long retries() {
    return sum(retriesByReason);
  }

  // Plain loops here and in what makes a report: each stream is a dozen classes to load, in runs
  // that find nothing to do.
  private static long sum(Map<?, Long> numbers) {
    long sum = 0;
    for (long number : numbers.values()) {
      sum += number;
    }
    return sum;
  }

  /** How long files were being fetched, in seconds. */
  public double fetchSeconds() {
    double seconds = 0;
    for (StageTime time : stages) {
      seconds += time.stage().fetches() ? time.seconds() : 0;
    }
    return seconds;
  }

  /** Bytes fetched per second while files were being fetched; 0 when none were. */
  public long bytesPerSecond() {
    double seconds = fetchSeconds();
    return seconds > 0 ? Math.round(downloadedBytes / seconds) : 0;
  }

  /** Which share of the attempts to have a file failed: 0 to 1, and 0 without any attempt. */
  public double errorRate() {
    long failed = retries() + failedFiles;
    return failed == 0 ? 0 : (double) failed / (failed + downloadedFiles);
  }

  /** Both together, without stages: times that overlap have no sum. */
  TransferStats plus(TransferStats other) {
    return new TransferStats(
        downloadedFiles + other.downloadedFiles,
        downloadedBytes + other.downloadedBytes,
        resumedFiles + other.resumedFiles,
        resumedBytes + other.resumedBytes,
        adoptedFiles + other.adoptedFiles,
        adoptedBytes + other.adoptedBytes,
        removedFiles + other.removedFiles,
        removedBytes + other.removedBytes,
        failedFiles + other.failedFiles,
        sums(requestsByStatus, other.requestsByStatus),
        sums(retriesByReason, other.retriesByReason),
        List.of());
  }

  private static <K> SortedMap<K, Long> sums(Map<K, Long> some, Map<K, Long> others) {
    SortedMap<K, Long> sums = new TreeMap<>(some);
    for (Map.Entry<K, Long> other : others.entrySet()) {
      sums.put(other.getKey(), sums.getOrDefault(other.getKey(), 0L) + other.getValue());
    }
    return sums;
  }

  /** The same, with these times. */
  TransferStats during(List<StageTime> times) {
    return new TransferStats(
        downloadedFiles,
        downloadedBytes,
        resumedFiles,
        resumedBytes,
        adoptedFiles,
        adoptedBytes,
        removedFiles,
        removedBytes,
        failedFiles,
        requestsByStatus,
        retriesByReason,
        times);
  }

  /** Writes these keys among those of what it was done for. */
  @Override
  public void writeTo(JsonFields json) {
    Map<String, Long> requests = new LinkedHashMap<>();
    for (Map.Entry<Integer, Long> answers : requestsByStatus.entrySet()) {
      int status = answers.getKey();
      requests.put(status == 0 ? NO_ANSWER : String.valueOf(status), answers.getValue());
    }
    json.put("downloaded_bytes", downloadedBytes)
        .put("downloaded_files", downloadedFiles)
        .put("resumed_files", resumedFiles)
        .put("resumed_bytes", resumedBytes)
        .put("adopted_files", adoptedFiles)
        .put("adopted_bytes", adoptedBytes)
        .put("removed_files", removedFiles)
        .put("removed_bytes", removedBytes)
        .put("failed_files", failedFiles)
        .put("requests", requests())
        .put("requests_by_status", requests)
        .put("retries", retries())
        .put("retries_by_reason", retriesByReason)
        .put("bytes_per_second", bytesPerSecond())
        .put("error_rate", JsonFields.rounded(errorRate()))
        .put("stages", stages);
  }
}
