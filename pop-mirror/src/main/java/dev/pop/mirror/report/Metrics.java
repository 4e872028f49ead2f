package dev.pop.mirror.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import dev.pop.core.io.AtomicFile;
import dev.pop.mirror.report.HealthReport.SuiteHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Numbers about a mirror for Prometheus, in its text format. What runs count goes on from one run
 * to the next: the text is also what is remembered.
 *
 * <p>For callers of their own: give {@link #events} to a run, or a report to {@link #add}, and show
 * {@link #text} to whoever asks. Safe for use by several threads.
 */
public final class Metrics {
  /** From a second to half a day. */
  private static final List<Integer> SECONDS = List.of(1, 5, 15, 60, 300, 900, 3600, 14400, 43200);

  /** By what its lines begin with; those of a histogram have an ending. */
  private static final Map<String, Metric> BY_NAME = new HashMap<>();

  static {
    for (Metric metric : Metric.values()) {
      if (metric.type() == Metric.Type.HISTOGRAM) {
        for (String ending : List.of("_bucket", "_sum", "_count")) {
          BY_NAME.put(metric.text() + ending, metric);
        }
      } else {
        BY_NAME.put(metric.text(), metric);
      }
    }
  }

  private static final double SECONDS_PER_DAY = 86_400;

  /** By what stands between the metric's name and the number. */
  private final Map<Metric, Map<String, Double>> samples = new EnumMap<>(Metric.class);

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
    boolean whole = text.endsWith("\n");
    for (String line : Splitter.on('\n').omitEmptyStrings().split(text)) {
      whole &= line.startsWith("#") || metrics.take(line);
    }
    if (!whole) {
      damage.accept(file + " is damaged; metrics that cannot be read in it restart at 0");
    }
    return metrics;
  }

  /** Takes over a line; returns whether it is one. A metric of another version is left out. */
  private boolean take(String line) {
    int blank = line.lastIndexOf(' ');
    int brace = line.indexOf('{');
    if (blank < 0 || !line.startsWith("pop_")) {
      return false;
    }
    String name = line.substring(0, brace < 0 || brace > blank ? blank : brace);
    Metric metric = BY_NAME.get(name);
    if (metric != null) {
      try {
        double value = Double.parseDouble(line.substring(blank + 1));
        put(metric, line.substring(metric.text().length(), blank), value);
      } catch (NumberFormatException e) {
        return false;
      }
    }
    return true;
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
    increase(Metric.RUNS, 1, word(report.status()));
    observe(Metric.RUN_DURATION, seconds(Duration.between(report.started(), report.finished())));
    set(Metric.RUN_STARTED, seconds(report.started()));
    set(Metric.RUN_ENDED, seconds(report.finished()));
    set(Metric.RUN_COMPLETE, complete ? 1 : 0);
    samples.remove(Metric.STAGE_DURATION);
    report
        .traffic()
        .stages()
        .forEach(time -> set(Metric.STAGE_DURATION, time.seconds(), word(time.stage())));
    set(Metric.SPEED, report.traffic().bytesPerSecond());
    set(Metric.PENDING_FILES, report.pendingFiles());
    set(Metric.PENDING_BYTES, report.pendingBytes());
    set(Metric.REMOVABLE_FILES, report.removableFiles());
    set(Metric.REMOVABLE_BYTES, report.removableBytes());
    for (ArchiveReport archive : report.archives()) {
      increase(Metric.REMOVED_FILES, archive.traffic().removedFiles(), archive.repository());
      increase(Metric.REMOVED_BYTES, archive.traffic().removedBytes(), archive.repository());
    }
    report.repositories().forEach(suite -> add(suite, report.finished()));
  }

  private void add(SuiteReport suite, Instant finished) {
    String[] id = {suite.repository(), suite.suite()};
    TransferStats traffic = suite.traffic();
    increase(Metric.DOWNLOADED_FILES, traffic.downloadedFiles(), id);
    increase(Metric.DOWNLOADED_BYTES, traffic.downloadedBytes(), id);
    increase(Metric.RESUMED_FILES, traffic.resumedFiles(), id);
    increase(Metric.RESUMED_BYTES, traffic.resumedBytes(), id);
    increase(Metric.ADOPTED_FILES, traffic.adoptedFiles(), id);
    increase(Metric.FAILED_FILES, traffic.failedFiles(), id);
    traffic
        .requestsByStatus()
        .forEach((status, count) -> increase(Metric.REQUESTS, count, id[0], id[1], answer(status)));
    traffic
        .retriesByReason()
        .forEach((reason, count) -> increase(Metric.RETRIES, count, id[0], id[1], word(reason)));
    set(Metric.SUITE_FILES, suite.files(), id);
    set(Metric.SUITE_BYTES, suite.bytes(), id);
    set(Metric.SUITE_ATTEMPT, seconds(finished), id);
    if (suite.isUpToDate()) {
      set(Metric.SUITE_SUCCESS, seconds(finished), id);
    }
  }

  /** There is no end to the numbers that a server can answer with. */
  private static String answer(int status) {
    return status >= 100 && status < 600 ? status / 100 + "xx" : "none";
  }

  /** Takes over what a health check found. */
  public synchronized void add(HealthReport report) {
    set(Metric.HEALTH, level(report.status()));
    set(Metric.HEALTH_CHECKED, seconds(report.checked()));
    for (SuiteHealth suite : report.repositories()) {
      String[] id = {suite.repository(), suite.suite()};
      set(Metric.SUITE_HEALTH, level(suite.status()), id);
      setOrDrop(Metric.RELEASE_DATE, suite.releaseDate().map(Metrics::seconds), id);
      setOrDrop(Metric.VALID_UNTIL, suite.validUntil().map(Metrics::seconds), id);
    }
    for (HealthReport.Thing thing : HealthReport.Thing.values()) {
      Optional<Double> first =
          report.expiries().stream()
              .filter(expiry -> expiry.thing() == thing)
              .flatMap(expiry -> expiry.expires().stream())
              .min(Instant::compareTo)
              .map(Metrics::seconds);
      setOrDrop(Metric.EXPIRY, first, word(thing));
    }
    set(Metric.DISK_SIZE, report.disk().totalBytes());
    set(Metric.DISK_AVAILABLE, report.disk().availableBytes());
    setOrDrop(
        Metric.DISK_GROWTH, report.disk().growthBytesPerDay().map(it -> it / SECONDS_PER_DAY));
    set(Metric.INTEGRITY_FILES, report.integrity().totalFiles());
    set(Metric.INTEGRITY_CHECKED, report.integrity().checkedFiles());
    set(Metric.INTEGRITY_FAULTY, report.integrity().faulty().size());
  }

  private static int level(HealthReport.Status status) {
    return switch (status) {
      case HEALTHY -> 0;
      case DEGRADED -> 1;
      case UNHEALTHY -> 2;
    };
  }

  /** Forgets everything about suites, and archives, that are not among these. */
  public synchronized void keepOnly(Collection<SuiteId> suites) {
    List<String> beginnings =
        suites.stream()
            .map(id -> labels(Metric.SUITE_FILES, id.repository(), id.suite()))
            .map(text -> text.substring(0, text.length() - 1))
            .toList();
    List<String> repositories =
        suites.stream().map(id -> labels(Metric.REMOVED_FILES, id.repository())).toList();
    samples.forEach(
        (metric, values) -> {
          if (metric.isOfSuite()) {
            values.keySet().removeIf(key -> beginnings.stream().noneMatch(key::startsWith));
          } else if (metric.isOfRepository()) {
            values.keySet().removeIf(key -> !repositories.contains(key));
          }
        });
  }

  /** Adds what another one has, which must have other metrics. */
  public synchronized void addAll(Metrics other) {
    new EnumMap<>(other.samples).forEach((metric, values) -> samples.put(metric, values));
  }

  /** Everything in the text format of Prometheus. */
  public synchronized String text() {
    StringBuilder text = new StringBuilder();
    samples.forEach(
        (metric, values) -> {
          if (!values.isEmpty()) {
            text.append("# HELP ").append(metric.text()).append(' ').append(metric.help());
            text.append("\n# TYPE ").append(metric.text()).append(' ').append(word(metric.type()));
            text.append('\n');
            values.forEach(
                (key, value) ->
                    text.append(metric.text())
                        .append(key)
                        .append(' ')
                        .append(number(value))
                        .append('\n'));
          }
        });
    return text.toString();
  }

  /**
   * Writes the text, whole or not at all, for everybody to read.
   *
   * @throws IOException if the directory is missing or not writable
   */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, AtomicFile.Mode.PUBLIC, text());
  }

  private void increase(Metric metric, long by, String... labels) {
    values(metric).merge(labels(metric, labels), (double) by, Double::sum);
  }

  private void set(Metric metric, Number value, String... labels) {
    put(metric, labels(metric, labels), value.doubleValue());
  }

  private void setOrDrop(Metric metric, Optional<Double> value, String... labels) {
    String key = labels(metric, labels);
    value.ifPresentOrElse(it -> put(metric, key, it), () -> values(metric).remove(key));
  }

  private void observe(Metric metric, double value) {
    Map<String, Double> values = values(metric);
    for (int bound : SECONDS) {
      values.merge("_bucket{le=\"" + bound + "\"}", value <= bound ? 1.0 : 0.0, Double::sum);
    }
    values.merge("_bucket{le=\"+Inf\"}", 1.0, Double::sum);
    values.merge("_sum", value, Double::sum);
    values.merge("_count", 1.0, Double::sum);
  }

  private void put(Metric metric, String key, double value) {
    values(metric).put(key, value);
  }

  private Map<String, Double> values(Metric metric) {
    return samples.computeIfAbsent(metric, any -> new LinkedHashMap<>());
  }

  private static String labels(Metric metric, String... values) {
    if (values.length == 0) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      text.append(i == 0 ? '{' : ',').append(metric.labels().get(i));
      text.append("=\"").append(escaped(values[i])).append('"');
    }
    return text.append('}').toString();
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Whole numbers without a fraction, as people write them. */
  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  private static double seconds(Instant time) {
    return time.getEpochSecond();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
