package dev.pop.mirror.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The values of all metrics, by the values of their labels. For one thread at a time. */
final class MetricValues {
  private final Map<Metric, Map<List<String>, Double>> values = new EnumMap<>(Metric.class);
  private final Map<Metric, Histogram> histograms = new EnumMap<>(Metric.class);

  /** How often a number was at most so large. */
  static final class Histogram {
    /** From a second to half a day. */
    private static final List<Integer> BOUNDS = List.of(1, 5, 15, 60, 300, 900, 3600, 14400, 43200);

    private final Map<Integer, Double> buckets = new LinkedHashMap<>();
    private double sum;
    private double count;

    Histogram() {
      BOUNDS.forEach(bound -> buckets.put(bound, 0.0));
    }

    void observe(double value) {
      buckets.replaceAll((bound, number) -> value <= bound ? number + 1 : number);
      sum += value;
      count++;
    }

    /** How many values were at most as large as each bound. */
    Map<Integer, Double> buckets() {
      return buckets;
    }

    double sum() {
      return sum;
    }

    double count() {
      return count;
    }

    void setSum(double sum) {
      this.sum = sum;
    }

    void setCount(double count) {
      this.count = count;
    }
  }

  void increase(Metric metric, long by, String... labels) {
    of(metric).merge(List.of(labels), (double) by, Double::sum);
  }

  void set(Metric metric, Number value, String... labels) {
    of(metric).put(List.of(labels), value.doubleValue());
  }

  void setOrDrop(Metric metric, Optional<Double> value, String... labels) {
    value.ifPresentOrElse(it -> set(metric, it, labels), () -> of(metric).remove(List.of(labels)));
  }

  void drop(Metric metric) {
    values.remove(metric);
  }

  /** By label values, in the order of the metric's labels and of their first appearance. */
  Map<List<String>, Double> of(Metric metric) {
    return values.computeIfAbsent(metric, any -> new LinkedHashMap<>());
  }

  Histogram histogram(Metric metric) {
    return histograms.computeIfAbsent(metric, any -> new Histogram());
  }

  /** True if a value of the histogram was observed or read. */
  boolean hasHistogram(Metric metric) {
    return histograms.containsKey(metric);
  }

  /** Forgets everything about suites, and archives, that are not among these. */
  void keepOnly(Iterable<SuiteId> suites) {
    Set<List<String>> ids = new HashSet<>();
    FormerNames names = new FormerNames();
    for (SuiteId suite : suites) {
      ids.add(List.of(suite.archive(), suite.suite()));
      ids.add(List.of(suite.archive()));
      names.add(suite.archive(), suite.repository());
    }
    values.replaceAll(
        (metric, samples) ->
            metric.isOfSuite() || metric.isOfRepository() ? renamed(samples, names) : samples);
    values.forEach(
        (metric, samples) -> {
          if (metric.isOfSuite()) {
            samples.keySet().removeIf(labels -> !ids.contains(labels.subList(0, 2)));
          } else if (metric.isOfRepository()) {
            samples.keySet().removeIf(labels -> !ids.contains(labels));
          }
        });
  }

  private static Map<List<String>, Double> renamed(
      Map<List<String>, Double> samples, FormerNames names) {
    Map<List<String>, Double> renamed = new LinkedHashMap<>();
    samples.forEach(
        (labels, value) -> {
          List<String> now = new ArrayList<>(labels);
          now.set(0, names.id(labels.get(0)));
          renamed.merge(List.copyOf(now), value, Math::max);
        });
    return renamed;
  }

  /** Takes over every metric that another one has values of. */
  void addAll(MetricValues other) {
    other.values.forEach((metric, samples) -> values.put(metric, new LinkedHashMap<>(samples)));
    histograms.putAll(other.histograms);
  }
}
