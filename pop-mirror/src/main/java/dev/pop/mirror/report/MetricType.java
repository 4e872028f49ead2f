package dev.pop.mirror.report;

/** What kind of numbers a metric has. */
public enum MetricType {
  /** Only grows, from one run to the next too. */
  COUNTER,
  /** Is as it was at last. */
  GAUGE,
  /** Counts how often a number was at most so large. */
  HISTOGRAM
}
