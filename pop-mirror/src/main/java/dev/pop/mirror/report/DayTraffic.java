package dev.pop.mirror.report;

import java.time.LocalDate;

/**
 * What the runs of one day (in UTC) did together.
 *
 * @param archive id of the archive, its place below {@code mirror_path}; empty for all together
 * @param repository base URL of the archive, without credentials; empty for all together
 * @param runs number of runs that ended on that day and had to do with it
 * @param failedRuns how many of them did not get everything
 * @param downloadedFiles number of files that were fetched and kept
 * @param downloadedBytes bytes that were fetched and kept
 * @param fetchMillis how long files were being fetched
 * @param failedAttempts attempts to have a file that failed
 * @param resumedBytes bytes that had come before
 * @param adoptedBytes bytes of files that were there and were kept
 * @param removedBytes what removing files freed
 */
public record DayTraffic(
    LocalDate day,
    String archive,
    String repository,
    long runs,
    long failedRuns,
    long downloadedFiles,
    long downloadedBytes,
    long fetchMillis,
    long failedAttempts,
    long resumedBytes,
    long adoptedBytes,
    long removedBytes) {

  static DayTraffic of(
      LocalDate day, String archive, String repository, boolean complete, TransferStats traffic) {
    return new DayTraffic(
        day,
        archive,
        repository,
        1,
        complete ? 0 : 1,
        traffic.downloadedFiles(),
        traffic.downloadedBytes(),
        Math.round(traffic.fetchSeconds() * 1000),
        traffic.retries() + traffic.failedFiles(),
        traffic.resumedBytes(),
        traffic.adoptedBytes(),
        traffic.removedBytes());
  }

  /** Both together, under the name and the day of this one. */
  public DayTraffic plus(DayTraffic other) {
    return new DayTraffic(
        day,
        archive,
        repository,
        runs + other.runs,
        failedRuns + other.failedRuns,
        downloadedFiles + other.downloadedFiles,
        downloadedBytes + other.downloadedBytes,
        fetchMillis + other.fetchMillis,
        failedAttempts + other.failedAttempts,
        resumedBytes + other.resumedBytes,
        adoptedBytes + other.adoptedBytes,
        removedBytes + other.removedBytes);
  }

  /** Bytes fetched per second while files were being fetched; 0 when none were. */
  public long bytesPerSecond() {
    return fetchMillis > 0 ? Math.round(downloadedBytes * 1000.0 / fetchMillis) : 0;
  }

  /** Which share of the attempts to have a file failed: 0 to 1, and 0 without any attempt. */
  public double errorRate() {
    return failedAttempts == 0 ? 0 : (double) failedAttempts / (failedAttempts + downloadedFiles);
  }
}
