package dev.pop.mirror.sync;

import dev.pop.mirror.repository.Suite;

/** What comes first when not everything can come at once: security updates. */
final class Urgency {
  private Urgency() {}

  /** Whether a suite is of a security pocket, or of a service that only has such. */
  static boolean isUrgent(Suite suite) {
    return suite.name().endsWith("-security")
        || suite.name().contains("-security/")
        || suite.archive().host().equals("esm.ubuntu.com");
  }
}
