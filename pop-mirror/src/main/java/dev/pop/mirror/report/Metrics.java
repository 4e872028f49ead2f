package dev.pop.mirror.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.io.AtomicFile;
import dev.pop.mirror.report.HealthReport.SuiteHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Numbers about a mirror for Prometheus, in its text format. What runs count goes on from one run
 * to the next: the text is also what is remembered.
 *
 * <p>For callers of their own: give {@link #events} to a run, or a report to {@link #add}, and show
 * {@link #text} to whoever asks, or give the values of {@link #families} to another library. Safe
 * for use by several threads.
 */
public final class Metrics {
  private static final double SECONDS_PER_DAY = 86_400;

  private final MetricValues values = new MetricValues();

  /** Nothing yet. */
  public Metrics() {}

  /**
   * What {@link #write} once wrote; nothing when it is not there. Of one that is damaged, what can
   * be read.
   *
   * @param damage hears, in one sentence, that something of it is lost
   * @throws IOException if reading fails
   */
  public static Metrics read(Path file, Consumer<String> damage) throws IOException {
    Metrics metrics = new Metrics();
    String text;
    try {
      text = new String(Files.readAllBytes(file), UTF_8);
    } catch (NoSuchFileException e) {
      return metrics;
    }
    if (!PrometheusText.read(text, metrics.values)) {
      damage.accept(file + " is damaged; metrics that cannot be read in it restart at 0");
    }
    return metrics;
  }

  /** A listener that counts every run that it hears of. */
  public MirrorEvents events() {
    return new MirrorEvents() {
      @Override
      public void runFinished(SyncReport report) {
        add(report);
      }
    };
  }

  /** Counts a run. Dry runs change nothing, and count for nothing. */
  public synchronized void add(SyncReport report) {
    if (report.kind() == SyncReport.Kind.DRY_RUN) {
      return;
    }
    boolean complete = report.status() == SyncReport.Status.COMPLETE;
    values.increase(Metric.RUNS, 1, word(report.status()));
    values
        .histogram(Metric.RUN_DURATION)
        .observe(seconds(Duration.between(report.started(), report.finished())));
    values.set(Metric.RUN_STARTED, seconds(report.started()));
    values.set(Metric.RUN_ENDED, seconds(report.finished()));
    values.set(Metric.RUN_COMPLETE, complete ? 1 : 0);
    values.drop(Metric.STAGE_DURATION);
    report
        .traffic()
        .stages()
        .forEach(time -> values.set(Metric.STAGE_DURATION, time.seconds(), word(time.stage())));
    values.set(Metric.SPEED, report.traffic().bytesPerSecond());
    values.set(Metric.PENDING_FILES, report.pendingFiles());
    values.set(Metric.PENDING_BYTES, report.pendingBytes());
    values.set(Metric.REMOVABLE_FILES, report.removableFiles());
    values.set(Metric.REMOVABLE_BYTES, report.removableBytes());
    for (ArchiveReport archive : report.archives()) {
      values.increase(Metric.REMOVED_FILES, archive.traffic().removedFiles(), archive.archive());
      values.increase(Metric.REMOVED_BYTES, archive.traffic().removedBytes(), archive.archive());
    }
    report.repositories().forEach(suite -> add(suite, report.finished()));
  }

  private void add(SuiteReport suite, Instant finished) {
    String[] id = {suite.archive(), suite.suite()};
    TransferStats traffic = suite.traffic();
    values.increase(Metric.DOWNLOADED_FILES, traffic.downloadedFiles(), id);
    values.increase(Metric.DOWNLOADED_BYTES, traffic.downloadedBytes(), id);
    values.increase(Metric.RESUMED_FILES, traffic.resumedFiles(), id);
    values.increase(Metric.RESUMED_BYTES, traffic.resumedBytes(), id);
    values.increase(Metric.ADOPTED_FILES, traffic.adoptedFiles(), id);
    values.increase(Metric.FAILED_FILES, traffic.failedFiles(), id);
    traffic
        .requestsByStatus()
        .forEach(
            (status, count) ->
                values.increase(Metric.REQUESTS, count, id[0], id[1], answer(status)));
    traffic
        .retriesByReason()
        .forEach(
            (reason, count) -> values.increase(Metric.RETRIES, count, id[0], id[1], word(reason)));
    values.set(Metric.SUITE_FILES, suite.files(), id);
    values.set(Metric.SUITE_BYTES, suite.bytes(), id);
    values.set(Metric.SUITE_ATTEMPT, seconds(finished), id);
    if (suite.isUpToDate()) {
      values.set(Metric.SUITE_SUCCESS, seconds(finished), id);
    }
  }

  /** There is no end to the numbers that a server can answer with. */
  private static String answer(int status) {
    return status >= 100 && status < 600 ? status / 100 + "xx" : "none";
  }

  /** Takes over what a health check found. */
  public synchronized void add(HealthReport report) {
    values.set(Metric.HEALTH, level(report.status()));
    values.set(Metric.HEALTH_CHECKED, seconds(report.checked()));
    for (SuiteHealth suite : report.repositories()) {
      String[] id = {suite.archive(), suite.suite()};
      values.set(Metric.SUITE_HEALTH, level(suite.status()), id);
      values.setOrDrop(Metric.RELEASE_DATE, suite.releaseDate().map(Metrics::seconds), id);
      values.setOrDrop(Metric.VALID_UNTIL, suite.validUntil().map(Metrics::seconds), id);
    }
    for (HealthReport.Thing thing : HealthReport.Thing.values()) {
      Optional<Double> first =
          report.expiries().stream()
              .filter(expiry -> expiry.thing() == thing)
              .flatMap(expiry -> expiry.expires().stream())
              .min(Instant::compareTo)
              .map(Metrics::seconds);
      values.setOrDrop(Metric.EXPIRY, first, word(thing));
    }
    values.set(Metric.DISK_SIZE, report.disk().totalBytes());
    values.set(Metric.DISK_AVAILABLE, report.disk().availableBytes());
    values.setOrDrop(
        Metric.DISK_GROWTH, report.disk().growthBytesPerDay().map(it -> it / SECONDS_PER_DAY));
    values.set(Metric.INTEGRITY_FILES, report.integrity().totalFiles());
    values.set(Metric.INTEGRITY_CHECKED, report.integrity().checkedFiles());
    values.set(Metric.INTEGRITY_FAULTY, report.integrity().faulty().size());
  }

  private static int level(HealthReport.Status status) {
    return switch (status) {
      case HEALTHY -> 0;
      case DEGRADED -> 1;
      case UNHEALTHY -> 2;
    };
  }

  /**
   * Forgets everything about suites, and archives, that are not among these. What an earlier
   * version counted for the URL of one of these archives counts for its id.
   */
  public synchronized void keepOnly(Collection<SuiteId> suites) {
    values.keepOnly(suites);
  }

  /** Adds what another one has, which must have other metrics. */
  public synchronized void addAll(Metrics other) {
    values.addAll(other.values);
  }

  /** Every metric that has values by now, for another metrics library. */
  public synchronized List<MetricFamily> families() {
    return values.families();
  }

  /** Everything in the text format of Prometheus. */
  public synchronized String text() {
    return PrometheusText.of(values.families());
  }

  /**
   * Writes the text, whole or not at all, for everybody to read.
   *
   * @throws IOException if the directory is missing or not writable
   */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, AtomicFile.Mode.PUBLIC, text());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static double seconds(Instant time) {
    return time.getEpochSecond();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
