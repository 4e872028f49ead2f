package dev.pop.mirror.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A metric and its present values, for a metrics library of the program's own, such as Micrometer.
 *
 * @param name as Prometheus wants it, such as {@code pop_downloaded_bytes_total}
 * @param type what kind of numbers it has
 * @param help one sentence that says what is counted
 * @param samples the values, at least one, in a stable order
 */
public record MetricFamily(String name, MetricType type, String help, List<Sample> samples) {

  /**
   * One value.
   *
   * @param name that of the family; of a histogram with {@code _bucket}, whose label {@code le} is
   *     the bound, {@code _sum} or {@code _count}
   * @param labels what the value is of, by the names of the labels, in their order
   */
  public record Sample(String name, Map<String, String> labels, double value) {
    public Sample {
      labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }
  }

  public MetricFamily {
    samples = List.copyOf(samples);
  }
}
