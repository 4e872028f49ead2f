package dev.pop.mirror.estimator;

import dev.pop.core.io.DiskSpace;
import dev.pop.mirror.repository.MirrorList;

/** Estimates for a disk that a test makes up. */
public final class EstimateOnDisk {
  private EstimateOnDisk() {}

  /** The estimate of a list whose mirror lies on such a disk. */
  public static SizeEstimate of(MirrorList list, DiskSpace.Probe disk) throws Exception {
    return SizeEstimator.of(list).space(disk).call();
  }
}
