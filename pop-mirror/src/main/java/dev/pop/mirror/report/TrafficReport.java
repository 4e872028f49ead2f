package dev.pop.mirror.report;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the runs of some days did. The names are those of its JSON form, see docs/cli.md.
 *
 * @param since the first day, in UTC
 * @param days one entry per day and archive, the oldest first; all archives of a day together have
 *     the empty name
 * @param repositories the same over all days; all archives together come first
 * @param damaged what could not be read, and is left out
 */
public record TrafficReport(
    LocalDate since, List<DayTraffic> days, List<DayTraffic> repositories, List<Failure> damaged)
    implements JsonForm {
  public TrafficReport {
    days = List.copyOf(days);
    repositories = List.copyOf(repositories);
    damaged = List.copyOf(damaged);
  }

  static TrafficReport of(LocalDate since, ReadResult<DayTraffic> found) {
    Map<String, DayTraffic> sums = new LinkedHashMap<>();
    found.entries().forEach(day -> sums.merge(day.archive(), day, (sum, more) -> more.plus(sum)));
    return new TrafficReport(
        since, found.entries(), new ArrayList<>(sums.values()), found.damaged());
  }

  @Override
  public void writeTo(JsonFields json) {
    json.put("since", since)
        .put("days", days.stream().map(day -> form(Optional.of(day.day()), day)).toList())
        .put("repositories", repositories.stream().map(sum -> form(Optional.empty(), sum)).toList())
        .put("damaged", damaged);
  }

  private static JsonForm form(Optional<LocalDate> day, DayTraffic traffic) {
    return json ->
        json.put("day", day)
            .put("archive", traffic.archive())
            .put("repository", traffic.repository())
            .put("runs", traffic.runs())
            .put("failed_runs", traffic.failedRuns())
            .put("downloaded_files", traffic.downloadedFiles())
            .put("downloaded_bytes", traffic.downloadedBytes())
            .put("bytes_per_second", traffic.bytesPerSecond())
            .put("error_rate", JsonFields.rounded(traffic.errorRate()))
            .put("resumed_bytes", traffic.resumedBytes())
            .put("adopted_bytes", traffic.adoptedBytes())
            .put("removed_bytes", traffic.removedBytes());
  }
}
