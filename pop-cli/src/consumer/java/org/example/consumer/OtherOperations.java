package org.example.consumer;

import static org.example.consumer.Main.check;

import dev.pop.mirror.estimator.SizeEstimate;
import dev.pop.mirror.estimator.SizeEstimator;
import dev.pop.mirror.report.CleanupReport;
import dev.pop.mirror.report.HealthReport;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.sync.MirrorCleanup;
import dev.pop.mirror.sync.MirrorHealth;
import dev.pop.mirror.sync.MirrorVerifier;

/** What else can be asked of a mirror. */
final class OtherOperations {
  private OtherOperations() {}

  static void run(World world) throws Exception {
    MirrorList list = world.small("plain");
    SizeEstimate estimate = SizeEstimator.of(list).call();
    check(estimate.packages() == 2 && estimate.downloadBytes() == 0, estimate);
    VerifyReport verified = MirrorVerifier.of(list).deep(true).call();
    check(verified.status() == VerifyReport.Status.AVAILABLE, verified);
    HealthReport health = MirrorHealth.of(list).call();
    check(health.repositories().size() == 1, health);
    CleanupReport cleaned = MirrorCleanup.of(list).dryRun(true).call();
    check(cleaned.freedFiles() == 0, cleaned);
  }
}
