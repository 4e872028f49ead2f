package dev.pop.mirror.report;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** Every metric that there is, named as Prometheus wants it; docs/metrics.md lists them too. */
enum Metric {
  RUNS("pop_runs_total", MetricType.COUNTER, "Runs by how they ended.", "status"),
  RUN_DURATION("pop_run_duration_seconds", MetricType.HISTOGRAM, "How long runs took."),
  RUN_STARTED("pop_run_last_start_timestamp_seconds", MetricType.GAUGE, "When the last run began."),
  RUN_ENDED("pop_run_last_end_timestamp_seconds", MetricType.GAUGE, "When the last run ended."),
  RUN_COMPLETE(
      "pop_run_last_complete",
      MetricType.GAUGE,
      "Whether the last run was complete (1) or not (0)."),
  STAGE_DURATION(
      "pop_run_last_stage_duration_seconds",
      MetricType.GAUGE,
      "How long each stage of the last run took.",
      "stage"),
  SPEED(
      "pop_run_last_download_bytes_per_second",
      MetricType.GAUGE,
      "How fast the last run fetched, while it fetched."),
  PENDING_FILES("pop_pending_files", MetricType.GAUGE, "Files that a further run has to fetch."),
  PENDING_BYTES("pop_pending_bytes", MetricType.GAUGE, "What a further run has to fetch."),
  REMOVABLE_FILES("pop_removable_files", MetricType.GAUGE, "Files that nothing needs any more."),
  REMOVABLE_BYTES("pop_removable_bytes", MetricType.GAUGE, "What removing them would free."),

  DOWNLOADED_FILES(
      "pop_downloaded_files_total",
      MetricType.COUNTER,
      "Files that were fetched and kept.",
      "repository",
      "suite"),
  DOWNLOADED_BYTES(
      "pop_downloaded_bytes_total",
      MetricType.COUNTER,
      "Bytes that were fetched and kept.",
      "repository",
      "suite"),
  RESUMED_FILES(
      "pop_resumed_files_total",
      MetricType.COUNTER,
      "Interrupted downloads that resumed.",
      "repository",
      "suite"),
  RESUMED_BYTES(
      "pop_resumed_bytes_total",
      MetricType.COUNTER,
      "Bytes that were there from an earlier attempt.",
      "repository",
      "suite"),
  ADOPTED_FILES(
      "pop_adopted_files_total",
      MetricType.COUNTER,
      "Files that were there unverified and were kept.",
      "repository",
      "suite"),
  FAILED_FILES(
      "pop_failed_files_total",
      MetricType.COUNTER,
      "Files that could not be had.",
      "repository",
      "suite"),
  REMOVED_FILES(
      "pop_removed_files_total", MetricType.COUNTER, "Files that were removed.", "repository"),
  REMOVED_BYTES(
      "pop_removed_bytes_total", MetricType.COUNTER, "What removing them freed.", "repository"),
  REQUESTS(
      "pop_requests_total",
      MetricType.COUNTER,
      "Requests by the class of their answer, none for no answer.",
      "repository",
      "suite",
      "class"),
  RETRIES(
      "pop_retries_total",
      MetricType.COUNTER,
      "Attempts that failed and were followed by another.",
      "repository",
      "suite",
      "reason"),

  SUITE_FILES(
      "pop_suite_files", MetricType.GAUGE, "Files that the suite names.", "repository", "suite"),
  SUITE_BYTES("pop_suite_bytes", MetricType.GAUGE, "What they take.", "repository", "suite"),
  SUITE_ATTEMPT(
      "pop_suite_last_attempt_timestamp_seconds",
      MetricType.GAUGE,
      "When a run for the suite last ended.",
      "repository",
      "suite"),
  SUITE_SUCCESS(
      "pop_suite_last_success_timestamp_seconds",
      MetricType.GAUGE,
      "When a run last had all of the suite.",
      "repository",
      "suite"),

  HEALTH("pop_health", MetricType.GAUGE, "The mirror: 0 healthy, 1 degraded, 2 unhealthy."),
  HEALTH_CHECKED(
      "pop_health_last_check_timestamp_seconds",
      MetricType.GAUGE,
      "When health was last looked at."),
  SUITE_HEALTH(
      "pop_suite_health",
      MetricType.GAUGE,
      "The suite: 0 healthy, 1 degraded, 2 unhealthy.",
      "repository",
      "suite"),
  RELEASE_DATE(
      "pop_suite_release_timestamp_seconds",
      MetricType.GAUGE,
      "Date of the published Release.",
      "repository",
      "suite"),
  VALID_UNTIL(
      "pop_suite_valid_until_timestamp_seconds",
      MetricType.GAUGE,
      "Valid-Until of the published Release.",
      "repository",
      "suite"),
  EXPIRY(
      "pop_expiry_timestamp_seconds",
      MetricType.GAUGE,
      "When the first contract, tokens or signing_key ends.",
      "thing"),
  DISK_SIZE("pop_disk_size_bytes", MetricType.GAUGE, "Size of the mirror's file system."),
  DISK_AVAILABLE("pop_disk_available_bytes", MetricType.GAUGE, "What can still be written to it."),
  DISK_GROWTH(
      "pop_disk_growth_bytes_per_second",
      MetricType.GAUGE,
      "By how much it has filled up of late."),
  INTEGRITY_FILES(
      "pop_integrity_files", MetricType.GAUGE, "Files that are hashed again in a round."),
  INTEGRITY_CHECKED(
      "pop_integrity_checked_files",
      MetricType.GAUGE,
      "How many of them were in the present round."),
  INTEGRITY_FAULTY(
      "pop_integrity_faulty_files",
      MetricType.GAUGE,
      "Files that are known to be missing or corrupt.");

  /** Labels that say of which suite a number is. */
  private static final List<String> OF_SUITE = List.of("repository", "suite");

  private final String name;
  private final MetricType type;
  private final String help;
  private final ImmutableList<String> labels;

  Metric(String name, MetricType type, String help, String... labels) {
    this.name = name;
    this.type = type;
    this.help = help;
    this.labels = ImmutableList.copyOf(labels);
  }

  String text() {
    return name;
  }

  MetricType type() {
    return type;
  }

  /** One sentence. */
  String help() {
    return help;
  }

  List<String> labels() {
    return labels;
  }

  /** Whether its first labels are repository and suite. */
  boolean isOfSuite() {
    return labels.size() >= 2 && labels.subList(0, 2).equals(OF_SUITE);
  }

  boolean isOfRepository() {
    return labels.equals(List.of("repository"));
  }
}
