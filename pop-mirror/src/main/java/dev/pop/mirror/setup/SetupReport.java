package dev.pop.mirror.setup;

import dev.pop.mirror.estimator.ProbeResult;
import dev.pop.mirror.estimator.SizeEstimate;
import java.util.List;
import java.util.Optional;

/**
 * What a setup did.
 *
 * @param steps in their order; after a failed one there is none
 * @param probes what the upstreams answered, unless they were not to be asked
 * @param estimate how large the mirror will be, unless it was not asked for or could not be made
 * @param complete whether nothing but warnings stands in the way; false when the list has faults,
 *     an upstream refuses something, or the estimate is incomplete
 */
public record SetupReport(
    List<SetupStep> steps,
    List<ProbeResult> probes,
    Optional<SizeEstimate> estimate,
    boolean complete) {
  public SetupReport {
    steps = List.copyOf(steps);
    probes = List.copyOf(probes);
  }

  /** Whether a step failed; everything on disk is then as it was before. */
  public boolean failed() {
    return steps.stream().anyMatch(step -> step.status() == SetupStep.Status.FAILED);
  }
}
