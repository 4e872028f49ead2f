package dev.pop.cli;

import dev.pop.core.Plural;
import dev.pop.core.io.ByteSize;
import dev.pop.mirror.report.HumanFormat;
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
      lines.add("finished downloads are kept; the next sync resumes");
    }
    if (report.removableFiles() > 0) {
      lines.add(
          (autoclean ? "removed: " : "the clean script frees ")
              + ByteSize.iec(report.removableBytes())
              + " in "
              + Plural.count(report.removableFiles(), "file"));
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
        .append(Plural.count(count(report, SuiteReport.Status.PUBLISHED), "suite"))
        .append(" published, ")
        .append(count(report, SuiteReport.Status.UNCHANGED))
        .append(" unchanged");
    if (report.kind() == SyncReport.Kind.DRY_RUN) {
      words.append("; dry run: nothing was published");
    } else {
      appendCount(words, count(report, SuiteReport.Status.PLANNED), "suite", " not published");
    }
    appendCount(words, count(report, SuiteReport.Status.FAILED), "suite", " not updated");
    return words.toString();
  }

  private static String fetched(SyncReport report) {
    StringBuilder words = new StringBuilder();
    double seconds = Duration.between(report.started(), report.finished()).toMillis() / 1000.0;
    words
        .append("fetched ")
        .append(files(report.downloadedFiles(), report.downloadedBytes()))
        .append(" in ")
        .append(HumanFormat.time(seconds));
    if (report.traffic().bytesPerSecond() > 0) {
      words.append(" (").append(HumanFormat.speed(report.traffic().bytesPerSecond())).append(')');
    }
    appendCount(words, report.failures().size(), "failure", "");
    if (report.retries() > 0) {
      words.append(", ").append(Plural.count(report.retries(), "retry", "retries"));
    }
    appendCount(words, report.resumedFiles(), "download", " resumed");
    return words.toString();
  }

  private static String adopted(SyncReport report) {
    String kept = "found and kept: " + files(report.adoptedFiles(), report.adoptedBytes());
    return report.rescuedFiles() == 0
        ? kept
        : kept
            + "; the previous clean script would have removed "
            + Plural.count(report.rescuedFiles(), "file")
            + " that clients need";
  }

  private static String files(long count, long bytes) {
    return Plural.count(count, "file") + ", " + ByteSize.iec(bytes);
  }

  private static long count(SyncReport report, SuiteReport.Status status) {
    return report.repositories().stream().filter(suite -> suite.status() == status).count();
  }

  private static void appendCount(StringBuilder words, long count, String one, String what) {
    if (count > 0) {
      words.append(", ").append(Plural.count(count, one)).append(what);
    }
  }
}
