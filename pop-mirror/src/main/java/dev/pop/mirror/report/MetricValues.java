package dev.pop.mirror.report;

import dev.pop.mirror.report.MetricFamily.Sample;
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

    static final String BUCKET = "_bucket";
    static final String SUM = "_sum";
    static final String COUNT = "_count";
    private static final String BOUND = "le";
    private static final String NO_BOUND = "+Inf";

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

    List<Sample> samples(String name) {
      List<Sample> samples = new ArrayList<>();
      buckets.forEach(
          (bound, number) ->
              samples.add(new Sample(name + BUCKET, Map.of(BOUND, String.valueOf(bound)), number)));
      samples.add(new Sample(name + BUCKET, Map.of(BOUND, NO_BOUND), count));
      samples.add(new Sample(name + SUM, Map.of(), sum));
      samples.add(new Sample(name + COUNT, Map.of(), count));
      return samples;
    }

    /** How many values were at most as large as each bound. */
    Map<Integer, Double> buckets() {
      return buckets;
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

  /** Every metric that has values, in the order of their declaration. */
  List<MetricFamily> families() {
    List<MetricFamily> families = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      List<Sample> samples = samples(metric);
      if (!samples.isEmpty()) {
        families.add(new MetricFamily(metric.text(), metric.type(), metric.help(), samples));
      }
    }
    return families;
  }

  private List<Sample> samples(Metric metric) {
    List<Sample> samples = new ArrayList<>();
    values
        .getOrDefault(metric, Map.of())
        .forEach(
            (labels, value) -> {
              Map<String, String> named = new LinkedHashMap<>();
              for (int i = 0; i < labels.size(); i++) {
                named.put(metric.labels().get(i), labels.get(i));
              }
              samples.add(new Sample(metric.text(), named, value));
            });
    Histogram histogram = histograms.get(metric);
    if (histogram != null) {
      samples.addAll(histogram.samples(metric.text()));
    }
    return samples;
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
