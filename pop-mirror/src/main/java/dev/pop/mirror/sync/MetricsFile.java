package dev.pop.mirror.sync;

import dev.pop.core.io.PrivateDirectory;
import dev.pop.mirror.plan.SuiteIds;
import dev.pop.mirror.report.HealthReport;
import dev.pop.mirror.report.Metrics;
import dev.pop.mirror.report.SuiteId;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.store.MirrorLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The file of metrics that a list asks for, if it does. What runs count and what health checks find
 * are remembered apart, since both may be written at the same time.
 */
final class MetricsFile {
  private final Optional<Path> file;
  private final MirrorLayout layout;
  private final List<SuiteId> suites;
  private final Consumer<String> warnings;

  /**
   * @param warnings hears, in one sentence each, of what is lost
   */
  MetricsFile(MirrorList list, Consumer<String> warnings) {
    this.warnings = warnings;
    this.file = list.settings().watch().metricsFile();
    this.layout = MirrorLayout.of(list.settings());
    this.suites = SuiteIds.of(list);
  }

  /** Counts a run; a dry one changes nothing. */
  void add(SyncReport report) throws IOException {
    if (report.kind() == SyncReport.Kind.DRY_RUN) {
      return;
    }
    update(layout.runMetrics(), layout.healthMetrics(), metrics -> metrics.add(report));
  }

  /** Takes over what a health check found. */
  void add(HealthReport report) throws IOException {
    update(layout.healthMetrics(), layout.runMetrics(), metrics -> metrics.add(report));
  }

  private void update(Path mine, Path others, Consumer<Metrics> news) throws IOException {
    if (file.isEmpty()) {
      return;
    }
    PrivateDirectory.open(layout.own());
    Metrics metrics = Metrics.read(mine, warnings);
    metrics.keepOnly(suites); // under their ids, by which the news names them
    news.accept(metrics);
    metrics.write(mine);
    Metrics other = Metrics.read(others, warnings);
    other.keepOnly(suites);
    metrics.addAll(other);
    metrics.write(file.get());
  }
}
