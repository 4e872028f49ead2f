package dev.pop.mirror.report;

import com.google.common.base.Splitter;
import dev.pop.mirror.report.MetricValues.Histogram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of metrics in the text format of Prometheus, written and read again. */
final class PrometheusText {
  /** By what their lines begin with; those of a histogram have an ending. */
  private static final Map<String, Metric> BY_NAME = new HashMap<>();

  static {
    for (Metric metric : Metric.values()) {
      if (metric.type() == MetricType.HISTOGRAM) {
        for (String ending : List.of(Histogram.BUCKET, Histogram.SUM, Histogram.COUNT)) {
          BY_NAME.put(metric.text() + ending, metric);
        }
      } else {
        BY_NAME.put(metric.text(), metric);
      }
    }
  }

  private static final Pattern LINE = Pattern.compile("(pop_\\w+)(?:\\{(.*)\\})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*+)\"(?:,|$)");

  private PrometheusText() {}

  static String of(List<MetricFamily> families) {
    StringBuilder text = new StringBuilder();
    for (MetricFamily family : families) {
      text.append("# HELP ").append(family.name()).append(' ').append(family.help());
      text.append("\n# TYPE ").append(family.name()).append(' ');
      text.append(family.type().name().toLowerCase(Locale.ROOT)).append('\n');
      family.samples().forEach(sample -> line(sample, text));
    }
    return text.toString();
  }

  private static void line(MetricFamily.Sample sample, StringBuilder text) {
    text.append(sample.name());
    String separator = "{";
    for (Map.Entry<String, String> label : sample.labels().entrySet()) {
      text.append(separator).append(label.getKey());
      text.append("=\"").append(escaped(label.getValue())).append('"');
      separator = ",";
    }
    text.append(sample.labels().isEmpty() ? " " : "} ");
    text.append(number(sample.value())).append('\n');
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  /** Whole numbers without a fraction, as people write them. */
  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  /**
   * Adds what a text says. A metric that another version of the program has is left out.
   *
   * @return false if the text is damaged; the lines that can be read are read
   */
  static boolean read(String text, MetricValues values) {
    boolean whole = text.endsWith("\n");
    for (String line : Splitter.on('\n').omitEmptyStrings().split(text)) {
      whole &= line.startsWith("#") || readLine(line, values);
    }
    return whole;
  }

  private static boolean readLine(String line, MetricValues values) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return false;
    }
    List<String> names = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    if (parts.group(2) != null && !readLabels(parts.group(2), names, labels)) {
      return false;
    }
    Metric metric = BY_NAME.get(parts.group(1));
    if (metric == null) {
      return true;
    }
    double value;
    try {
      value = Double.parseDouble(parts.group(3));
    } catch (NumberFormatException e) {
      return false;
    }
    if (metric.type() == MetricType.HISTOGRAM) {
      String ending = parts.group(1).substring(metric.text().length());
      readHistogram(ending, labels, value, values.histogram(metric));
    } else if (names.equals(metric.labels())) {
      values.of(metric).put(List.copyOf(labels), value);
    }
    return true;
  }

  private static boolean readLabels(String text, List<String> names, List<String> values) {
    Matcher label = LABEL.matcher(text);
    int end = 0;
    while (end < text.length() && label.find(end) && label.start() == end) {
      names.add(label.group(1));
      values.add(unescaped(label.group(2)));
      end = label.end();
    }
    return end == text.length();
  }

  private static String unescaped(String value) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\') {
        char next = value.charAt(++i);
        text.append(next == 'n' ? '\n' : next);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static void readHistogram(
      String ending, List<String> labels, double value, Histogram histogram) {
    switch (ending) {
      case Histogram.SUM -> histogram.setSum(value);
      case Histogram.COUNT -> histogram.setCount(value);
      default ->
          histogram
              .buckets()
              .replaceAll(
                  (bound, number) ->
                      labels.equals(List.of(String.valueOf(bound))) ? value : number);
    }
  }
}
