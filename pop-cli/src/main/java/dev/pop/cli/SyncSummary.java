package dev.pop.cli;

import dev.pop.core.io.ByteSize;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a sync did, in at most five lines. */
final class SyncSummary {
  private SyncSummary() {}

  /**
   * The lines.
   *
   * @param autoclean whether what nothing needs any more is removed by now
   */
  static String of(SyncReport report, boolean autoclean) {
    List<String> lines = new ArrayList<>();
    lines.add(suites(report));
    lines.add(fetched(report));
    if (report.adoptedFiles() > 0) {
      lines.add(adopted(report));
    }
    if (report.pendingFiles() > 0) {
      lines.add("still to fetch: " + files(report.pendingFiles(), report.pendingBytes()));
    }
    if (report.status() == SyncReport.Status.INTERRUPTED) {
      lines.add("what has come is kept; the next sync goes on from there");
    }
    if (report.removableFiles() > 0) {
      lines.add(
          (autoclean ? "removed: " : "the clean script frees ")
              + ByteSize.iec(report.removableBytes())
              + " in "
              + Words.count(report.removableFiles(), "file"));
    }
    return String.join("\n", lines);
  }

  private static String suites(SyncReport report) {
    StringBuilder words = new StringBuilder();
    words
        .append(
            switch (report.status()) {
              case COMPLETE -> "complete";
              case PARTIAL -> "partly done";
              case FAILED -> "failed";
              case INTERRUPTED -> "interrupted";
            })
        .append(": ")
        .append(Words.count(count(report, SuiteReport.Status.PUBLISHED), "suite"))
        .append(" published, ")
        .append(count(report, SuiteReport.Status.UNCHANGED))
        .append(" unchanged");
    append(words, count(report, SuiteReport.Status.PLANNED), " not published by this kind of run");
    append(words, count(report, SuiteReport.Status.FAILED), " kept at their previous state");
    return words.toString();
  }

  private static String fetched(SyncReport report) {
    StringBuilder words = new StringBuilder();
    double seconds = Duration.between(report.started(), report.finished()).toMillis() / 1000.0;
    words
        .append("fetched ")
        .append(files(report.downloadedFiles(), report.downloadedBytes()))
        .append(" in ")
        .append(Words.time(seconds));
    if (report.traffic().bytesPerSecond() > 0) {
      words.append(" (").append(Words.speed(report.traffic().bytesPerSecond())).append(')');
    }
    appendCount(words, report.failures().size(), "failure", "");
    appendCount(words, report.retries(), "attempt", " had to be repeated");
    appendCount(words, report.resumedFiles(), "file", " went on after breaking off");
    return words.toString();
  }

  private static String adopted(SyncReport report) {
    String kept = "found and kept: " + files(report.adoptedFiles(), report.adoptedBytes());
    return report.rescuedFiles() == 0
        ? kept
        : kept
            + "; the clean script of before would have removed "
            + Words.count(report.rescuedFiles(), "file")
            + " that clients need";
  }

  private static String files(long count, long bytes) {
    return Words.count(count, "file") + ", " + ByteSize.iec(bytes);
  }

  private static long count(SyncReport report, SuiteReport.Status status) {
    return report.repositories().stream().filter(suite -> suite.status() == status).count();
  }

  private static void append(StringBuilder words, long count, String what) {
    if (count > 0) {
      words.append(", ").append(count).append(what);
    }
  }

  private static void appendCount(StringBuilder words, long count, String one, String what) {
    if (count > 0) {
      words.append(", ").append(Words.count(count, one)).append(what);
    }
  }
}
